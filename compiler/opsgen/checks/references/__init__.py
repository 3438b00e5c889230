"""Checks of names: whether each one refers to something, and nothing refers to itself in a circle."""
