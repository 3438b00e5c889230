"""A release on its way from dev to prod, in a real repository: the generated workflows run with stand-ins."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from backends.github.release_lab import DEGRADED, Platform
from opsgen.release import evidence

if TYPE_CHECKING:
    from pathlib import Path

    from backends.github.job_runner import Result

NEEDED = ("git", "jq", "kubectl", "sha256sum")
pytestmark = pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason=f"needs {', '.join(NEEDED)}")


@pytest.fixture
def platform(tmp_path: Path) -> Platform:
    return Platform(tmp_path)


@pytest.fixture
def deployed(platform: Platform) -> Platform:
    """Dev has run the first commit, and it is promoted to prod."""
    commit = platform.git("rev-parse", "HEAD")
    assert results(platform.run("deploy-dev")) == "image=success manifests=success deploy=success attest=success"
    platform.merge("promote", "--to", "prod", "--commit", commit)
    return platform


def results(jobs: dict[str, Result]) -> str:
    return " ".join(f"{name}={job.result}" for name, job in jobs.items() if job.result != "skipped")


def log(jobs: dict[str, Result]) -> str:
    return "\n".join(job.log for job in jobs.values())


def refused(platform: Platform, message: str, **inputs: str) -> None:
    """The proof fails before any job has credentials, and the cluster stays as it is."""
    before = platform.applied
    jobs = platform.run("deploy-prod", **inputs)
    assert results(jobs) in ("release=failure", "release=success proof=failure")
    assert message in log(jobs)
    assert platform.applied == before


def released(platform: Platform) -> str:
    return re.findall(r'release: "(\w+)"', platform.lock())[-1]


class TestWay:
    def test_a_change_reaches_prod_by_a_promotion_only(self, deployed: Platform) -> None:
        commit = released(deployed)
        assert results(deployed.run("deploy-prod")) == "release=success proof=success deploy=success"
        assert f"image: {deployed.image(commit)}" in deployed.applied
        assert "schedule: 0 5 * * *" in deployed.applied

        changed = deployed.change('"0 5 * * *"', '"0 6 * * *"')
        assert "deploy=success" in results(deployed.run("deploy-prod"))
        assert "schedule: 0 5 * * *" in deployed.applied
        assert f"image: {deployed.image(commit)}" in deployed.applied

        deployed.run("deploy-dev")
        deployed.merge("promote", "--to", "prod", "--commit", changed)
        assert results(deployed.run("deploy-prod")) == "release=success proof=success deploy=success"
        assert "schedule: 0 6 * * *" in deployed.applied
        assert f"image: {deployed.image(changed)}" in deployed.applied

    def test_before_a_promotion_prod_is_green_and_nothing_happens(self, platform: Platform) -> None:
        jobs = platform.run("deploy-prod")
        assert results(jobs) == "release=success"
        assert "::notice::prod: not promoted yet, so nothing is deployed: opsgen promote --to prod\n" in log(jobs)
        assert platform.calls_of("") == []

    def test_dev_attests_the_files_of_later_environments(self, deployed: Platform) -> None:
        commit = released(deployed)
        files = {"prod": re.findall(r'files: "(.*)"', deployed.lock())[0]}
        assert deployed.attested == [
            {
                "project": "shop",
                "environment": "dev",
                "commit": commit,
                "image": deployed.image(commit),
                "files": files,
            }
        ]

    def test_staging_attests_for_prod_what_dev_has_attested(self, platform: Platform) -> None:
        commit = platform.change("  prod: {", "  staging: {kubernetes: {namespace: shop-staging}}\n  prod: {")
        platform.run("deploy-dev")
        platform.merge("promote", "--to", "staging", "--commit", commit)
        platform.merge("promote", "--to", "prod", "--from", "dev", "--commit", commit)
        refused(platform, "which staging has not run with these files and this image")
        assert "attest=success" in results(platform.run("deploy-staging"))
        assert platform.attested[-1]["environment"] == "staging"
        assert list(platform.attested[-1]["files"]) == ["prod"]
        assert results(platform.run("deploy-prod")) == "release=success proof=success deploy=success"

    def test_a_project_in_the_same_repository_proves_nothing_for_this_one(self, deployed: Platform) -> None:
        attestations = deployed.state / "attestations.json"
        attestations.write_text(attestations.read_text().replace('"project": "shop"', '"project": "other"'))
        refused(deployed, "which dev has not run")


class TestProof:
    def test_a_tag_with_the_name_of_the_branch(self, deployed: Platform) -> None:
        jobs = deployed.run("deploy-prod", ref="refs/tags/main")
        assert results(jobs) == "release=failure"
        assert deployed.applied.count("namespace: shop\n") == 0

    def test_an_edited_file(self, deployed: Platform) -> None:
        file = deployed.folder / "deploy/prod/namespace.yaml"
        file.write_text(f"{file.read_text()}# edited\n")
        deployed.commit("edit")
        refused(
            deployed, "::error::the files of prod are not those of its release: restore prod with git, or run opsgen"
        )

    @pytest.mark.parametrize("path", ["deploy/prod/more.yaml", "dags/prod/more.py", "dags/prod/__pycache__/a.pyc"])
    def test_another_file(self, deployed: Platform, path: str) -> None:
        deployed.write(path, "kind: Secret\n")
        deployed.git("add", "--force", path)
        deployed.commit("add")
        refused(deployed, "the files of prod are not those of its release")

    def test_a_link(self, deployed: Platform) -> None:
        (deployed.folder / "dags/prod/more.py").symlink_to("../../opsgen.yaml")
        deployed.commit("add")
        refused(deployed, "the files of prod have a link or a submodule")

    def test_forged_files_with_their_digest_in_the_lock(self, deployed: Platform) -> None:
        file = deployed.folder / "deploy/prod/namespace.yaml"
        file.write_text(f"{file.read_text()}# edited\n")
        forged = re.sub(r'files: ".*"', f'files: "{deployed.sums("prod")}"', deployed.lock())
        deployed.write("opsgen.lock", forged)
        deployed.commit("forge")
        refused(deployed, "which dev has not run with these files and this image: opsgen promote --to prod")

    def test_the_image_of_another_commit(self, deployed: Platform) -> None:
        other = deployed.change('"0 5 * * *"', '"0 6 * * *"')
        deployed.run("deploy-dev")
        deployed.merge("pin", "--env", "prod", deployed.image(other))
        refused(deployed, "which dev has not run with these files and this image")

    def test_a_commit_that_dev_could_not_run(self, deployed: Platform) -> None:
        deployed.becomes(DEGRADED)
        commit = deployed.change('"0 5 * * *"', '"0 6 * * *"')
        assert "deploy=failure" in results(deployed.run("deploy-dev"))
        deployed.merge("promote", "--to", "prod", "--commit", commit, "--image", deployed.image(commit))
        refused(deployed, f"prod would run {commit[:7]}, which dev has not run")

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("dags/prod/opsgen_pins_shop_prod.py", "import os\n"),
            ("dags/prod/opsgen_pins_shop_prod.py", "# coding: utf-7\n"),
            ("deploy/prod/pins/kustomization.yaml", "resources: [https://example.com/more]\n"),
        ],
    )
    def test_pin_files_have_nothing_else(self, deployed: Platform, path: str, text: str) -> None:
        file = deployed.folder / path
        file.write_text(text + file.read_text())
        deployed.commit("edit")
        refused(deployed, f"{path} does not pin what opsgen.lock has")

    def test_a_pin_file_with_another_image(self, deployed: Platform) -> None:
        file = deployed.folder / "dags/prod/opsgen_pins_shop_prod.py"
        # A long text is in several strings.
        head = file.read_text().partition("IMAGE = ")[0]
        file.write_text(f'{head}IMAGE = "{deployed.image("other")}"\n')
        deployed.commit("edit")
        refused(deployed, "does not pin what opsgen.lock has")

    def test_a_broken_lock(self, deployed: Platform) -> None:
        deployed.write("opsgen.lock", re.sub(r'files: ".*"', 'files: "sha256:1"', deployed.lock()))
        deployed.commit("edit")
        refused(deployed, "opsgen.lock has no valid `files` of prod")

    def test_opsgen_and_the_workflow_name_the_predicate_alike(self) -> None:
        from opsgen.backends.github import release

        assert release.PREDICATE == evidence.PREDICATE


class TestExceptions:
    def test_a_skipped_environment_is_said_and_the_image_is_verified(self, platform: Platform) -> None:
        commit = platform.git("rev-parse", "HEAD")
        words = ("promote", "--to", "prod", "--commit", commit, "--skip", "dev is down")
        platform.run("deploy-dev")
        platform.merge(*words, "--image", platform.image("another"))
        refused(platform, f"prod would run an image that was not built from {commit[:7]}")
        platform.merge(*words, "--image", platform.image(commit))
        jobs = platform.run("deploy-prod")
        assert results(jobs) == "release=success proof=success deploy=success"
        assert '::warning::dev was skipped, so it has not proven this release: "dev is down"' in log(jobs)

    def test_adopted_files_are_deployed_and_what_is_not_proven_is_said(self, platform: Platform) -> None:
        platform.change("prod: {runner", "prod: {promote: always, runner")
        platform.merge("pin", "--env", "prod", platform.image("before"))
        platform.change("prod: {promote: always, runner", "prod: {runner")
        platform.merge("promote", "--to", "prod", "--adopt")
        jobs = platform.run("deploy-prod")
        assert results(jobs) == "release=success proof=success deploy=success"
        assert "::warning::prod runs adopted files" in log(jobs)
        assert "::warning::it is not proven that this repository built the image that prod adopted" in log(jobs)

    def test_adopted_files_can_be_older_than_pin_files(self, platform: Platform) -> None:
        platform.change("prod: {runner", "prod: {promote: always, runner")
        image = platform.image("before")
        platform.merge("pin", "--env", "prod", image)
        platform.change("prod: {promote: always, runner", "prod: {runner")
        shutil.rmtree(platform.folder / "deploy/prod/pins")
        (platform.folder / "dags/prod/opsgen_pins_shop_prod.py").unlink()
        file = platform.folder / "deploy/prod/kustomization.yaml"
        name, _, digest = image.partition("@")
        pinned = f'images: [{{name: {name}, digest: "{digest}"}}]\n'
        file.write_text(re.sub(r"components:\n(  - .*\n)+", pinned, file.read_text()))
        platform.merge("promote", "--to", "prod", "--adopt")
        assert results(platform.run("deploy-prod")) == "release=success proof=success deploy=success"
        assert f"image: {image}" in platform.applied

    def test_without_attestations_the_record_of_runs_counts(self, platform: Platform) -> None:
        commit = platform.change("  github: {}\n", "  github: {provenance: off}\n")
        platform.merge("promote", "--to", "prod", "--commit", commit, "--image", platform.image(commit))
        refused(platform, f"prod would run {commit[:7]}, which dev has not run")
        for differs in (
            {"path": ".github/workflows/other-deploy-dev.yml"},
            {"path": ".github/workflows/other/shop-deploy-dev.yml"},
            {"head_repository": {"full_name": "someone/shop"}},
            {"head_branch": "feature"},
            {"event": "pull_request"},
            {"conclusion": "failure"},
        ):
            platform.ran("deploy-dev", commit, **differs)
        platform.ran("deploy-dev", "f" * 40)
        refused(platform, f"prod would run {commit[:7]}, which dev has not run")
        platform.git("checkout", "--quiet", "--detach", commit)
        platform.run("deploy-dev")
        platform.git("checkout", "--quiet", "main")
        assert results(platform.run("deploy-prod")) == "release=success proof=success deploy=success"
        assert platform.attested == []


class TestRollback:
    @pytest.fixture
    def changed(self, deployed: Platform) -> Platform:
        """Prod has run the first release, and the second one is promoted."""
        deployed.change("version: 1\n", "version: 1\nteams: {data: {email: data@example.com}}\n")
        deployed.change("  prod: {", "  prod: {approval: {reviewers: [data]}, ")
        assert "deploy=success" in results(deployed.run("deploy-prod"))
        commit = deployed.change('"0 5 * * *"', '"0 6 * * *"')
        deployed.run("deploy-dev")
        deployed.merge("promote", "--to", "prod", "--commit", commit)
        return deployed

    def proposed(self, platform: Platform) -> str:
        """The files of prod in the newest branch of a pull request."""
        branch = platform.git("ls-remote", "--heads", "origin", "opsgen/*").split("refs/heads/")[-1]
        platform.git("fetch", "--quiet", "origin", branch)
        (call,) = platform.calls_of("gh pr create")
        assert f"--base main --head {branch} --title shop: prod goes back to" in call
        return platform.git("show", "FETCH_HEAD:deploy/prod/refresh/cron-job.yaml")

    def test_a_failed_canary_goes_back_and_is_proposed_to_go_back_in_git(self, changed: Platform) -> None:
        changed.becomes(DEGRADED)
        jobs = changed.run("deploy-prod")
        ended = "release=success proof=success deploy=failure rollback=success propose=success"
        assert results(jobs) == ended
        assert "::error::rollout.argoproj.io/api: it is degraded: the analysis failed" in log(jobs)
        assert "schedule: 0 5 * * *" in changed.applied
        assert 'schedule: "0 5 * * *"' in self.proposed(changed)

    def test_in_an_emergency_a_former_release_is_applied_at_once(self, changed: Platform) -> None:
        assert "deploy=success" in results(changed.run("deploy-prod"))
        assert "schedule: 0 6 * * *" in changed.applied
        first = re.findall(r'release: "(\w+)"', changed.git("log", "-p", "--format=", "--", "opsgen.lock"))[-1]
        jobs = changed.run("deploy-prod", release=first[:7])
        assert results(jobs) == "release=success proof=success deploy=success rollback=success propose=success"
        assert "schedule: 0 5 * * *" in changed.applied
        assert 'schedule: "0 5 * * *"' in self.proposed(changed)

    @pytest.mark.parametrize("name", ["main", "0" * 40, "$(id)"])
    def test_only_a_former_release_can_be_named(self, changed: Platform, name: str) -> None:
        refused(changed, "::error::", release=name)


DAGS_ONLY = """\
version: 1
project: {name: shop, owner: data, repository: https://github.com/example/shop}
environments:
  dev:
    identity: {ci: {deploy: {role: "arn:aws:iam::1:role/dev", region: eu-central-1}}}
    overrides: {outputs: {airflow: {ship: {bucket: s3://shop-dags/dev}}}}
  prod:
    identity: {ci: {deploy: {role: "arn:aws:iam::1:role/prod", region: eu-central-1}}}
    overrides: {outputs: {airflow: {ship: {bucket: s3://shop-dags/prod}}}}
connections:
  lake: {type: files, root: data}
datasets:
  orders:
    source: {connection: lake, path: orders.csv}
    ingest: {command: [python, -m, shop.orders], schedule: "0 4 * * *"}
    publish: after_checks
    columns: {id: {type: integer}}
outputs:
  airflow: {}
  github: {}
"""
AWS = """#!/bin/sh
rm -rf "$CLUSTER/bucket" && cp -r "$3" "$CLUSTER/bucket" && echo "aws $4 $5" >> "$LAB/calls"
"""


@pytest.fixture
def dags_only(platform: Platform) -> Platform:
    """The project has DAGs only, which are copied to a bucket."""
    (platform.programs / "aws").write_text(AWS)
    (platform.programs / "aws").chmod(0o755)
    platform.write("opsgen.yaml", DAGS_ONLY)
    platform.merge("build")
    return platform


class TestWithoutACluster:
    def test_dags_reach_a_bucket_by_a_promotion_only(self, dags_only: Platform) -> None:
        assert "::notice::prod: not promoted yet" in log(dags_only.run("deploy-prod"))
        commit = dags_only.git("rev-parse", "HEAD")
        assert results(dags_only.run("deploy-dev")) == "files=success deploy=success attest=success"
        assert dags_only.calls_of("aws") == ["aws s3://shop-dags/dev --delete"]
        dags_only.merge("promote", "--to", "prod", "--commit", commit)
        dags_only.change('"0 4 * * *"', '"0 6 * * *"')
        assert results(dags_only.run("deploy-prod")) == "release=success proof=success deploy=success"
        shipped = (dags_only.state / "shop/deploy-prod/bucket/dataset_orders.py").read_text()
        assert "0 4 * * *" in shipped
        assert "0 6 * * *" not in shipped

    def test_what_dev_has_not_run_is_not_copied(self, dags_only: Platform) -> None:
        dags_only.run("deploy-dev")
        commit = dags_only.change('"0 4 * * *"', '"0 6 * * *"')
        dags_only.merge("promote", "--to", "prod", "--commit", commit)
        refused(dags_only, "which dev has not run with these files")
        assert dags_only.calls_of("aws") == ["aws s3://shop-dags/dev --delete"]

    def test_a_copy_that_fails_is_proposed_to_go_back_in_git(self, dags_only: Platform) -> None:
        for before, after in (("0 4", "0 5"), ("0 5", "0 6")):
            commit = dags_only.change(f'"{before} * * *"', f'"{after} * * *"')
            dags_only.run("deploy-dev")
            dags_only.merge("promote", "--to", "prod", "--commit", commit)
        (dags_only.programs / "aws").write_text("#!/bin/sh\nexit 1\n")
        jobs = dags_only.run("deploy-prod")
        assert results(jobs) == "release=success proof=success deploy=failure rollback=success propose=success"


def test_the_summary_says_how_to_promote(deployed: Platform) -> None:
    summary = (deployed.scratch / "attest-temp" / "GITHUB_STEP_SUMMARY").read_text()
    assert f"\nopsgen promote --to prod --commit {released(deployed)}\n" in summary


def test_the_promote_workflow_opens_a_pull_request(platform: Platform) -> None:
    commit = platform.git("rev-parse", "HEAD")
    platform.run("deploy-dev")
    jobs = platform.run("promote", to="prod", commit=commit)
    assert results(jobs) == "promote=success propose=success"
    (call,) = platform.calls_of("gh pr create")
    assert f"--title shop: prod gets {commit[:7]}" in call
    assert results(platform.run("promote", ref="refs/heads/other", to="prod")) == "promote=failure"
