"""Validation of a tree against the models, without importing pydantic.

In: plain values; out: a spec, or findings at paths of the tree.
"""
