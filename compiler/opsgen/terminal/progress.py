"""One line on a terminal with the progress of a check."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, Self, TextIO

from opsgen.terminal.escape import visible
from opsgen.terminal.verbosity import detail, is_verbose

if TYPE_CHECKING:
    from types import TracebackType

DELAY = 1.0
"""Seconds before the line of a query appears, so that short queries do not flicker."""
INTERVAL = 0.2
CLEAR = "\r\x1b[2K"
BAR = 20


class Engine(Protocol):
    """Runs queries and knows the progress of the current one."""

    def progress(self) -> float | None:
        """The fraction that is done, from 0 to 1; None where it is unknown."""
        ...


@dataclass
class Progress:
    """Receives the progress events of a check. Writes to terminals only, or with `--verbose` a line for each query."""

    stream: TextIO
    _step: tuple[Engine, str, float] | None = None
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def step(self, engine: Engine, dataset: str, what: str) -> None:
        """A query starts."""
        detail(f"query {dataset}: {what}")
        self._step = engine, f"{dataset}: {what}", time.monotonic()

    def __enter__(self) -> Self:
        if self.stream.isatty() and not is_verbose():
            self._thread = threading.Thread(target=self._follow, daemon=True)
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()
            self.stream.write(CLEAR)
            self.stream.flush()

    def _follow(self) -> None:
        while not self._over.wait(INTERVAL):
            if self._step is not None and time.monotonic() - self._step[2] >= DELAY:
                self.stream.write(CLEAR + self._line(*self._step))
                self.stream.flush()

    def _line(self, engine: Engine, what: str, since: float) -> str:
        fraction = engine.progress()
        done = "" if fraction is None else f" [{'#' * round(fraction * BAR):-<{BAR}}] {fraction:.0%}"
        return f"{visible(what)[:60]}{done} {time.monotonic() - since:.0f} s"
