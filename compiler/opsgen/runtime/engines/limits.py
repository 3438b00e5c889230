"""Limits of a query's time and of the process's memory."""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.runtime.engines.engine import LimitError, TooLongError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMEOUT = "OPSGEN_QUERY_TIMEOUT"
DEFAULT = "1h"
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def text() -> str:
    """The limit as the user writes it."""
    return os.environ.get(TIMEOUT) or DEFAULT


def seconds() -> int:
    """How many seconds one query may run."""
    found = re.fullmatch(r"([1-9][0-9]{0,6})([smhd])", text())
    if found is None:
        raise UnreadableError(f"{TIMEOUT} is `{text()}`, which is not a duration: write one such as `30m` or `2h`")
    return int(found[1]) * _SECONDS[found[2]]


def too_long() -> TooLongError:
    return TooLongError(
        f"the query ran longer than {text()} and was stopped; make it simpler, look for a join that multiplies rows, "
        f"or set {TIMEOUT} to a longer time"
    )


def too_large() -> LimitError:
    return LimitError(
        "the query was stopped because it needs more memory than there is; look for a join that multiplies rows "
        "or text that grows, or give the process more memory"
    )


@contextmanager
def of_memory(room: int) -> Iterator[None]:
    """Limit how many more bytes the process may allocate. DuckDB's own limit does not count text that grows.

    Only Linux can limit this.
    """
    if sys.platform != "linux":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = _allocated() + room
    given = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_DATA, (min(wanted, *given) if given else wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _allocated() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    found = re.search(r"^VmData:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0
