"""Where each field of a spec went: what the backends made of it."""
