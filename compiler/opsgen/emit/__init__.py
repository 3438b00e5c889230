"""Text to disk: the ownership manifest, the comparison, the all-or-nothing write."""

from __future__ import annotations

from opsgen.emit.files import Change, Check, File, Owner, Result
from opsgen.emit.writer import check, write

__all__ = ["Change", "Check", "File", "Owner", "Result", "check", "write"]
