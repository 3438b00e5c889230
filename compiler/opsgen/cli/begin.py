"""`opsgen init --from FILE…`: a spec to begin with, made from data."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.cli.guard import CLEAN, FINDINGS, USAGE
from opsgen.cli.init import project_name, write
from opsgen.cli.results import UNREADABLE
from opsgen.cli.specs import SPEC_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsgen.quality.profile.files import DataFile


def begin(folder: Path, arguments: Sequence[str]) -> int:
    """Write a spec for these files, or for those in a folder, unless there is one already."""
    from opsgen.quality.engines.engine import UnreadableError
    from opsgen.quality.profile.files import UnknownFileError

    path = folder / SPEC_FILE
    if path.exists():
        return write(path, "")
    try:
        text = _spec(folder, arguments)
    except UnknownFileError as error:
        print(f"opsgen: {error}", file=sys.stderr)
        return USAGE
    except UnreadableError as error:
        print(f"opsgen: {error}; nothing was written", file=sys.stderr)
        return UNREADABLE
    if write(path, text) != CLEAN:
        return FINDINGS
    print(f"wrote {path}; opsgen check runs its rules, and its first lines say what to do next")
    return CLEAN


def _spec(folder: Path, arguments: Sequence[str]) -> str:
    from opsgen.quality.profile import start, targets
    from opsgen.quality.report.progress import Progress

    files = _named(_files(arguments))
    with Progress(sys.stderr) as progress:
        profiled = targets.of_files(files, progress)
        root = targets.as_root(targets.common_folder(files), folder)
        return start.spec(profiled, project_name(folder), root, progress)


def _files(arguments: Sequence[str]) -> dict[Path, DataFile]:
    """The files, each once."""
    from opsgen.quality.profile.files import UnknownFileError, in_folder, look

    found: dict[Path, DataFile] = {}
    for argument in arguments:
        inside = in_folder(Path(argument)) if Path(argument).is_dir() else [argument]
        if not inside:
            raise UnknownFileError(f"{argument} holds no file that data could be read from")
        found |= {file.path: file for file in map(look, inside)}
    return found


def _named(files: dict[Path, DataFile]) -> dict[str, DataFile]:
    """Each file with the name of its dataset."""
    from opsgen.quality.profile.names import valid_name

    named: dict[str, DataFile] = {}
    for file in files.values():
        named[valid_name(file.stem, named)] = file
    return named
