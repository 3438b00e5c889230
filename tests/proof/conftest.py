from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from emit.trees import in_memory
from program import forking

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from program import Zygote

pytest.importorskip("duckdb", reason="the commands run on DuckDB here")


@pytest.fixture(scope="session")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    yield from forking(tmp_path_factory)


@pytest.fixture(scope="session")
def rival(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    """Another one, for two commands at once."""
    yield from forking(tmp_path_factory)


@pytest.fixture
def memory() -> Iterator[Path]:
    with in_memory() as folder:
        yield folder
