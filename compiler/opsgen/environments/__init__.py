"""A spec in one environment: variables and overrides, applied to the tree before validation.

In: the located tree; out: a tree for each environment, which shares unchanged parts with it.
"""
