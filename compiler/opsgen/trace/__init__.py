"""Field usage: which backend reads which field of a spec."""
