"""The canonical layout of a spec: what `opsgen fmt` writes."""

from opsgen.source.format.format import DifferentError, UnreadableError, formatted

__all__ = ["DifferentError", "UnreadableError", "formatted"]
