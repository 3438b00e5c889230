"""Releases in repositories of teams: a hot fix, two projects, and a bot that raises versions of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backends.github import test_releases
from backends.github.release_lab import Platform
from backends.github.test_releases import refused, released, results
from opsgen.backends.github import pins

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.backends.github.pins import Action

pytestmark = test_releases.pytestmark
platform, deployed = test_releases.platform, test_releases.deployed
PROMOTED = "release=success proof=success deploy=success"
RAISED = (pins.CHECKOUT, pins.PYTHON)
NEWER = "b" * 40


class TestHotFix:
    def test_a_fix_reaches_prod_without_the_unfinished_change_before_it(self, deployed: Platform) -> None:
        assert results(deployed.run("deploy-prod")) == PROMOTED
        unfinished = deployed.change('"0 5 * * *"', '"0 6 * * *"')
        deployed.run("deploy-dev")

        deployed.git("revert", "--no-edit", unfinished)
        assert deployed.opsgen("build", "--check").returncode == 0
        fix = deployed.change("version: 1.0.0", "version: 1.0.1")
        deployed.run("deploy-dev")
        deployed.merge("promote", "--to", "prod", "--commit", fix)
        assert results(deployed.run("deploy-prod")) == PROMOTED
        assert "app.kubernetes.io/version: 1.0.1\n" in deployed.applied
        assert "schedule: 0 5 * * *" in deployed.applied
        assert f"image: {deployed.image(fix)}" in deployed.applied


class TestTwoProjects:
    """The folder and the name of one project are how those of the other one start."""

    @pytest.fixture
    def shop(self, tmp_path: Path) -> Platform:
        return Platform(tmp_path, "shop")

    @pytest.fixture
    def other(self, shop: Platform) -> Platform:
        return shop.beside("shop-eu")

    def test_each_is_promoted_by_itself(self, shop: Platform, other: Platform) -> None:
        commit = shop.git("rev-parse", "HEAD")
        for each in (shop, other):
            assert "attest=success" in results(each.run("deploy-dev"))
        for each in (shop, other):
            each.merge("promote", "--to", "prod", "--commit", commit)
            assert _changed(each) == {each.name}
        other_files = other.files("prod")
        assert [released(shop), released(other)] == [commit, commit]

        changed = shop.change('"0 5 * * *"', '"0 6 * * *"')
        assert _changed(shop) == {"shop"}
        shop.run("deploy-dev")
        shop.merge("promote", "--to", "prod", "--commit", changed)
        assert [released(shop), released(other)] == [changed, commit]
        assert other.files("prod") == other_files
        for each, hour in ((shop, 6), (other, 5)):
            assert each.opsgen("build", "--check").returncode == 0
            assert results(each.run("deploy-prod")) == PROMOTED
            assert f"schedule: 0 {hour} * * *" in each.applied
            assert f"app.kubernetes.io/part-of: {each.name}\n" in each.applied

        assert "has no former release of `prod`" in other.opsgen("rollback", "--env", "prod").stderr
        shop.merge("rollback", "--env", "prod")
        assert _changed(shop) == {"shop"}
        assert released(shop) == commit

    def test_a_bot_may_raise_an_action_in_the_workflows_of_one_project(self, shop: Platform, other: Platform) -> None:
        for file in (shop.root / ".github/workflows").glob("shop-*.yml"):
            if not file.name.startswith("shop-eu-"):
                file.write_text(_raised(file.read_text(), pins.CHECKOUT))
        for each in (shop, other):
            check = each.opsgen("build", "--check")
            assert check.returncode == 0, check.stdout
            assert ".github/" not in check.stdout

    def test_evidence_of_one_proves_nothing_for_the_other(self, shop: Platform, other: Platform) -> None:
        commit = shop.git("rev-parse", "HEAD")
        assert "attest=success" in results(other.run("deploy-dev"))
        without = shop.opsgen("promote", "--to", "prod", "--commit", commit)
        assert without.returncode == 1
        assert "no attestation matches; deploy it there first" in without.stderr
        shop.merge("promote", "--to", "prod", "--commit", commit, "--image", shop.image(commit))
        refused(shop, f"prod would run {commit[:7]}, which dev has not run with these files and this image")
        shop.git("checkout", "--quiet", "--detach", commit)
        shop.run("deploy-dev")
        shop.git("checkout", "--quiet", "main")
        assert results(shop.run("deploy-prod")) == PROMOTED


class TestRaisedActions:
    """A bot raises the version of an action in each file that has it."""

    def test_dev_is_deployed_with_them_and_prod_stays(self, deployed: Platform) -> None:
        prod, lock = deployed.files("prod"), deployed.lock()
        for action in RAISED:
            _raise(deployed, action)
        raised = deployed.commit("raise actions")
        changed = deployed.git("diff", "--name-only", "HEAD~1").splitlines()
        assert {".github/actions/shop-setup/action.yml", ".github/workflows/shop-deploy-prod.yml"} <= {*changed}
        assert deployed.opsgen("build", "--check").returncode == 0
        deployed.opsgen("build")
        assert deployed.git("status", "--porcelain") == ""
        assert "deploy=success" in results(deployed.run("deploy-dev"))
        assert (deployed.files("prod"), deployed.lock()) == (prod, lock)
        assert results(deployed.run("deploy-prod")) == PROMOTED

        deployed.merge("promote", "--to", "prod", "--commit", raised)
        assert results(deployed.run("deploy-prod")) == PROMOTED
        assert deployed.files("prod").keys() == prod.keys()
        deployed.change('"0 5 * * *"', '"0 6 * * *"')
        texts = "".join(file.read_text() for file in (deployed.root / ".github").rglob("*.yml"))
        assert not any(action.commit in texts for action in RAISED)


def _changed(platform: Platform) -> set[str]:
    """The folders in the root that the newest commit changed."""
    return {path.partition("/")[0] for path in platform.git("diff", "--name-only", "HEAD~1").splitlines()}


def _raise(platform: Platform, action: Action) -> None:
    """Write what a bot proposes for an action."""
    for file in (platform.root / ".github").rglob("*.yml"):
        file.write_text(_raised(file.read_text(), action))


def _raised(text: str, action: Action) -> str:
    return text.replace(f"{action.reference}  # {action.release}", f"{action.name}@{NEWER}  # v99.0.0")
