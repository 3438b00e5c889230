"""Makes a version of a dataset in three steps: it is written to a staged place, checked there, and published."""
