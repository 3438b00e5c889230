"""Standard output and error such that no reader, terminal or disk can bring a command down halfway."""

from __future__ import annotations

import io
import os
import sys

from opsgen.diagnostics.known_secrets import hide

TYPE_CHECKING = False  # typing takes longer to import than a cached answer
if TYPE_CHECKING:
    from typing import Any


class OutputError(Exception):
    """What a command has to say cannot be written, as on a full disk."""


class _Descriptor(io.FileIO):
    """Where nobody reads any more, as behind `| head`, the command goes on and what it says goes nowhere."""

    is_gone = False

    def write(self, data: Any) -> int:
        if self.is_gone or not len(data):  # Nothing is written to try a stream out, and no error of that is told.
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
"""From how many characters on a secret is hidden in whatever is printed; shorter ones are words of what frames it."""


class _Text(io.TextIOWrapper):
    """Text in which no secret that was found in this run is shown: the last line of several that hide them."""

    def write(self, text: str, /) -> int:
        return super().write(hide(text, LONG))


def prepare() -> None:
    """Put streams in the place of those of the process that stand all this."""
    sys.stdout = _prepared(sys.stdout)
    sys.stderr = _prepared(sys.stderr)


def for_programs() -> None:
    """Let what goes out be UTF-8, whatever a terminal has: JSON and XML that say no other encoding are."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")


def reader_is_gone() -> bool:
    """Whether nobody reads the output any more."""
    raw = _raw(sys.stdout)
    return isinstance(raw, _Descriptor) and raw.is_gone


def _prepared(stream: Any) -> Any:
    if stream is None:  # it was closed before the process started
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123
    if type(stream) is io.TextIOWrapper and type(_raw(stream)) is io.FileIO:
        stream = _copy(stream)
    # A terminal that cannot show a character shows its escape; nothing fails for it.
    stream.reconfigure(errors="backslashreplace")
    return stream


def _raw(stream: Any) -> Any:
    """What writes to the file, also where there is no buffer around it, as under `python -u`."""
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
