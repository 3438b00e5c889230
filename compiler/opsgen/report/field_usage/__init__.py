"""Field usage as a table, for `build --report`."""
