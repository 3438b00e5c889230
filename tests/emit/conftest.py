from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from emit.trees import in_memory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def memory() -> Iterator[Path]:
    with in_memory() as folder:
        yield folder
