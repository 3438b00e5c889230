"""Releases as a person makes them, in a real repository."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from opsgen import __version__
from release.lab import IMAGE, OTHER_IMAGE, Repository

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


@pytest.fixture
def promoted(repository: Repository) -> Repository:
    """Prod runs the first commit."""
    assert repository.opsgen("promote", "--commit", "HEAD", "--image", IMAGE).returncode == 0
    repository.commit("promote")
    return repository


def entry(repository: Repository) -> dict[str, str]:
    return dict(re.findall(r'^  (\w+): "?([^"\n]*)"?$', repository.lock(), re.MULTILINE))


class TestBuild:
    def test_before_a_promotion_there_are_no_files(self, repository: Repository) -> None:
        assert repository.files("prod") == {}
        build = repository.opsgen("build")
        assert "prod is not promoted yet: opsgen promote --to prod\n" in build.stdout

    def test_a_change_of_the_spec_reaches_the_first_environment_only(self, promoted: Repository) -> None:
        commit, before = entry(promoted)["release"], promoted.files("prod")
        dev = promoted.files("dev")
        promoted.change('"0 5 * * *"', '"0 6 * * *"')
        assert promoted.files("prod") == before
        assert promoted.files("dev") != dev
        check = promoted.opsgen("build", "--check")
        assert check.returncode == 0
        assert f"prod stays at {commit[:7]} (2 files behind the spec)\n" in check.stdout

    def test_files_that_the_spec_no_longer_gives_stay(self, promoted: Repository) -> None:
        before = promoted.files("prod")
        spec = (promoted.folder / "opsgen.yaml").read_text()
        promoted.write("opsgen.yaml", re.sub(r"deployments:\n.*\n", "", spec))
        assert promoted.opsgen("build").returncode == 0
        assert promoted.files("prod") == before
        assert not any("refresh" in path for path in promoted.files("dev"))

    def test_another_folder_shows_all_environments_as_the_spec_is(self, promoted: Repository) -> None:
        promoted.change('"0 5 * * *"', '"0 6 * * *"')
        assert promoted.opsgen("build", "--output", "preview").returncode == 0
        job = Path("preview/deploy/prod/refresh/cron-job.yaml")
        assert "0 6 * * *" in (promoted.folder / job).read_text()

    def test_an_environment_can_follow_the_spec(self, repository: Repository) -> None:
        repository.change("prod: {runner", "prod: {promote: always, runner")
        assert repository.files("prod")
        assert "not promoted" not in repository.opsgen("build").stdout

    def test_without_deployments_from_the_repository_all_follow_it(self, repository: Repository) -> None:
        repository.change("  github: {}\n", "")
        assert repository.files("prod")

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("deploy/prod/namespace.yaml", "# edited\n"),
            ("deploy/prod/own.yaml", "kind: ConfigMap\n"),
            ("dags/prod/own.py", "import os\n"),
            ("deploy/prod/pins/kustomization.yaml", "# edited\n"),
            ("dags/prod/opsgen_pins_shop_prod.py", 'IMAGE = "other"\n'),
        ],
    )
    def test_an_edited_file_is_no_release(self, promoted: Repository, path: str, text: str) -> None:
        promoted.write(path, text)
        check = promoted.opsgen("build", "--check")
        assert check.returncode == 1
        assert "error[LCK103]" in check.stdout
        build = promoted.opsgen("build")
        assert build.returncode == 0
        assert "LCK103" in build.stdout
        assert (promoted.folder / path).read_text() == text

    def test_a_link_is_no_release(self, promoted: Repository) -> None:
        file = promoted.folder / "deploy" / "prod" / "namespace.yaml"
        file.rename(promoted.folder / "elsewhere.yaml")
        file.symlink_to("../../elsewhere.yaml")
        check = promoted.opsgen("build", "--check")
        assert check.returncode == 1
        assert "deploy/prod/namespace.yaml is a link" in check.stdout


class TestPromote:
    def test_the_digest_is_what_coreutils_compute(self, promoted: Repository) -> None:
        assert entry(promoted)["files"] == promoted.sums("prod")

    def test_it_takes_files_and_image_that_were_attested(self, repository: Repository) -> None:
        commit = repository.git("rev-parse", "HEAD")
        repository.opsgen("promote", "--commit", "HEAD", "--image", IMAGE)
        files = entry(repository)["files"]
        (repository.folder / "opsgen.lock").unlink()
        repository.attest(commit, files)
        result = repository.opsgen("promote", "--to", "prod", "--commit", commit[:10])
        assert (result.returncode, result.stderr) == (0, "")
        assert entry(repository) == {
            "release": commit, "image": IMAGE, "files": files, "opsgen": __version__
        }  # fmt: skip
        words = repository.calls()[-1]
        assert words[words.index("--cert-identity") + 1] == (
            "https://github.com/example/shop/.github/workflows/shop-deploy-dev.yml@refs/heads/main"
        )
        assert words[words.index("--repo") + 1] == "example/shop"

    def test_the_newest_commit_that_ran_is_the_default(self, repository: Repository) -> None:
        commit = repository.git("rev-parse", "HEAD")
        repository.change('"0 5 * * *"', '"0 6 * * *"')
        base = "repos/example/shop/deployments"
        repository.answer({
            base: [{"id": 2, "sha": "f" * 40}, {"id": 1, "sha": commit}],
            f"{base}/2/statuses": [{"state": "failure"}],
            f"{base}/1/statuses": [{"state": "success"}],
        })  # fmt: skip
        result = repository.opsgen("promote", "--image", IMAGE)
        assert result.returncode == 0
        assert "no attestations found; the deploy workflow verifies it" in result.stderr
        assert entry(repository)["release"] == commit
        assert "0 5 * * *" in repository.files("prod")["deploy/prod/refresh/cron-job.yaml"].decode()

    @pytest.mark.parametrize(
        ("claim", "message"),
        [
            ({"commit": "f" * 40}, "the attestation is about commit 'fff"),
            ({"project": "other"}, "the attestation is about project 'other'"),
            ({"environment": "prod"}, "the attestation is about environment 'prod'"),
        ],
    )
    def test_evidence_about_something_else_counts_for_nothing(
        self, repository: Repository, claim: dict[str, str], message: str
    ) -> None:
        repository.opsgen("promote", "--commit", "HEAD", "--image", IMAGE)
        files = entry(repository)["files"]
        repository.git("clean", "--quiet", "--force", "-d")
        repository.git("checkout", "--quiet", ".")
        repository.attest(**{"commit": repository.git("rev-parse", "HEAD"), "files": files, **claim})
        result = repository.opsgen("promote", "--commit", "HEAD")
        assert result.returncode == 1
        assert message in result.stderr
        assert "Nothing was written." in result.stderr
        assert repository.git("status", "--porcelain") == ""

    def test_forged_files_count_for_nothing(self, repository: Repository) -> None:
        repository.attest(repository.git("rev-parse", "HEAD"), f"sha256:{'0' * 64}")
        result = repository.opsgen("promote", "--commit", "HEAD")
        assert result.returncode == 1
        assert "the attestation is about other files of prod" in result.stderr

    def test_another_image_than_the_one_that_ran_is_refused(self, promoted: Repository) -> None:
        promoted.attest(entry(promoted)["release"], entry(promoted)["files"])
        result = promoted.opsgen("promote", "--commit", entry(promoted)["release"], "--image", OTHER_IMAGE)
        assert result.returncode == 1
        assert f"`dev` has run {IMAGE}, not {OTHER_IMAGE}" in result.stderr

    def test_a_commit_of_another_branch_is_refused(self, repository: Repository) -> None:
        repository.git("checkout", "--quiet", "-b", "feature")
        commit = repository.change('"0 5 * * *"', '"0 6 * * *"')
        repository.git("checkout", "--quiet", "main")
        result = repository.opsgen("promote", "--commit", commit, "--image", IMAGE)
        assert result.returncode == 1
        assert "is not in the history of this branch" in result.stderr

    def test_another_version_of_opsgen_is_refused_with_the_command_that_helps(self, repository: Repository) -> None:
        repository.write("requirements.txt", "opsgen[engines]==0.0.7 --hash=sha256:00\n")
        repository.commit("requirements")
        result = repository.opsgen("promote", "--commit", "HEAD", "--image", IMAGE)
        assert result.returncode == 1
        assert "uvx opsgen==0.0.7 promote" in result.stderr

    def test_what_was_skipped_stays_in_the_lock(self, repository: Repository) -> None:
        result = repository.opsgen("promote", "--commit", "HEAD", "--image", IMAGE, "--skip", "dev is down: #7")
        assert result.returncode == 0
        assert "`dev` was skipped: dev is down: #7" in result.stderr
        assert entry(repository)["skipped"] == "dev is down: #7"
        assert repository.opsgen("build", "--check").returncode == 0

    def test_files_that_are_there_can_be_adopted(self, repository: Repository) -> None:
        repository.change("prod: {runner", "prod: {promote: always, runner")
        repository.change("prod: {promote: always, runner", "prod: {runner")
        before = repository.files("prod")
        assert before
        assert "prod stays as it is: it has no release yet" in repository.opsgen("build").stdout
        assert repository.opsgen("promote", "--adopt").returncode == 0
        assert repository.files("prod") == before
        assert entry(repository)["adopted"] == "true"
        assert entry(repository)["files"] == repository.sums("prod")
        assert repository.opsgen("build", "--check").returncode == 0

    def test_a_release_can_be_built_again(self, promoted: Repository) -> None:
        promoted.change('"0 5 * * *"', '"0 6 * * *"')
        again = promoted.opsgen("promote", "--check")
        assert (again.returncode, again.stdout) == (
            0, f"prod: {entry(promoted)['release'][:7]} gives exactly these files\n"
        )  # fmt: skip
        lock = promoted.lock()
        promoted.write("opsgen.lock", lock.replace(entry(promoted)["files"], f"sha256:{'0' * 64}"))
        forged = promoted.opsgen("promote", "--check")
        assert forged.returncode == 1
        assert "gives other files than those in the lock" in forged.stderr

    def test_the_lock_gets_its_entry_only_with_the_files(self, promoted: Repository) -> None:
        promoted.write("deploy/prod/namespace.yaml", "# edited\n")
        lock = promoted.lock()
        commit = promoted.change('"0 5 * * *"', '"0 6 * * *"')
        result = promoted.opsgen("promote", "--commit", commit, "--image", IMAGE)
        assert result.returncode == 1
        assert "nothing was written" in result.stdout
        assert promoted.lock() == lock

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (["--to", "prd"], "did you mean `prod`?"),
            (["--to", "dev"], "`dev` follows the spec"),
            (["--from", "prod"], "`prod` does not come before `prod`"),
            (["--commit", "--help"], ""),
            (["--commit", "HEAD", "--image", "ghcr.io/example/shop:1"], "is not an image by its digest"),
            (["--commit", "nothing"], "there is no commit nothing"),
            (["--commit", "$(id)"], "is not the name of a commit"),
            (["--commit", "HEAD", "--skip", "a\nb"], "a reason of one line"),
        ],
    )
    def test_mistakes_write_nothing(self, repository: Repository, words: list[str], message: str) -> None:
        result = repository.opsgen("promote", *words)
        assert result.returncode in (1, 2)
        assert message in result.stderr
        assert "Traceback" not in result.stderr
        assert repository.git("status", "--porcelain") == ""


class TestRollback:
    def test_it_restores_the_release_before(self, promoted: Repository) -> None:
        first, files = entry(promoted), promoted.files("prod")
        commit = promoted.change('"0 5 * * *"', '"0 6 * * *"')
        promoted.opsgen("promote", "--commit", commit, "--image", OTHER_IMAGE)
        promoted.commit("promote again")
        assert promoted.files("prod") != files
        result = promoted.opsgen("rollback", "--env", "prod")
        assert result.returncode == 0
        assert "  opsgen run orders --env prod --partition KEY\n" in result.stdout
        assert (entry(promoted), promoted.files("prod")) == (first, files)
        assert promoted.opsgen("build", "--check").returncode == 0
        promoted.commit("roll back")
        forward = promoted.opsgen("rollback", "--env", "prod", "--to", commit[:8])
        assert forward.returncode == 0
        assert entry(promoted)["image"] == OTHER_IMAGE

    def test_there_must_be_one(self, promoted: Repository) -> None:
        result = promoted.opsgen("rollback")
        assert result.returncode == 1
        assert "has no former release of `prod`" in result.stderr

    def test_files_that_were_never_released_are_not_restored(self, promoted: Repository) -> None:
        promoted.write("deploy/prod/namespace.yaml", "# forged\n")
        promoted.git("add", "--all")
        promoted.git("commit", "--quiet", "--amend", "--no-edit")
        promoted.git("checkout", "--quiet", "HEAD~1", "--", "opsgen.yaml")
        promoted.git("restore", "--source=HEAD", "deploy")
        promoted.opsgen(
            "promote", "--commit", promoted.change('"0 5 * * *"', '"0 6 * * *"'), "--image", IMAGE, "--force"
        )
        promoted.commit("promote again")
        result = promoted.opsgen("rollback")
        assert result.returncode == 1
        assert "are not those of the release" in result.stderr


class TestPin:
    def test_it_changes_the_lock_and_pin_files_only(self, promoted: Repository) -> None:
        assert promoted.opsgen("pin", "--env", "prod", OTHER_IMAGE).returncode == 0
        changed = promoted.git("diff", "--name-only").split()
        assert changed == [
            *(".opsgen/manifest", "dags/prod/opsgen_pins_shop_prod.py", "deploy/prod/pins/kustomization.yaml"),
            "opsgen.lock",
        ]
        assert entry(promoted)["image"] == OTHER_IMAGE
        assert promoted.opsgen("build", "--check").returncode == 0

    def test_an_environment_without_a_release_is_promoted_instead(self, repository: Repository) -> None:
        result = repository.opsgen("pin", "--env", "prod", IMAGE)
        assert result.returncode == 2
        assert "opsgen promote --to prod pins its image, too" in result.stderr
