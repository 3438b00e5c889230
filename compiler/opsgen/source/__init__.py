"""Parses text into a located tree: files, YAML with positions, includes and limits. Independent of the language.

In: the path of a spec; out: plain values, the position of each, and diagnostics.
"""

from opsgen.source.load import LoadedSpec, load
from opsgen.source.scalars import SourceFloat, SourceInt
from opsgen.source.tree import Tree

__all__ = ["LoadedSpec", "SourceFloat", "SourceInt", "Tree", "load"]
