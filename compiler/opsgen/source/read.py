"""Read the text of a file: regular files only, within limits, in UTF-8."""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Diagnostic
from opsgen.source import codes
from opsgen.source.characters import describe, escape, forbidden, quote, quote_path
from opsgen.source.limits import MAX_FILE_BYTES
from opsgen.source.text import FileError, Problems, Source

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.diagnostics.model import Code, Span

_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
# UTF-8 forbids surrogates, but some programs write each half of a pair as three bytes (CESU-8).
_HALF_OF_A_PAIR = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def kind(mode: int) -> str | None:
    """Return the kind of a file with this mode; None for a regular file."""
    if stat.S_ISREG(mode):
        return None
    return next((name for is_kind, name in _KINDS if is_kind(mode)), "no ordinary file")


def special(path: Path | str) -> str | None:
    """Return the kind of a path that is neither a file nor a folder: reading it might never end."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - a path may be a text
    except (OSError, ValueError):
        return None
    return None if stat.S_ISDIR(mode) else kind(mode)


def read(path: Path | str, shown: str, wanted_at: Span | None = None, most: int = MAX_FILE_BYTES) -> bytes:
    """Return the bytes of a file. `wanted_at` is the place of its include, for the diagnostic.

    Of a file that is larger than `most`, one byte more than that is returned.
    """
    try:
        # Check before opening, because that can have effects on a device, and after it, because the path can change.
        _check_kind(os.stat(path).st_mode, shown, wanted_at)  # noqa: PTH116 - a path may be a text
        # Without O_NONBLOCK, opening a pipe without a writer blocks.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            _check_kind(os.fstat(descriptor).st_mode, shown, wanted_at)
            # One byte more than allowed shows that a file is too large, without reading all of it.
            return file.read(most + 1) or b""
    except FileNotFoundError:
        message, help_ = f"there is no file {quote_path(shown)}", "check its path for a typo"
        raise _unreadable(codes.FILE_NOT_FOUND, wanted_at, message, help_) from None
    except (OSError, ValueError) as error:
        reason = escape(getattr(error, "strerror", None) or str(error))
        message, help_ = f"the file {quote_path(shown)} cannot be read: {reason}", "check its path and its permissions"
        raise _unreadable(codes.UNREADABLE_FILE, wanted_at, message, help_) from None


def decode(data: bytes, shown: str) -> Problems:
    """Decode a file, without a byte order mark and with LF line ends. Reports characters that YAML forbids."""
    if len(data) > MAX_FILE_BYTES:
        return _too_large(shown)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return _not_utf_8(data, error.start, shown)
    # ASCII text in UTF-16 without a byte order mark is valid UTF-8 with a NUL in every second byte.
    if data.count(b"\0") * 3 > len(data):
        return _not_utf_8(data, data.index(b"\0"), shown)
    problems = Problems(Source(shown, _normalised(text)))
    for offset, character in forbidden(problems.source.text):
        problems.report(
            codes.FORBIDDEN_CHARACTER,
            (offset, offset + 1),
            f"this file contains {describe(character)}",
            "remove it: programs do not agree on what it does to the text around it",
        )
    return problems


def leads_out(shown: str) -> Diagnostic:
    """Return the diagnostic for a spec that is a link out of its folder."""
    message = f"{quote_path(shown)} is a link that leads out of the project's folder"
    help_ = "put the file itself there, or name the one it leads to"
    return Diagnostic(codes.INCLUDE_OUTSIDE.code, codes.INCLUDE_OUTSIDE.severity, message, None, (help_,))


def _check_kind(mode: int, shown: str, wanted_at: Span | None) -> None:
    found = kind(mode)
    if found is not None:
        message, help_ = f"{quote_path(shown)} is {found}, not a file", "name a YAML file"
        raise _unreadable(codes.NOT_A_FILE, wanted_at, message, help_)


def _unreadable(code: Code, wanted_at: Span | None, message: str, help_: str) -> FileError:
    return FileError(Diagnostic(code.code, code.severity, message, wanted_at, (help_,)))


def _too_large(shown: str) -> Problems:
    problems = Problems(Source(shown, ""))
    message = f"this file is larger than {MAX_FILE_BYTES >> 20} MiB"
    problems.report(codes.FILE_TOO_LARGE, (0, 0), message, "split it into files, and name them under `include:`")
    return problems


def _not_utf_8(data: bytes, offset: int, shown: str) -> Problems:
    before = _normalised(data[:offset].decode())
    problems = Problems(Source(shown, before + _normalised(data[offset:].decode(errors="replace"))))
    at = (len(before), len(before) + 1)
    byte = f"byte 0x{data[offset]:02X} at offset {offset}"
    if half := _HALF_OF_A_PAIR.match(data, offset):
        message = f"the bytes at offset {offset} are {describe(half[0].decode(errors='surrogatepass'))}"
        problems.report(codes.FORBIDDEN_CHARACTER, at, message, "remove it, or write the whole character")
    elif data.startswith(_WIDE_MARKS) or not data[offset]:
        problems.report(codes.NOT_UTF_8, at, f"this file looks like UTF-16: {byte} is not UTF-8", "save it as UTF-8")
    else:
        latin = quote(data[offset : offset + 1].decode("latin-1"))
        help_ = f"save the file as UTF-8; if it is Latin-1 now, that byte is {latin}"
        problems.report(codes.NOT_UTF_8, at, f"{byte} is not UTF-8", help_)
    return problems


def _normalised(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
