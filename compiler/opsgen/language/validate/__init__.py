"""Validation of a tree by the models of the language, without importing pydantic where lint has no need of it."""
