"""The queries: what the reference is like, how many rows lie in which bin, and how far numbers are apart."""
