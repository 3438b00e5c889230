"""The compiler's phases in order, the collector of diagnostics, the lockfile and the registry of codes.

In: the path of a spec; out: diagnostics, and a project whose artifacts can be built.
"""
