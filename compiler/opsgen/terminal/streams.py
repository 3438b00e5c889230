"""Standard output and error that never end a command halfway, whatever the reader, terminal or disk does."""

from __future__ import annotations

import io
import os
import sys

from opsgen.diagnostics.known_secrets import hide

TYPE_CHECKING = False  # typing takes longer to import than a cached answer
if TYPE_CHECKING:
    from typing import Any


class OutputError(Exception):
    """The output of a command cannot be written, such as on a full disk."""


class _Descriptor(io.FileIO):
    """When the reader is gone, such as behind `| head`, drops the output, so that the command still completes."""

    is_gone = False

    def write(self, data: Any) -> int:
        if self.is_gone or not len(data):  # Empty writes only probe a stream.
            return len(data)
        try:
            return super().write(data)
        except BrokenPipeError:
            self.is_gone = True
            return len(data)
        except OSError as error:
            self.is_gone = True
            raise OutputError(error.strerror or str(error)) from None


LONG = 8
"""The shortest secret that is masked in all output: shorter ones are often words of the messages themselves."""


class _Text(io.TextIOWrapper):
    """Masks every secret found in this run: the last of several layers that do."""

    def write(self, text: str, /) -> int:
        return super().write(hide(text, LONG))


def prepare() -> None:
    """Replace the streams of the process with such streams."""
    sys.stdout = _prepared(sys.stdout)
    sys.stderr = _prepared(sys.stderr)


def for_programs() -> None:
    """Switch standard output to UTF-8, which JSON, and XML without a declared encoding, must be."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")


def reader_is_gone() -> bool:
    """Whether the reader of the output is gone."""
    raw = _raw(sys.stdout)
    return isinstance(raw, _Descriptor) and raw.is_gone


def _prepared(stream: Any) -> Any:
    if stream is None:  # it was closed before the process started
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123
    if type(stream) is io.TextIOWrapper and type(_raw(stream)) is io.FileIO:
        stream = _copy(stream)
    # A terminal that cannot show a character shows its escape, instead of an exception.
    stream.reconfigure(errors="backslashreplace")
    return stream


def _raw(stream: Any) -> Any:
    """The raw file, which under `python -u` has no buffer around it."""
    buffer = getattr(stream, "buffer", None)
    return getattr(buffer, "raw", buffer)


def _copy(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    descriptor = _Descriptor(stream.fileno(), "wb", closefd=False)
    return _Text(
        descriptor if stream.write_through else io.BufferedWriter(descriptor),
        stream.encoding,
        stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
