"""Imports nothing of opsgen: the tests of `airflow/` run in environments that have Airflow in its place."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

# No test depends on what another one has found out.
os.environ["OPSGEN_NO_CACHE"] = "1"

try:
    from hypothesis import HealthCheck, settings
except ModuleNotFoundError:
    pass  # The environments with Airflow have no property tests.
else:
    # How fast a machine is, or how busy, never decides a test: a deadline would, and so would `too_slow`.
    settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("same-examples", settings.get_profile("untimed"), derandomize=True)
    settings.register_profile("search", settings.get_profile("untimed"), max_examples=1000)
    # The same examples in every run; `nox -s fuzz -- properties` searches for others.
    settings.load_profile("same-examples")

# No test leaves a key with the user who runs it.
_STATE = tempfile.TemporaryDirectory(prefix="opsgen-state-")
os.environ["XDG_STATE_HOME"] = _STATE.name

ON_REQUEST = {
    Path(__file__).parent / "airflow": "--dags",
    Path(__file__).parent / "scheduler": "--programs",
    Path(__file__).parent / "yaml_suite": "--yaml-suite",
}
"""Folders of tests that need something of a nox session, and the option that names it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--dags", type=Path, metavar="FOLDER", help="built examples, for this environment's Airflow")
    parser.addoption("--programs", type=Path, metavar="FOLDER", help="opsgen's programs, for the tasks of a scheduler")
    parser.addoption("--yaml-suite", type=Path, metavar="FILE", help="the cases of the public YAML test suite, as JSON")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    option = ON_REQUEST.get(collection_path)
    return True if option and config.getoption(option) is None else None
