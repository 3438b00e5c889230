"""The example of a backend of another package does all that a built-in backend does."""

from __future__ import annotations

import gc
import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from backends.plugins import install, installed
from golden import UPDATE
from opsgen.cli.app import run
from opsgen.compile import pipeline
from program import started

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Opsgen = Callable[..., tuple[int, str]]

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "gitlab-backend"
GOLDEN = Path(__file__).parent / "golden"
DIGEST = f"python@sha256:{'0' * 64}"
SPEC = """\
version: 1
project: {name: shop, owner: data}
teams: {data: {email: data@example.com}}
environments:
  dev: {kubernetes: {namespace: shop-dev}, variables: {greeting: "$CI_JOB_TOKEN"}}
  prod: {kubernetes: {namespace: shop}, approval: {reviewers: [data]}}
variables: {greeting: {description: A greeting., default: hello}}
connections: {lake: {type: files, root: data}}
datasets:
  orders:
    description: One row per order.
    source: {connection: lake, path: orders.csv, format: csv}
    ingest: {command: [python, -m, shop.ingest, "it's $HOME"], schedule: "0 4 * * *"}
    publish: after_checks
    columns: {order_id: {type: integer, required: true, unique: true}}
outputs:
  kubernetes: {}
  plugins:
    gitlab: {OPTIONS}
"""
PINNED = f'image: "{DIGEST}", deploy_image: "{DIGEST}"'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the example is installed."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(EXAMPLE / "opsgen_gitlab", folder / "opsgen_gitlab", ignore=shutil.ignore_patterns("__pycache__"))
    install(folder, "opsgen-gitlab", "gitlab", "opsgen_gitlab:backend")
    return folder


