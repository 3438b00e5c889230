"""opsgen: one ops spec, compiled into the artifacts that a data and ML platform runs."""

__version__ = "0.1.0"
SPEC_FILE = "opsgen.yaml"
"""The name of the spec where a command is given none."""
LOCKFILE = "opsgen.lock"
"""The name of the file beside the spec that pins images."""
