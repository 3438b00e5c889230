"""What the tests of schedulers have in common."""

from __future__ import annotations

import pytest


@pytest.fixture
def programs(pytestconfig: pytest.Config) -> str:
    """The folder with `opsgen` and the `python` of its environment: Airflow's own has no opsgen."""
    return str(pytestconfig.getoption("--programs").resolve())
