"""Checks of references: every name is defined, and no dataset depends on itself."""
