"""What a requirements file installs, with the files that it adds. Nothing outside of the project is read."""

from __future__ import annotations

from pathlib import Path
from posixpath import dirname, isabs, join, normpath
from typing import TYPE_CHECKING, NamedTuple

from opsgen.backends.github.codes import OPSGEN_BY_NAME
from opsgen.compile.requirements.lines import lines_of
from opsgen.diagnostics.model import Finding, Place, Span
from opsgen.source.access import below, may_read, resolved
from opsgen.source.characters import quote_path
from opsgen.source.codes import FILE_NOT_FOUND
from opsgen.source.read import read
from opsgen.source.text import FileError, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opsgen.compile.requirements.lines import Line, OtherFile
    from opsgen.diagnostics.model import Code

MOST_FILES = 50
LARGEST = 4 << 20
"""The maximum size of all files together in bytes. What is beyond it is not read."""
_NAME = "opsgen"
_PLACE = Place(("outputs", "github", "requirements"))
_HELP = ("name its file, as in `./wheels/opsgen-0.1.0-py3-none-any.whl`, its URL, or a version with `--hash=sha256:…`",)


class Found(NamedTuple):
    """The findings about a requirements file, and the files that were read."""

    findings: list[tuple[Code, Finding]]
    sources: dict[str, Source]
    """The text of each file, by its name in spans."""
    contents: dict[str, bytes | None]
    """The bytes of each file by its path below the project's folder; None means that there was no file."""


def find(path: str, folder: Path, overrides: Mapping[Path, bytes]) -> Found:
    """Read the requirements file at a path below the project's folder."""
    reading = _Reading(folder, overrides)
    reading.follow(path)
    return Found(list(reading.findings()), reading.sources, reading.contents)


class _Reading:
    """Reads files and those that they add, each once, up to a number and a size."""

    def __init__(self, folder: Path, overrides: Mapping[Path, bytes]) -> None:
        self.sources: dict[str, Source] = {}
        self.contents: dict[str, bytes | None] = {}
        self._folder = str(resolved(folder))
        self._shown = below(folder) or folder.as_posix()
        self._overrides = overrides
        self._room = LARGEST
        self._unplaced: dict[str, Span] = {}
        """The first place in each file, by its path, that has opsgen without a file or a URL."""
        self._is_safe = False

    def follow(self, path: str) -> None:
        """Read a file and all that it adds."""
        files = [(normpath(path), False)]
        for each, is_constraint in files:  # The list grows on the way.
            for line in self._lines(each, installs=not is_constraint):
                other = _beside(each, line.other_file)
                if other and len(files) < MOST_FILES:
                    entry = (other[0], is_constraint or other[1])
                    files += [entry] if entry not in files else []

    def findings(self) -> Iterator[tuple[Code, Finding]]:
        """Yield a finding for each file that names opsgen by its name alone."""
        if self._is_safe:
            return
        for path, span in self._unplaced.items():
            message = f"{quote_path(path)} has opsgen by its name alone, so pip takes it from any index that it reads"
            yield OPSGEN_BY_NAME, Finding(_PLACE, message, _HELP, ((span, "named here"),))

    def _lines(self, path: str, *, installs: bool) -> Iterator[Line]:
        """Yield the lines of a file, and note what they mean for opsgen."""
        source = self._source(path)
        if source is None:
            return
        for line in lines_of(source.lines):
            # A place in another line, or in a constraint, counts: pip then takes the package from there only.
            self._is_safe |= line.restricts_pip or line.placed == _NAME
            if installs and line.named == _NAME:
                first = source.lines[line.number - 1]
                start = len(first) - len(first.lstrip()) + 1
                span = Span(source.file, line.number, start, line.number, start + len(_NAME))
                self._unplaced.setdefault(path, span)
            yield line

    def _source(self, path: str) -> Source | None:
        data = self._data(path)
        if data is None or len(data) > self._room:
            return None
        self._room -= len(data)
        text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
        source = Source(path if self._shown == "." else f"{self._shown}/{path}", text)
        self.sources[source.file] = source
        return source

    def _data(self, path: str) -> bytes | None:
        self.contents[path] = b""
        real = may_read(path, self._folder)
        if real is None:
            return None
        try:
            known = self._overrides.get(Path(real))
            self.contents[path] = data = read(real, path, most=self._room) if known is None else known
        except FileError as error:
            if error.diagnostic.code == FILE_NOT_FOUND.code:
                self.contents[path] = None
            return None
        return data


def _beside(path: str, other: OtherFile | None) -> tuple[str, bool] | None:
    """Return the path of a file that a line of the file at `path` adds, if it is in the project."""
    if other is None or isabs(other.path) or "\0" in other.path or "://" in other.path:
        return None
    whole = normpath(join(dirname(path), other.path))
    return None if whole.startswith("../") or whole in {"..", "."} else (whole, other.is_constraint)
