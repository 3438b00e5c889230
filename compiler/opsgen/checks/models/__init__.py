"""Checks of models, their gates and their monitors."""
