"""Quality rules run on data.

In: the rules of a dataset; out: a result for each rule, with examples of failing rows.
"""
