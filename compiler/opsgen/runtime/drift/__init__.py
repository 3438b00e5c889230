"""Live inputs compared with training data.

In: the monitor of a deployment; out: a distance for each column, and whether it is drift.
"""
