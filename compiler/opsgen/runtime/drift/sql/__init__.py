"""The queries: summaries of the reference's columns, rows by bin, and distances between numbers."""
