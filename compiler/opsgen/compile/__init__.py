"""The compiler's phases in order, the collector of diagnostics, the lockfile and the registry of codes."""
