"""Results of `drift` in every format."""
