"""`opsgen fmt`: formats specs. Only their layout changes, never their meaning."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from opsgen.cli import patch, stdin, user_files
from opsgen.cli.diagnostics import print_diagnostics
from opsgen.cli.selection import Selection
from opsgen.cli.specs import find, shown
from opsgen.emit.rewrite import Rewrite
from opsgen.exit_codes import CLEAN, FINDINGS, USAGE
from opsgen.source.access import resolved
from opsgen.terminal.verbosity import note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def fmt(
    files: Sequence[str],
    *,
    check: bool = False,
    diff: bool = False,
    selection: Selection = Selection(),  # noqa: B008
) -> int:
    """Format files; in a folder, its spec and the files that it includes. `-` goes from stdin to stdout."""
    if stdin.STDIN in files:
        return _fmt_stdin(files, check=check, diff=diff)
    if selection.is_given:
        chosen = _changed(files, selection)
        if not chosen:
            return USAGE if chosen is None else CLEAN
        files = chosen
    paths = list(_paths(files))
    found = [path for path in paths if path is not None]
    if len(found) < len(paths):
        return USAGE
    files_once = {path.real or path.shown: path for path in found}
    results = {path.shown: _formatted(_read(path), Path(path.real or ""), path.shown) for path in files_once.values()}
    readable = {name: each for name, each in results.items() if each is not None}
    code = _finish(readable, check=check, diff=diff)
    return code if len(readable) == len(results) else FINDINGS


class _Named(NamedTuple):
    """A file that an argument names."""

    shown: str
    """As the user wrote it."""
    real: str | None
    """Its path with links resolved; None where it must not be written."""
    is_outside: bool
    """Whether it is a link out of its folder."""


def _paths(files: Sequence[str]) -> Iterator[_Named | None]:
    """The files that arguments name; None, after printing why, for each that does not exist."""
    for file in files or [os.curdir]:
        path = Path(file)
        if path.is_dir():
            spec = find(path)
            yield from _with_includes(spec) if spec else [None]
        elif path.is_file():
            yield _named(path.parent, path.name)
        else:
            print(f"opsgen: there is no file {shown(file)}", file=sys.stderr)
            yield None


def _changed(files: Sequence[str], selection: Selection) -> list[str] | None:
    """The changed files that are specs or that specs include; None, after printing why, where they are unknown."""
    changed = selection.files(files)
    if not changed:
        return changed
    specs = Selection(changed=True).specs(changed)
    if specs is None:
        return None
    members = {path.real for spec in specs for path in _with_includes(Path(spec))}
    return [file for file in changed if Path(file).is_file() and str(resolved(Path(file))) in members]


def _with_includes(spec: Path) -> list[_Named]:
    from opsgen import source

    included = (path for path in source.load(spec).inputs.files if path != spec.name)
    return [_named(spec.parent, path) for path in (spec.name, *included)]


def _named(folder: Path, path: str) -> _Named:
    """A file in a folder, by the rules of lint: a link must not lead out of the folder."""
    from opsgen.source.access import may_read, may_write, may_write_at

    name, place = (folder / path).as_posix(), may_write_at(folder)
    if place is None:
        return _Named(name, None, is_outside=True)
    return _Named(name, may_write(path, str(place)), may_read(path, str(place)) is None)


def _read(file: _Named) -> bytes | None:
    """The content of a file; None, after printing why, where it cannot be read."""
    from opsgen.source.read import leads_out, read
    from opsgen.source.text import FileError

    if file.real is None and not file.is_outside:
        print(
            f"opsgen: {shown(file.shown)} is left as it is, like all files in `.git` and `.opsgen`",
            file=sys.stderr,
        )
        return None
    try:
        if file.real is not None:
            return read(file.real, file.shown)
        problem = leads_out(file.shown)
    except FileError as error:
        problem = error.diagnostic
    print_diagnostics([problem], lambda _: [])
    return None


def _formatted(data: bytes | None, path: Path, name: str) -> Rewrite | None:
    """A file's content before and after; None, after printing why, where it cannot be formatted."""
    if data is None:
        return None
    from opsgen.source.format import DifferentError, UnreadableError, formatted
    from opsgen.source.read import decode

    try:
        return Rewrite(path, data, formatted(data, name))
    except UnreadableError as error:
        print_diagnostics([error.diagnostic], lambda _: decode(data, name).source.lines)
    except DifferentError:
        print(f"opsgen: {shown(name)} is left as it is: formatting would change its meaning", file=sys.stderr)
    return None


def _finish(files: Mapping[str, Rewrite], *, check: bool, diff: bool) -> int:
    """Write the files that change, or print which would change."""
    changed = {name: file for name, file in files.items() if file.new != file.old}
    if diff:
        patch.show(changed)
        return FINDINGS if changed else CLEAN
    failed = None if check else user_files.write(list(files.values()))
    if failed:
        print(f"opsgen: nothing was formatted: {failed}", file=sys.stderr)
        return FINDINGS
    for name in changed:
        if check:
            print(f"would format {shown(name)}")
        else:
            note(f"formatted {shown(name)}")
    note(f"{len(changed)} {'to format' if check else 'formatted'}, {len(files) - len(changed)} unchanged")
    return FINDINGS if check and changed else CLEAN


def _fmt_stdin(files: Sequence[str], *, check: bool, diff: bool) -> int:
    if len(files) > 1:
        print("opsgen: `-` must be the only argument", file=sys.stderr)
        return USAGE
    data = stdin.read()
    if data is None:
        return USAGE
    file = _formatted(data, Path(stdin.STDIN), "<stdin>")
    if file is None:
        return FINDINGS
    if check or diff:
        return _finish({"<stdin>": file}, check=check, diff=diff)
    sys.stdout.flush()
    sys.stdout.buffer.write(file.new)
    return CLEAN
