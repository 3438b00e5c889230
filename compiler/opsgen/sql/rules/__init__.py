"""Quality rules as SQL. In: a dataset and its rules; out: queries that any engine can run."""
