"""Quality rules as SQL. In: a dataset and its rules; out: queries in the dialect of any engine."""
