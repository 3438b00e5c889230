"""Converts CSV files that DuckDB cannot read directly into copies in UTF-8 and without comments.

DuckDB has few encodings without an extension, and takes a comment's character in the middle of a line for a comment.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from itertools import takewhile
from typing import TYPE_CHECKING, BinaryIO, TextIO, cast

from opsgen.graph.formats import compression_of
from opsgen.runtime.engines.engine import UnreadableError
from opsgen.sql.sources.locations import constant_folder, files_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from opsgen.language.dataset import Dataset, Source

NATIVE = ("utf-8", "latin-1")
"""The encodings that DuckDB reads itself. It supports only one byte order of UTF-16."""
CHUNK = 1 << 20
"""How many bytes are decoded at once."""
PYTHON = {"mac-roman": "mac_roman", "shift-jis": "shift_jis", "utf-8": "utf-8-sig"}
"""The names that Python has for encodings that it calls differently."""


def needs_copy(source: Source) -> bool:
    """Whether DuckDB must read a copy instead of the source's files."""
    return source.comment is not None or (source.encoding or "utf-8") not in NATIVE


def copied(address: str, dataset: Dataset, folder: Path) -> str:
    """The path of the copies below a folder, with the file names that the original path matches."""
    # DuckDB reads an empty line as a row where there is one column, and leaves it out where there are several
    instead = len(dataset.columns) > 1
    constant = constant_folder(address)
    for path in files_at(address):
        target = folder / path.relative_to(constant)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("w", encoding="utf-8", newline="") as file:
            _copy(path, dataset.source, file, instead=instead)
    return f"{folder.as_posix()}/{address.removeprefix(constant)}"


def python_name(encoding: str | None) -> str:
    """Python's name of an encoding in the language."""
    return PYTHON.get(encoding or "utf-8", encoding or "utf-8")


def opened(path: Path) -> BinaryIO:
    """The file's bytes, uncompressed."""
    compression = compression_of(path.name)
    if compression == "zstd":
        raise UnreadableError(f"{path} is compressed with zstd, which is read in UTF-8 only; use gzip")
    return cast("BinaryIO", gzip.open(path) if compression == "gzip" else path.open("rb"))


def _copy(path: Path, source: Source, target: TextIO, *, instead: bool) -> None:
    text = _decoded(path, source.encoding or "utf-8")
    try:
        if source.comment is None:
            target.writelines(text)
        else:
            target.writelines(without_comments(_lines(text), source, instead=instead))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableError(f"{path} is not a complete gzip file: {error}") from None


def _decoded(path: Path, encoding: str) -> Iterator[str]:
    """The text of a file, chunk by chunk."""
    decoder = codecs.getincrementaldecoder(python_name(encoding))()
    line = 1
    with opened(path) as file:
        while True:
            data = file.read(CHUNK)
            try:
                text = decoder.decode(data, final=not data)
            except UnicodeDecodeError as error:
                line += error.object[: error.start].decode(python_name(encoding), errors="replace").count("\n")
                raise UnreadableError(
                    f"{path}, line {line:,}: the byte 0x{error.object[error.start]:02X} is not {encoding}; "
                    "write the `encoding` of the file in the source"
                ) from None
            line += text.count("\n")
            yield text
            if not data:
                return


def _lines(chunks: Iterable[str]) -> Iterator[str]:
    """The lines of a text with their ends."""
    rest = ""
    for chunk in chunks:
        *lines, rest = [*io.StringIO(rest + chunk, newline="")] or [""]
        yield from lines
    yield rest


def without_comments(lines: Iterable[str], source: Source, *, instead: bool) -> Iterator[str]:
    """The lines of a CSV file from its header on, without comments.

    With `instead`, an empty line is put in place of each comment, so that the other lines keep their distances.
    """
    started = False
    for line, is_read in marked(lines, source):
        started = started or is_read
        if is_read:
            yield line
        elif started and instead:
            yield line[len(line.rstrip("\r\n")) :]


def marked(lines: Iterable[str], source: Source) -> Iterator[tuple[str, bool]]:
    """Each line of a CSV file, and whether it is part of the table: not a comment, and not before the header. A line
    inside a quoted field is never a comment."""
    quote = re.compile(re.escape(source.quote or '"'))
    escaped = re.compile(f"{re.escape(source.escape)}." if source.escape else "(?!)", re.DOTALL)
    inside, started = False, False
    for number, line in enumerate(lines):
        is_before = number < (source.skip or 0) or (not started and is_empty(line))
        is_comment = source.comment is not None and not inside and line.startswith(source.comment)
        if not is_before and not is_comment:
            inside ^= len(quote.findall(escaped.sub("", line))) % 2 == 1
            started = True
        yield line, not is_before and not is_comment


def is_empty(line: str) -> bool:
    return not line.strip("\r\n")


def empty_lines(address: str, source: Source, *, plain: bool) -> int:
    """How many lines without text there are before the header: DuckDB would take the header for a row, too.
    `plain` files are not compressed, whatever their names are."""
    found: dict[int, Path] = {}
    for path in files_at(address):
        if compression_of(path.name) == "zstd" and not plain:  # Python does not read it
            continue
        try:
            with path.open("rb") if plain else opened(path) as file:
                lines = (line for number, line in enumerate(file) if number >= (source.skip or 0))
                found.setdefault(sum(1 for _ in takewhile(_is_blank, lines)), path)
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(found) > 1:
        (few, one), (more, other) = sorted(found.items())[:2]
        what = "empty line" if more == 1 else "empty lines"
        raise UnreadableError(f"{other} has {more:,} {what} before its header, and {one} has {few:,}; remove them")
    return next(iter(found), 0)


def _is_blank(line: bytes) -> bool:
    return not line.removeprefix(codecs.BOM_UTF8).strip(b"\r\n")


def likely_encoding(path: Path) -> str | None:
    """The encoding that a file's bytes are most likely in, of those that its alphabet does not tell apart the one that
    is most frequent; None where they are in none."""
    with opened(path) as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
    used: set[int] = set()
    decoder, is_utf8 = codecs.getincrementaldecoder("utf-8-sig")(), True
    with opened(path) as file:
        while data := file.read(CHUNK):
            used |= set(data)
            try:
                if is_utf8:
                    decoder.decode(data)
            except UnicodeDecodeError:
                is_utf8 = False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        is_utf8 = False
    if 0 in used:
        return None
    if is_utf8:
        return "utf-8"
    try:
        bytes(sorted(used)).decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    # below 0xA0, Latin-1 has nothing but control characters
    return "cp1252" if used & set(range(0x80, 0xA0)) else "latin-1"


def dropped_lines(path: Path, source: Source) -> int:
    """How many lines before the header a copy of the file does not have."""
    if source.comment is None:
        return 0
    with io.TextIOWrapper(opened(path), encoding=python_name(source.encoding), errors="replace", newline="") as text:
        return sum(1 for _ in takewhile(lambda line: not line[1], marked(text, source)))
