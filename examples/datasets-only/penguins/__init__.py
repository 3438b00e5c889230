"""The Palmer penguins."""