@pytest.fixture
def opsgen(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Opsgen]:
    """Runs opsgen beside the example, in the folder of a project."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")

    def command(*arguments: str) -> tuple[int, str]:
        code = run([*arguments])
        gc.enable()
        return code, capsys.readouterr().out

    with installed(site, monkeypatch):
        yield command


def write(folder: Path, options: str, more: str = "") -> None:
    (folder / "opsgen.yaml").write_text(SPEC.replace("{OPTIONS}", f"{{{options}}}") + more, encoding="utf-8")


def test_its_package_announces_what_the_tests_install() -> None:
    text = (EXAMPLE / "pyproject.toml").read_text(encoding="utf-8")
    assert '[project.entry-points."opsgen.backends"]\ngitlab = "opsgen_gitlab:backend"\n' in text


def test_lint_of_a_good_spec(opsgen: Opsgen, tmp_path: Path) -> None:
    write(tmp_path, PINNED)
    assert opsgen("lint") == (0, "opsgen.yaml: no problems\n")


def test_lint_of_misspelt_and_invalid_options(opsgen: Opsgen, tmp_path: Path) -> None:
    write(tmp_path, 'imge: "python", test: 3, path: ci/pipeline.txt')
    code, out = opsgen("lint")
    assert code == 1
    assert re.findall(r"^\S+ error\[(\S+)\]: (.*)$", out, re.MULTILINE) == [
        ("LNG101", "`imge` is not a key of `gitlab`"),
        ("LNG103", "expected a list, found `3`"),
        ("OUT203", "gitLab reads pipelines from files that end in `.yml` or `.yaml`"),
    ]
    assert "opsgen.yaml:19:14: error[LNG101]" in out
    assert "did you mean `image`?" in out


def test_options_are_validated_where_the_rest_of_the_spec_is_invalid(opsgen: Opsgen, tmp_path: Path) -> None:
    write(tmp_path, "imge: x", "models: 3\n")
    code, out = opsgen("lint", "--format", "concise")
    assert code == 1
    assert re.findall(r"error\[(\S+)\]", out) == ["LNG101", "LNG103"]


def test_its_codes_are_explained(opsgen: Opsgen) -> None:
    code, out = opsgen("explain", "glb101")
    assert code == 0
    assert out.startswith("GLB101 unpinned-image (warning)\n\nJobs run in an image")


def test_its_codes_are_selected_ignored_and_made_errors(opsgen: Opsgen, tmp_path: Path) -> None:
    write(tmp_path, "")
    assert re.findall(r"\[(GLB\d+)\]", opsgen("lint", "--select", "GLB")[1]) == ["GLB101"] * 2
    assert opsgen("lint", "--ignore", "GLB101") == (0, "opsgen.yaml: no problems\n")
    assert "2 GLB101 warning unpinned-image" in opsgen("lint", "--statistics")[1]
    write(tmp_path, "", "lint: {ignore: [GLB101]}\n")
    assert opsgen("lint") == (0, "opsgen.yaml: no problems\n")
    write(tmp_path, "", "lint: {severity: {GLB101: error}}\n")
    assert opsgen("lint")[0] == 1
    write(tmp_path, "", "lint: {ignore: [GLB10l]}\n")
    assert "did you mean `GLB101`?" in opsgen("lint")[1]


def test_a_comment_ignores_its_codes(opsgen: Opsgen, tmp_path: Path) -> None:
    write(tmp_path, f'image: python, deploy_image: "{DIGEST}"')
    spec = tmp_path / "opsgen.yaml"
    spec.write_text(f"{spec.read_text().rstrip()}  # opsgen: ignore[GLB101] a proxy pins it\n", encoding="utf-8")
    assert opsgen("lint") == (0, "opsgen.yaml: no problems\n")


def test_its_codes_are_rules_of_sarif(opsgen: Opsgen, tmp_path: Path) -> None:
    write(tmp_path, "")
    [sarif] = json.loads(opsgen("lint", "--format", "sarif")[1])["runs"]
    assert [rule["id"] for rule in sarif["tool"]["driver"]["rules"]] == ["GLB101"]
    assert {result["ruleIndex"] for result in sarif["results"]} == {0}
    assert '"name": "unpinned-image"' in opsgen("lint", "--format", "json")[1]


def test_its_options_are_in_the_schema_and_not_in_the_published_one(opsgen: Opsgen) -> None:
    def of_plugins(text: str) -> dict[str, object]:
        plugins: dict[str, object] = json.loads(text)["$defs"]["Outputs"]["properties"]["plugins"]
        return plugins

    options = of_plugins(opsgen("schema")[1])["properties"]["gitlab"]  # type: ignore[index]
    assert {"path", "image", "deploy_image", "test"} <= options["properties"].keys()
    assert options["additionalProperties"] is False
    assert "properties" not in of_plugins((ROOT / "schemas" / "opsgen.schema.json").read_text(encoding="utf-8"))


def test_the_pipeline_is_built_owned_and_checked(opsgen: Opsgen, tmp_path: Path) -> None:
    write(tmp_path, PINNED)
    assert opsgen("build")[0] == 0
    built = (tmp_path / ".gitlab-ci.yml").read_text(encoding="utf-8")
    golden = GOLDEN / "gitlab-ci.yml"
    if UPDATE:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(built, encoding="utf-8", newline="\n")
    assert built == golden.read_text(encoding="utf-8")
    assert opsgen("build", "--check")[0] == 0
    (tmp_path / ".gitlab-ci.yml").write_text(built.replace("opsgen lint", "true"), encoding="utf-8")
    assert opsgen("build", "--check")[0] == 1
    (tmp_path / ".gitlab-ci.yml").write_text(built, encoding="utf-8")
    write(tmp_path, f"{PINNED}, path: ci/shop.yml")
    assert opsgen("build")[0] == 0
    assert not (tmp_path / ".gitlab-ci.yml").exists(), "a file that the spec no longer builds is removed"


def test_the_pipeline_is_valid_and_safe(opsgen: Opsgen, tmp_path: Path) -> None:
    del opsgen
    write(tmp_path, PINNED)
    project = pipeline.analyse(tmp_path / "opsgen.yaml").project
    assert project
    built = pipeline.build_files(project)
    assert built.unverified == [], "it was validated against GitLab's schema"
    [text] = [file.content.decode() for file in built.files if file.path == ".gitlab-ci.yml"]
    jobs = yaml.safe_load(text)
    assert jobs["deploy-dev"]["rules"] == [
        {"if": '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CI_COMMIT_REF_PROTECTED == "true"'}
    ]
    assert jobs["deploy-prod"]["rules"][0]["when"] == "manual"
    assert "deploy-dev" in jobs["deploy-prod"]["needs"]
    assert jobs["deploy-prod"]["resource_group"] == "shop-prod"
    assert jobs["quality"]["variables"]["OPSGEN_VAR_GREETING"] == {"value": "$CI_JOB_TOKEN", "expand": False}
    assert "'it'\"'\"'s $HOME'" in jobs["quality"]["script"][1]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"cache": {"paths": [".cache"]}}, "the job deploy-prod has a cache, which a merge request could fill"),
        ({"rules": []}, "the job deploy-prod has no rules, so that it runs in every pipeline"),
        ({"interruptible": True}, "the job deploy-prod may overlap with another deployment, or stop halfway"),
        ({"rules": [{"when": "always"}]}, "the job deploy-prod deploys branches that are not protected"),
    ],
)
def test_what_is_unsafe_is_refused(opsgen: Opsgen, change: dict[str, object], problem: str) -> None:
    del opsgen
    from opsgen_gitlab.verify import unsafe

    jobs = yaml.safe_load((GOLDEN / "gitlab-ci.yml").read_text(encoding="utf-8"))
    assert [*unsafe(jobs)] == []
    jobs["deploy-prod"] |= change
    assert [*unsafe(jobs)] == [problem]


def test_what_gitlab_cannot_do_is_reported(opsgen: Opsgen, tmp_path: Path) -> None:
    write(tmp_path, PINNED)
    spec = tmp_path / "opsgen.yaml"
    text = spec.read_text(encoding="utf-8").replace("reviewers: [data]", "reviewers: [data], wait: 1h")
    spec.write_text(text, encoding="utf-8")
    assert "warning[GLB102]: GitLab CI cannot wait before an approval" in opsgen("lint")[1]
    spec.write_text(text.replace("  kubernetes: {}\n", ""), encoding="utf-8")
    assert "warning[GLB103]: the pipeline has no job that deploys `prod`" in opsgen("lint")[1]


def test_its_path_may_not_overlap_with_other_outputs_or_cover_a_source(opsgen: Opsgen, tmp_path: Path) -> None:
    write(tmp_path, f"{PINNED}, path: deploy/ci.yml")
    assert "error[PLT202]: the folders of `kubernetes` and `gitlab` overlap" in opsgen("lint")[1]
    write(tmp_path, f"{PINNED}, path: opsgen.yaml")
    assert "would replace the file `opsgen.yaml`" in opsgen("lint")[1]


def test_the_report_of_fields_has_it(opsgen: Opsgen, tmp_path: Path) -> None:
    write(tmp_path, PINNED)
    out = opsgen("build", "--report")[1]
    assert re.search(r"outputs\.plugins\.gitlab\.image +- +emitted", out), out


def test_a_process_of_its_own_finds_it(site: Path, tmp_path: Path) -> None:
    write(tmp_path, PINNED)
    result = started("build", folder=tmp_path, PYTHONPATH=str(site))
    assert (result.returncode, result.stderr) == (0, "")
    assert (tmp_path / ".gitlab-ci.yml").exists()
