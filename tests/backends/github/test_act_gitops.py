"""The way of a release where Argo CD applies what is merged, as act runs its workflows."""

from __future__ import annotations

import shutil

import pytest

from backends.github import test_gitops
from backends.github.act_platform import ActPlatform
from backends.github.test_gitops import branch, build, refused, results
from backends.github.workflow_runner import ACT

NEEDED = test_gitops.NEEDED
pytestmark = pytest.mark.skipif(
    ACT is None or not all(map(shutil.which, NEEDED)), reason=f"needs act, {', '.join(NEEDED)}"
)
PROVEN = "release=success proof=success ready=success"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> ActPlatform:
    """Dev has the image of the newest commit."""
    found = test_gitops.with_gitops(tmp_path_factory.mktemp("shop"), ActPlatform)
    assert isinstance(found, ActPlatform)
    build(found)
    return found


def test_a_release_is_built_promoted_and_proven(platform: ActPlatform) -> None:
    commit = platform.git("rev-parse", "HEAD~1")
    platform.reports(platform.git("rev-parse", "HEAD"))
    assert results(platform.run("promote", to="prod")) == "promote=success propose=success"
    (call,) = platform.calls_of("gh pr create")
    assert f"--title shop: prod gets {commit[:7]}" in call
    head = call.partition("--head ")[2].split()[0]
    platform.git("fetch", "--quiet", "origin", f"{head}:promote")
    assert results(platform.prove("promote")) == PROVEN
    platform.forget()
    refused(platform, "proves that dev is healthy with it")


def test_what_alters_nothing_in_prod_needs_no_proof(platform: ActPlatform) -> None:
    platform.git("checkout", "--quiet", "-b", "other")
    platform.change('"0 5 * * *"', '"0 6 * * *"')
    platform.git("checkout", "--quiet", "main")
    assert results(platform.prove("other")) == "release=success ready=success"


def test_a_release_that_nothing_proves_is_refused(platform: ActPlatform) -> None:
    branch(platform, "adopted", "promote", "--to", "prod", "--commit", platform.git("rev-parse", "HEAD~1"))
    platform.git("checkout", "--quiet", "adopted")
    platform.write("opsgen.lock", f"{platform.lock()}  adopted: true\n")
    platform.commit("adopt")
    platform.git("checkout", "--quiet", "main")
    refused(platform, "so nothing proves it", "adopted")
