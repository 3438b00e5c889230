"""Writing the first spec of a project, and the `.gitignore` beside it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from opsgen.exit_codes import CLEAN, FINDINGS

IGNORE_FILE = ".gitignore"
IGNORED = (".opsgen/transaction/", ".*.????????????????.new")
"""What only a killed command leaves behind: the record of a build, and temporary files."""
IGNORED_WHY = "# What an interrupted opsgen command may leave behind. Do commit .opsgen/manifest."


def project_name(folder: Path) -> str:
    """A valid project name made from the folder's name."""
    words = re.findall(r"[a-z0-9]+", folder.resolve().name.lower())
    name = "-".join(words)[:40].strip("-")
    return name if re.match(r"[a-z]", name) else "my-project"


def write_spec(path: Path, text: str) -> int:
    """Write a spec and its `.gitignore`; a spec that exists is left as it is. Returns the exit code."""
    from opsgen.cli.user_files import leads_astray
    from opsgen.emit.atomic_file import created
    from opsgen.source.access import may_write_at

    if may_write_at(path.parent) is None:
        print(f"opsgen: no spec is written: {leads_astray(path)}", file=sys.stderr)
        return FINDINGS
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with created(path) as draft:
            draft.write_bytes(text.encode())
    except FileExistsError:
        print(f"opsgen: {path} exists already and was left as it is", file=sys.stderr)
        _ignore(path.parent)  # An earlier run may have been killed after it wrote the spec.
        return FINDINGS
    except OSError as error:
        print(f"opsgen: {path} cannot be written: {error.strerror}", file=sys.stderr)
        return FINDINGS
    _ignore(path.parent)
    return CLEAN


def _ignore(folder: Path) -> None:
    """Add what must not be committed to `.gitignore`, unless it is listed there."""
    from opsgen.emit.atomic_file import atomic_file
    from opsgen.source.access import may_write, resolved
    from opsgen.source.limits import MAX_FILE_BYTES
    from opsgen.source.read import read
    from opsgen.source.text import FileError

    path = folder / IGNORE_FILE
    real = may_write(IGNORE_FILE, str(resolved(folder)))
    try:
        if real is None:
            raise OSError("it is a link out of the folder")
        before = read(real, str(path)) if Path(real).exists() else b""
        if len(before) > MAX_FILE_BYTES:
            raise OSError("it is too large")
        missing = [line for line in IGNORED if line.encode() not in before.split()]
        if missing:
            start = before if before.endswith(b"\n") or not before else before + b"\n"
            with atomic_file(Path(real)) as draft:
                draft.write_bytes(start + "\n".join([IGNORED_WHY, *missing, ""]).encode())
                if before:
                    draft.chmod(Path(real).stat().st_mode & 0o7777)
    except (OSError, FileError) as error:
        reason = error.diagnostic.message if isinstance(error, FileError) else error.strerror or error
        print(f"opsgen: add {' and '.join(IGNORED)} to {path}, which cannot be written: {reason}", file=sys.stderr)
