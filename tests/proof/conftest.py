from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from emit.trees import in_memory
from program import Zygote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytest.importorskip("duckdb", reason="the commands run on DuckDB here")


@pytest.fixture(scope="session")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    if not (hasattr(os, "fork") and os.path.isdir("/proc/self/fd")):  # noqa: PTH112
        pytest.skip("needs a system that forks and has /proc")
    running = Zygote(tmp_path_factory.mktemp("zygote"))
    yield running
    running.close()


@pytest.fixture
def memory() -> Iterator[Path]:
    with in_memory() as folder:
        yield folder
