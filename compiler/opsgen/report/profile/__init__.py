"""The result of `profile`, as text, JSON or a piece of a spec."""
