"""Versions of a dataset: written to a staged place, checked there, published at once, and recorded in a ledger."""
