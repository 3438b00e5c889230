"""Quality rules as SQL: trees of sqlglot, never pasted text, written out for an engine's dialect at the very end."""
