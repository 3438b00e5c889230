"""Writes artifacts to the disk, all or nothing.

In: rendered files and the output folder; out: the changes that were made, or diagnostics that forbid them.
"""

from __future__ import annotations

from opsgen.emit.files import Check, FileChange, Origin, OutputFile, Owner, Result
from opsgen.emit.writer import check, write

__all__ = ["Check", "FileChange", "Origin", "OutputFile", "Owner", "Result", "check", "write"]
