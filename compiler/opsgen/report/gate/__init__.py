"""Results of `gate` in every format."""
