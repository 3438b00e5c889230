from __future__ import annotations

import pytest
from workspace import Workspace


@pytest.fixture(scope="session")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = Workspace(tmp_path_factory.mktemp("workspace"))
    workspace.run("flight_delays.ingest")
    return workspace


@pytest.fixture(scope="session")
def transformed(raw: Workspace) -> Workspace:
    raw.transform()
    return raw


@pytest.fixture(scope="session")
def trained(transformed: Workspace) -> Workspace:
    transformed.run("flight_delays.train")
    return transformed
