"""Which fields of a spec reach which artifact, as text."""
