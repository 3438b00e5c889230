"""Everything that reaches a terminal: color, tables, escaping, progress and the standard streams."""
