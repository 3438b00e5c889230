"""The way of a release, as act runs its workflows: it has the conditions, expressions and outputs of GitHub Actions."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from backends.github import test_releases
from backends.github.act_platform import ActPlatform
from backends.github.workflow_runner import ACT

if TYPE_CHECKING:
    from pathlib import Path

NEEDED = test_releases.NEEDED
pytestmark = pytest.mark.skipif(
    ACT is None or not all(map(shutil.which, NEEDED)), reason=f"needs act, {', '.join(NEEDED)}"
)


@pytest.fixture
def platform(tmp_path: Path) -> ActPlatform:
    return ActPlatform(tmp_path)


deployed = test_releases.deployed
dags_only = test_releases.dags_only


class TestWay(test_releases.TestWay):
    """The same tests, with the platform of this module."""


class TestRollback(test_releases.TestRollback):
    """The same tests, but for refusals: those are a script's own."""

    test_only_a_former_release_can_be_named = None  # type: ignore[assignment]


class TestWithoutACluster(test_releases.TestWithoutACluster):
    """The same tests, with the platform of this module."""


test_the_promote_workflow_opens_a_pull_request = test_releases.test_the_promote_workflow_opens_a_pull_request
