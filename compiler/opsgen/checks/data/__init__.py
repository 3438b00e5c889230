"""Checks of datasets: sources, columns, quality rules and SQL."""
