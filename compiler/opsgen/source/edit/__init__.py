"""Changing YAML files where they are to change: every other byte, with comments and layout, stays as it is."""
