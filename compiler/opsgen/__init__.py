"""opsgen: one ops spec, compiled into the artifacts that a data and ML platform runs."""

__version__ = "0.1.0"
