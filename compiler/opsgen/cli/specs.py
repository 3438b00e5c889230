"""Finding the spec that a command line names."""

from __future__ import annotations

import os
import sys

from opsgen import SPEC_FILE

TYPE_CHECKING = False  # typing takes longer to import than a cached answer
if TYPE_CHECKING:
    from pathlib import Path

HARMLESS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


def find(given: Path | str | None) -> Path | None:
    """The spec that an argument names: a file, or `opsgen.yaml` in a folder. Prints a message where there is none."""
    from pathlib import Path

    path = locate(None if given is None else str(given))
    return None if path is None else Path(path)


def locate(given: str | None) -> str | None:
    """The same as text, without importing pathlib."""
    path = path_of(given)
    if os.path.exists(path):
        return path if can_be_named(os.path.basename(path)) else None
    hint = _near(path) or ("" if given is not None else "; `opsgen init` writes one")
    print(f"opsgen: there is no spec {shown(path)}{hint}", file=sys.stderr)
    return None


def path_of(given: str | None) -> str:
    """The path of the spec that an argument names, whether it exists or not."""
    path = given if given is not None else SPEC_FILE
    if os.path.isdir(path):
        return os.path.join(path, SPEC_FILE) if os.path.normpath(path) != os.curdir else SPEC_FILE
    return path


def shown(path: str) -> str:
    """A path, escaped for printing where it needs that."""
    if HARMLESS.issuperset(path.replace("/", "")):
        return path
    from opsgen.terminal.escape import named

    return named(path)


def _near(path: str) -> str:
    """A hint at a YAML file with a similar name in the same folder, such as `opsgen.yml`."""
    from opsgen.diagnostics.suggest import nearest

    try:
        names = [name for name in os.listdir(folder_of(path)) if name.endswith((".yaml", ".yml"))]
    except OSError:
        return ""
    # Without their endings, which alone would make short names similar.
    stems = {os.path.splitext(name)[0]: name for name in sorted(names)}
    near = nearest(os.path.splitext(os.path.basename(path))[0], stems)
    return f"; did you mean {os.path.join(os.path.dirname(path), stems[near])!a}?" if near else ""


def folder_of(spec: str) -> str:
    """The folder that contains a spec."""
    return os.path.dirname(spec) or os.curdir


def can_be_named(name: str) -> bool:
    """Whether the file's name is safe in comments and commands of artifacts. Prints a message where it is not."""
    if name in ("", os.curdir, os.pardir):
        print(f"opsgen: {name!a} names no file", file=sys.stderr)
        return False
    harmless = set(name) <= HARMLESS and not name.startswith("-")
    if not harmless:
        print(f"opsgen: rename {name!a}: a spec's name has only letters, digits, . _ and -", file=sys.stderr)
    return harmless
