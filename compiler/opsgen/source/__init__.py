"""Text becomes a located tree: reading, YAML with positions, includes and limits. Nothing here knows the language."""

from opsgen.source.load import LoadedSpec, load
from opsgen.source.scalars import SourceFloat, SourceInt
from opsgen.source.tree import Tree

__all__ = ["LoadedSpec", "SourceFloat", "SourceInt", "Tree", "load"]
