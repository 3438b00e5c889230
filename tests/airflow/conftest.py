from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def examples(request: pytest.FixtureRequest) -> Path:
    """The folder whose subfolders are the examples as `opsgen build` left them, specs and all."""
    folder: Path = request.config.getoption("--dags")
    return folder.resolve()
