"""SQL as trees of sqlglot, never as pasted text: what user SQL may do, rules as queries, sources as relations."""
