"""These tests run inside of an Airflow, which has no opsgen: they know specs, and what was built from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Built:
    """A project as `opsgen build` left it, read by this Airflow."""

    folder: Path
    spec: dict[str, Any]
    bags: tuple[Any, ...]
    """One for each environment, whose folder is the folder of DAGs of an Airflow."""
    dags: dict[str, Any]
    serialized: dict[str, dict[str, Any]] = field(repr=False)
    """What the scheduler is given."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "built" in metafunc.fixturenames:
        folders = sorted(path.parent for path in _projects(metafunc.config).glob("*/opsgen.yaml"))
        metafunc.parametrize("built", folders, indirect=True, ids=lambda folder: folder.name, scope="session")


@pytest.fixture(scope="session")
def built(request: pytest.FixtureRequest) -> Built:
    """Each project in turn."""
    return _read(request.param)


@pytest.fixture(scope="session")
def flight_delays(request: pytest.FixtureRequest) -> Built:
    return _read(_projects(request.config) / "flight-delays")


@pytest.fixture(scope="session")
def datasets_only(request: pytest.FixtureRequest) -> Built:
    return _read(_projects(request.config) / "datasets-only")


@pytest.fixture(scope="session")
def hostile(request: pytest.FixtureRequest) -> Built:
    """The project whose texts would do harm, were they anything but text."""
    return _read(_projects(request.config) / "hostile")


@pytest.fixture
def rendered() -> Any:
    """A function that gives a task as Airflow leaves it before it is run: with its templates filled in."""

    def render(task: Any) -> Any:
        task.resolve_template_files()
        task.render_template_fields({}, jinja_env=task.dag.get_template_env())
        return task

    return render


def _projects(config: pytest.Config) -> Path:
    folder: Path = config.getoption("--dags")
    return folder.resolve()


@cache
def _read(folder: Path) -> Built:
    from airflow.serialization import serialized_objects

    spec = yaml.safe_load((folder / "opsgen.yaml").read_text(encoding="utf-8"))
    root = folder / spec["outputs"]["airflow"].get("path", "dags")
    bags = tuple(_bag(root / environment) for environment in spec.get("environments") or ["default"])
    dags = {name: dag for bag in bags for name, dag in bag.dags.items()}
    serialization = getattr(serialized_objects, "DagSerialization", serialized_objects.SerializedDAG)
    serialized = {name: serialization.to_dict(dag)["dag"] for name, dag in dags.items()}
    return Built(folder, spec, bags, dags, serialized)


def _bag(folder: Path) -> Any:
    """Read a folder of DAGs as Airflow does, which puts it on Python's path."""
    try:
        from airflow.dag_processing.dagbag import BundleDagBag
    except ImportError:  # Airflow 2
        from airflow.models.dagbag import DagBag

        from airflow import settings

        settings.DAGS_FOLDER = str(folder)
        settings.prepare_syspath_for_dags_folder()
        return DagBag(folder, include_examples=False)
    return BundleDagBag(folder, bundle_path=folder, bundle_name="dags-folder")
