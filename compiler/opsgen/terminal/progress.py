"""One line on a terminal that says what a long check is doing."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, Self, TextIO

from opsgen.terminal.escape import visible

if TYPE_CHECKING:
    from types import TracebackType

PATIENCE = 1.0
"""How many seconds a query may take before anything is said of it."""
INTERVAL = 0.2
CLEAR = "\r\x1b[2K"
BAR = 20


class Engine(Protocol):
    """Whatever runs queries and knows how far the present one is."""

    def progress(self) -> float | None:
        """The share that is done, from 0 to 1; None where it is not known."""
        ...


@dataclass
class Progress:
    """Follows a check. Nothing is written where nobody watches."""

    stream: TextIO
    _step: tuple[Engine, str, float] | None = None
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def step(self, engine: Engine, dataset: str, what: str) -> None:
        """Another query begins."""
        self._step = engine, f"{dataset}: {what}", time.monotonic()

    def __enter__(self) -> Self:
        if self.stream.isatty():
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
            if self._step is not None and time.monotonic() - self._step[2] >= PATIENCE:
                self.stream.write(CLEAR + self._line(*self._step))
                self.stream.flush()

    def _line(self, engine: Engine, what: str, since: float) -> str:
        share = engine.progress()
        done = "" if share is None else f" [{'#' * round(share * BAR):-<{BAR}}] {share:.0%}"
        return f"{visible(what)[:60]}{done} {time.monotonic() - since:.0f} s"
