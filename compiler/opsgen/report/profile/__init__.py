"""Results of `profile`: text, JSON, or a piece of a spec."""
