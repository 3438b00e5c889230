from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bad_inputs.program import Program

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    running = Program(tmp_path_factory.mktemp("cache"))
    yield running
    running.close()
