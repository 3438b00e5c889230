"""A release where Argo CD applies what is merged: what the workflows build, commit, and refuse to have merged."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from backends.github.release_lab import ENGINE, Platform

if TYPE_CHECKING:
    from pathlib import Path

    from backends.github.job_runner import Result

NEEDED = ("git", "jq", "kubectl", "sha256sum")
pytestmark = pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason=f"needs {', '.join(NEEDED)}")
BUILT = "image=success lists=success attest=success pin=success propose=success"


@pytest.fixture
def platform(tmp_path: Path) -> Platform:
    return with_gitops(tmp_path)


def with_gitops(folder: Path, kind: type[Platform] = Platform) -> Platform:
    found = kind(folder)
    found.change("  github: {}\n", f'  github: {{}}\n  gitops: {{cluster: in-cluster, status_creator: "{ENGINE}"}}\n')
    found.git("push", "--quiet", "origin", "main")
    return found


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    platform = with_gitops(tmp_path_factory.mktemp("shop"))
    build(platform)
    branch(platform, "promote", "promote", "--to", "prod", "--commit", platform.git("rev-parse", "HEAD~1"))
    for name in ("main", "promote"):
        platform.git("tag", f"first-{name}", name)
    return platform


@pytest.fixture
def promoted(shared: Platform) -> Platform:
    """The image of the newest commit is pinned in dev, and the branch `promote` has its release for prod."""
    shared.git("branch", "--force", "promote", "first-promote")
    shared.git("checkout", "--quiet", "-B", "main", "first-main")
    shared.forget()
    return shared


def build(platform: Platform) -> str:
    """Run the workflow of the default branch; gives the commit that pins the image."""
    assert results(platform.run("deploy-dev")) == BUILT
    platform.git("pull", "--quiet", "origin", "main")
    return platform.git("rev-parse", "HEAD")


def branch(platform: Platform, name: str, *words: str) -> None:
    platform.git("checkout", "--quiet", "-b", name)
    platform.merge(*words)
    platform.git("checkout", "--quiet", "main")


def amend(platform: Platform, path: str, text: str) -> None:
    """Change a file in the branch of the promotion."""
    platform.git("checkout", "--quiet", "promote")
    platform.write(path, text)
    platform.commit("amend")
    platform.git("checkout", "--quiet", "main")


def results(jobs: dict[str, Result]) -> str:
    return " ".join(f"{name}={job.result}" for name, job in jobs.items() if job.result != "skipped")


def refused(platform: Platform, message: str, name: str = "promote") -> None:
    jobs = platform.prove(name)
    assert results(jobs) in ("release=failure ready=failure", "release=success proof=failure ready=failure")
    assert message in "\n".join(job.log for job in jobs.values())


class TestFirstEnvironment:
    def test_the_image_is_attested_and_its_pin_is_committed(self, platform: Platform) -> None:
        commit = platform.git("rev-parse", "HEAD")
        pinned = build(platform)
        assert platform.git("rev-parse", f"{pinned}~1") == commit
        changed = platform.git("diff", "--name-only", commit, pinned).split()
        assert changed == [".opsgen/manifest", "deploy/dev/pins/kustomization.yaml", "opsgen.lock"]
        assert platform.image(commit).partition("@")[2] in platform.git("show", f"{pinned}:{changed[1]}")
        assert platform.git("log", "-1", "--format=%s") == f"shop: dev gets {commit[:7]}"
        assert platform.opsgen("build", "--check").returncode == 0
        (attested,) = platform.attested
        assert (attested["commit"], attested["image"]) == (commit, platform.image(commit))

    def test_no_workflow_has_access_to_a_cluster(self, platform: Platform) -> None:
        for file in (platform.folder / ".github/workflows").iterdir():
            assert not re.search(r"kubectl|KUBECONFIG|environment:", file.read_text()), file.name
        build(platform)
        assert platform.calls_of("kubectl") == []

    def test_a_protected_branch_gets_a_pull_request(self, platform: Platform) -> None:
        hook = platform.root.parent / "origin" / "hooks" / "update"
        hook.write_text('#!/bin/sh\n[ "$1" != refs/heads/main ]\n')
        hook.chmod(0o755)
        assert results(platform.run("deploy-dev")) == BUILT
        (call,) = platform.calls_of("gh pr create")
        assert f"--title shop: dev gets {platform.git('rev-parse', '--short=7', 'HEAD')}" in call

    def test_a_newer_commit_pins_its_own_image(self, platform: Platform) -> None:
        commit = platform.git("rev-parse", "HEAD")
        platform.change('"0 5 * * *"', '"0 6 * * *"')
        platform.git("checkout", "--quiet", "--detach", commit)
        jobs = platform.run("deploy-dev")
        assert jobs["propose"].result == "skipped"
        assert "a newer commit changes the files of dev, so this image is not pinned" in jobs["pin"].log


class TestProof:
    def test_a_healthy_release_may_be_merged(self, promoted: Platform) -> None:
        promoted.reports(promoted.git("rev-parse", "main"))
        jobs = promoted.prove("promote")
        assert results(jobs) == "release=success proof=success ready=success", jobs
        assert f"as {ENGINE} reported on" in jobs["proof"].log
        promoted.git("merge", "--quiet", "promote")
        assert promoted.opsgen("build", "--check").returncode == 0

    def test_a_later_commit_with_the_same_files_counts(self, promoted: Platform) -> None:
        promoted.write("README.md", "more\n")
        promoted.reports(promoted.commit("more"))
        assert results(promoted.prove("promote")) == "release=success proof=success ready=success"

    def test_without_a_status(self, promoted: Platform) -> None:
        refused(promoted, f"no status `shop / dev` by {ENGINE} proves that dev is healthy with it")

    def test_the_newest_status_counts(self, promoted: Platform) -> None:
        commit = promoted.git("rev-parse", "main")
        promoted.reports(commit)
        promoted.reports(commit, "failure")
        refused(promoted, "is healthy with it; the newest is failure")

    @pytest.mark.parametrize(
        "status", [{"by": "github-actions[bot]"}, {"context": "other / dev"}, {"context": "shop / prod"}]
    )
    def test_a_status_by_someone_else_or_about_something_else(self, promoted: Platform, status: dict[str, str]) -> None:
        promoted.reports(promoted.git("rev-parse", "main"), **status)
        refused(promoted, "proves that dev is healthy with it")

    def test_files_that_are_healthy_with_another_image(self, promoted: Platform) -> None:
        promoted.reports(promoted.git("rev-parse", "main~1"))
        refused(promoted, "proves that dev is healthy with it")

    def test_an_image_that_is_healthy_with_other_files(self, promoted: Platform) -> None:
        promoted.reports(promoted.change('"0 5 * * *"', '"0 6 * * *"'))
        refused(promoted, "proves that dev is healthy with it")

    def test_an_edited_file_of_the_first_environment(self, platform: Platform) -> None:
        """The engine applies what is committed, and reports that it is healthy."""
        job = "deploy/dev/refresh/cron-job.yaml"
        commit = self.edited(platform, job, "# edited by hand\n")
        platform.git("push", "--quiet", "origin", "main")
        platform.reports(build(platform))
        branch(platform, "promote", "promote", "--to", "prod", "--commit", commit)
        refused(platform, f"no commit has the files of dev that {commit[:7]} gives, and this image")
        platform.git("checkout", "--quiet", f"{commit}~1", "--", job)
        platform.reports(platform.commit("restore"))
        assert results(platform.prove("promote")) == "release=success proof=success ready=success"

    @pytest.mark.parametrize("path", ["deploy/dev/more.yaml", "dags/dev/more.py"])
    def test_another_file_in_the_first_environment(self, promoted: Platform, path: str) -> None:
        self.edited(promoted, path, "kind: Secret\n")
        promoted.reports(promoted.git("rev-parse", "HEAD"))
        refused(promoted, "proves that dev is healthy with it")

    def edited(self, platform: Platform, path: str, text: str) -> str:
        platform.write(path, text)
        platform.git("add", "--force", path)
        return platform.commit("edit")

    def test_an_attestation_without_the_files_of_the_first_environment(self, promoted: Platform) -> None:
        promoted.reports(promoted.git("rev-parse", "main"))
        attestations = promoted.state / "attestations.json"
        before = attestations.read_text()
        attestations.write_text(before.replace('"dev": "sha256:', '"old": "sha256:'))
        try:
            refused(promoted, "has the files of dev: promote a newer commit")
        finally:
            attestations.write_text(before)

    def test_the_image_of_another_commit(self, promoted: Platform) -> None:
        promoted.reports(promoted.git("rev-parse", "main"))
        promoted.git("checkout", "--quiet", "promote")
        promoted.merge("pin", "--env", "prod", promoted.image("another"))
        promoted.git("checkout", "--quiet", "main")
        refused(promoted, "which dev has not run with these files and this image")

    @pytest.mark.parametrize(
        ("path", "text", "message"),
        [
            ("deploy/prod/namespace.yaml", "kind: Secret\n", "the files of prod are not those of its release"),
            ("deploy/prod/pins/kustomization.yaml", "resources: [more]\n", "does not pin what opsgen.lock has"),
            ("opsgen.lock", "", "prod has files, and opsgen.lock has no release of it: opsgen promote --to prod"),
        ],
    )
    def test_edits(self, promoted: Platform, path: str, text: str, message: str) -> None:
        promoted.reports(promoted.git("rev-parse", "main"))
        amend(promoted, path, text)
        refused(promoted, message)

    def test_forged_files_with_their_digest_in_the_lock(self, promoted: Platform) -> None:
        promoted.reports(promoted.git("rev-parse", "main"))
        amend(promoted, "deploy/prod/namespace.yaml", "kind: Secret\n")
        promoted.git("checkout", "--quiet", "promote")
        forged = re.sub(r'files: ".*"', f'files: "{promoted.sums("prod")}"', promoted.lock())
        promoted.git("checkout", "--quiet", "main")
        amend(promoted, "opsgen.lock", forged)
        refused(promoted, "which dev has not run with these files and this image")

    @pytest.mark.parametrize("line", ["  adopted: true\n", '  skipped: "dev is down"\n'])
    def test_an_entry_that_asks_for_no_proof(self, promoted: Platform, line: str) -> None:
        lock = promoted.git("show", "promote:opsgen.lock")
        amend(promoted, "opsgen.lock", f"{lock}\n{line}")
        refused(promoted, "so nothing proves it: whoever may bypass this check has to merge it")

    @pytest.mark.parametrize("kind", ["link", "submodule"])
    def test_folders_that_lead_elsewhere(self, promoted: Platform, kind: str) -> None:
        promoted.git("checkout", "--quiet", "-B", "elsewhere")
        promoted.git("mv", "deploy", "elsewhere")
        promoted.write("elsewhere/prod/namespace.yaml", "kind: Secret\n")
        mode, object_ = "160000", promoted.git("rev-parse", "HEAD")
        if kind == "link":
            promoted.write("target", "elsewhere")
            mode, object_ = "120000", promoted.git("hash-object", "-w", "target")
        promoted.git("update-index", "--add", "--cacheinfo", f"{mode},{object_},deploy")
        promoted.git("add", "elsewhere")
        promoted.git("commit", "--quiet", "--message", "elsewhere")
        promoted.git("checkout", "--quiet", "--force", "main")
        refused(promoted, "deploy is a link, a submodule or a file, and has to be a folder", "elsewhere")

    @pytest.mark.parametrize("attribute", ["working-tree-encoding=ISO-8859-1", "ident", "filter=lfs", "eol=crlf"])
    def test_attributes_that_convert_files(self, promoted: Platform, attribute: str) -> None:
        promoted.git("checkout", "--quiet", "promote")
        promoted.git("checkout", "--quiet", "-B", "attributes")
        promoted.write(".gitattributes", f"deploy/prod/** {attribute}\n")
        promoted.commit("attributes")
        promoted.git("checkout", "--quiet", "--force", "main")
        refused(promoted, "git would convert files of prod", "attributes")

    @pytest.mark.parametrize("attributes", ["* text=auto eol=lf", "* text -ident", "* text=auto"])
    def test_attributes_that_convert_nothing(self, promoted: Platform, attributes: str) -> None:
        promoted.reports(promoted.git("rev-parse", "main"))
        amend(promoted, ".gitattributes", f"{attributes}\n")
        assert results(promoted.prove("promote")) == "release=success proof=success ready=success"

    def test_a_merge_of_an_older_head_proves_nothing(self, promoted: Platform) -> None:
        promoted.reports(promoted.git("rev-parse", "main"))
        promoted.prove("promote")
        event = {"pull_request.number": "7", "pull_request.head.sha": promoted.git("rev-parse", "main")}
        jobs = promoted.run("prove-prod", event=event)
        assert results(jobs) == "release=failure ready=failure"
        assert "GitHub has not merged" in jobs["release"].log

    def test_other_changes_need_no_proof(self, promoted: Platform) -> None:
        promoted.git("checkout", "--quiet", "-b", "other")
        promoted.change('"0 5 * * *"', '"0 6 * * *"')
        promoted.git("checkout", "--quiet", "main")
        jobs = promoted.prove("other")
        assert results(jobs) == "release=success ready=success"
        assert "::notice::this change does not alter what prod runs" in jobs["release"].log

    def test_a_proof_runs_as_the_default_branch_has_it(self, promoted: Platform) -> None:
        text = (promoted.folder / ".github/workflows/shop-prove-prod.yml").read_text()
        assert "  pull_request_target:\n" in text
        assert "  pull_request:\n" not in text
        assert "opsgen promote " not in re.sub(r"PROMOTE: .*", "", text)

    def test_prod_needs_a_healthy_staging(self, platform: Platform) -> None:
        commit = platform.change("  prod: {", "  staging: {kubernetes: {namespace: shop-staging}}\n  prod: {")
        platform.git("push", "--quiet", "origin", "main")
        platform.reports(build(platform))
        branch(platform, "staging", "promote", "--to", "staging", "--commit", commit)
        assert results(platform.prove("staging", "staging")) == "release=success proof=success ready=success"
        platform.git("merge", "--quiet", "staging")
        branch(platform, "promote", "promote", "--to", "prod", "--commit", commit)
        refused(platform, "no status `shop / staging`")
        platform.reports(platform.git("rev-parse", "main"), context="shop / staging")
        assert results(platform.prove("promote")) == "release=success proof=success ready=success"

        platform.forget()
        platform.write("deploy/staging/namespace.yaml", "kind: Secret\n")
        files = re.findall(r'files: "(.*)"', platform.lock())[-1]
        platform.write("opsgen.lock", platform.lock().replace(files, platform.sums("staging")))
        platform.reports(platform.commit("forge"), context="shop / staging")
        refused(platform, "proves that staging is healthy with it")


class TestNewest:
    """`opsgen promote` without a commit."""

    def promotes(self, platform: Platform) -> str:
        """Run it; gives the release, or the message."""
        result = platform.opsgen("promote", "--to", "prod")
        if result.returncode != 0:
            return result.stderr
        release = re.findall(r'release: "(\w+)"', platform.lock())[-1]
        platform.git("checkout", "--quiet", "--force", "main")
        return release

    def test_the_newest_that_is_healthy(self, promoted: Platform) -> None:
        commit, pinned = promoted.git("rev-parse", "main~1"), promoted.git("rev-parse", "main")
        assert "no status `shop / dev` by example-argocd[bot] proves" in self.promotes(promoted)
        promoted.reports(pinned)
        promoted.write("README.md", "more\n")
        promoted.reports(promoted.commit("more"), "failure")
        assert self.promotes(promoted) == commit
        # Its image is not pinned yet.
        promoted.reports(promoted.change('"0 5 * * *"', '"0 6 * * *"'))
        assert self.promotes(promoted) == commit

    def test_edited_files_are_healthy_with_no_release(self, promoted: Platform) -> None:
        promoted.write("deploy/dev/refresh/cron-job.yaml", "kind: Secret\n")
        promoted.reports(promoted.commit("edit"))
        assert "healthy with an attested release" in self.promotes(promoted)

    def test_without_the_github_cli(self, promoted: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "git").symlink_to(str(shutil.which("git")))
        monkeypatch.setenv("PATH", str(tmp_path))
        (promoted.programs / "gh").rename(promoted.programs / "hg")
        try:
            message = self.promotes(promoted)
        finally:
            (promoted.programs / "hg").rename(promoted.programs / "gh")
        assert "the GitHub CLI `gh` is not installed; name the commit: --commit COMMIT" in message

    def test_of_an_environment_with_releases(self, platform: Platform) -> None:
        commit = platform.change("  prod: {", "  staging: {kubernetes: {namespace: shop-staging}}\n  prod: {")
        platform.git("push", "--quiet", "origin", "main")
        build(platform)
        platform.reports(platform.merge("promote", "--to", "staging", "--commit", commit), context="shop / staging")
        assert self.promotes(platform) == commit

    def test_without_attestations(self, platform: Platform) -> None:
        platform.change("  github: {}\n", "  github: {provenance: off}\n")
        assert "nothing shows which commit the image of `dev` is of; name the commit" in self.promotes(platform)
