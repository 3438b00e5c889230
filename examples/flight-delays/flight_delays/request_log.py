"""Log requests and predictions as `requests/*.jsonl`, which the drift monitor reads."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from upath import UPath

logger = logging.getLogger(__name__)


class RequestLog:
    """Collects records and writes them as new files, since object storage cannot append to one."""

    def __init__(self, folder: UPath) -> None:
        self._folder = folder
        self._records: list[dict[str, Any]] = []
        self._lock = Lock()

    def add(self, record: dict[str, Any]) -> None:
        """Keep a record until the next flush."""
        with self._lock:
            self._records.append(record)

    def flush(self) -> None:
        """Write the records kept so far to a file of their own."""
        with self._lock:
            records, self._records = self._records, []
        if not records:
            return
        lines = "".join(json.dumps(record) + "\n" for record in records)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{uuid4().hex}.jsonl").write_text(lines)
        except OSError:
            # The API keeps answering: only the monitor lacks these records.
            logger.exception("%d records could not be written to %s", len(records), self._folder)

    async def flush_every(self, seconds: float) -> None:
        """Flush for as long as the server runs."""
        while True:
            await asyncio.sleep(seconds)
            await asyncio.to_thread(self.flush)
