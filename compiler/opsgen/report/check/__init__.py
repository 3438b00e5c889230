"""Results of `check` in every format."""
