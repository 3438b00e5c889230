"""Text to disk: the ownership manifest, the comparison, the all-or-nothing write."""

from __future__ import annotations

from opsgen.emit.files import Check, FileChange, OutputFile, Owner, Result
from opsgen.emit.writer import check, write

__all__ = ["Check", "FileChange", "OutputFile", "Owner", "Result", "check", "write"]
