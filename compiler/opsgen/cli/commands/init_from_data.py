"""`opsgen init --from FILE…`: a spec made from data files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen import SPEC_FILE
from opsgen.cli.starter import project_name, write_spec
from opsgen.exit_codes import CLEAN, FINDINGS, UNREADABLE, USAGE
from opsgen.terminal.escape import visible
from opsgen.terminal.verbosity import note

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from opsgen.runtime.profile.files import DataFile


FEW = 5
"""How many names of skipped files one line lists."""


def init_from_data(folder: Path, arguments: Sequence[str]) -> int:
    """Write a spec for these files, or for those in a folder, unless there is one already."""
    from opsgen.cli.starter_requirements import clear_drafts, write_requirements
    from opsgen.runtime.engines.engine import UnreadableError
    from opsgen.runtime.profile.files import UnknownFileError

    path = folder / SPEC_FILE
    if path.exists():
        clear_drafts(folder)
        return write_spec(path, "")
    left_out: list[Exception] = []
    try:
        text = _spec(folder, arguments, left_out.append)
    except UnknownFileError as error:
        print(f"opsgen: {error}", file=sys.stderr)
        return USAGE
    except UnreadableError as error:
        print(f"opsgen: {error}; nothing was written", file=sys.stderr)
        return UNREADABLE
    for each in left_out:
        print(f"opsgen: {each}; {'it is left out' if text else 'nothing was written'}", file=sys.stderr)
    if not text:
        return UNREADABLE
    if write_spec(path, text) != CLEAN:
        return FINDINGS
    write_requirements(folder)
    note(f"wrote {path}; opsgen check runs its rules, and its first lines say what to do next")
    return UNREADABLE if left_out else CLEAN


def _spec(folder: Path, arguments: Sequence[str], leave_out: Callable[[Exception], None]) -> str:
    """The spec; empty where no file can be read. Each unreadable file goes to `leave_out`."""
    from opsgen.runtime.profile import starter_spec, targets
    from opsgen.terminal.progress import Progress

    files = _named(_files(arguments, leave_out))
    if not files:
        return ""
    with Progress(sys.stderr) as progress:
        profiled = targets.of_files(files, progress, leave_out)
        if not profiled.profiles:
            return ""
        root = targets.as_root(targets.common_folder(files), folder)
        return starter_spec.spec(profiled, project_name(folder), root, progress)


def _files(arguments: Sequence[str], leave_out: Callable[[Exception], None]) -> dict[Path, DataFile]:
    """The files, each once."""
    from opsgen.runtime.engines.engine import UnreadableError
    from opsgen.runtime.profile.files import UnknownFileError, in_folder, look

    found: dict[Path, DataFile] = {}
    for argument in arguments:
        is_folder = Path(argument).is_dir()
        inside, others = in_folder(Path(argument)) if is_folder else ([argument], [])
        if others:
            print(f"opsgen: skipped in {argument}, not CSV, Parquet or JSON: {_some(others)}", file=sys.stderr)
        if not inside:
            raise UnknownFileError(f"{argument} has no data files")
        for each in inside:
            try:
                file = look(each)
            except (UnreadableError, UnknownFileError) as error:
                if isinstance(error, UnknownFileError) and not is_folder:  # a mistake in what was typed
                    raise
                leave_out(error)
            else:
                found[file.path] = file
    return found


def _some(names: list[str]) -> str:
    """The first of many names, and how many there are besides."""
    shown = ", ".join(map(visible, names[:FEW]))
    return shown if len(names) <= FEW else f"{shown} and {len(names) - FEW:,} more"


def _named(files: dict[Path, DataFile]) -> dict[str, DataFile]:
    """Each file with the name of its dataset."""
    from opsgen.runtime.profile.names import valid_name

    named: dict[str, DataFile] = {}
    for file in files.values():
        named[valid_name(file.stem, named)] = file
    return named
