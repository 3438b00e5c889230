"""Where a dataset's rows come from, as SQL says it: tables by their names, and functions that read files."""
