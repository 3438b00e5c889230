"""Chains of datasets, models and batch deployments, run in the order of the graph on one machine."""
