"""Data practice: what keeps datasets worth relying on."""
