from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opsgen.compile.pipeline import Analysis, analyse
from opsgen.diagnostics.model import Severity

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
version: 1
project: {name: flights, owner: ml, image: {repository: ghcr.io/example/flights}}
environments: {prod: {kubernetes: {namespace: flights}}}
connections: {lake: {type: files, root: data}}
datasets:
  flights:
    description: "# opsgen: ignore[K8S112] within a text"
    source: {connection: lake, path: flights.csv}
    columns: {origin: {type: string, required: true}}
deployments:
  api:
    type: online
    command: [serve]
    resources: {limits: {memory: 1Gi}}
    objectives: {availability: 99.9}
    scaling: {min: 2, max: 3}
    {above}
    rollout: {strategy: canary, steps: [10, 100]}{behind}
outputs: {kubernetes: {}}
"""
CANARY = "K8S112"


def codes(analysis: Analysis) -> list[str]:
    return [diagnostic.code for diagnostic in analysis.diagnostics]


def lint(folder: Path, above: str = "", behind: str = "", end: str = "") -> Analysis:
    spec = folder / "opsgen.yaml"
    text = SPEC.replace("{above}", above).replace("{behind}", behind) + end
    spec.write_text(text, encoding="utf-8")
    return analyse(spec)


def test_without_a_say_everything_is_told(tmp_path: Path) -> None:
    analysis = lint(tmp_path)
    assert codes(analysis) == [CANARY]
    assert not analysis.ignored


@pytest.mark.parametrize(
    "comment",
    [
        {"behind": "  # opsgen: ignore[K8S112] near enough"},
        {"behind": "  # opsgen: ignore[K8S112]: near enough"},
        {"behind": "  #opsgen: ignore[ K8S ] near enough"},
        {"behind": "  # opsgen:ignore[K8S112] near enough"},
        {"above": "# opsgen: ignore[K8S112] near enough"},
        {"above": "# opsgen: ignore[K8S112] near enough\n\n    # another comment"},
    ],
)
def test_a_comment_ignores_what_is_told_of_its_line(comment: dict[str, str], tmp_path: Path) -> None:
    analysis = lint(tmp_path, **comment)
    assert codes(analysis) == []
    assert [(each.diagnostic.code, each.reason, each.in_source) for each in analysis.ignored] == [
        (CANARY, "near enough", True)
    ]


def test_a_comment_is_about_one_line_only(tmp_path: Path) -> None:
    analysis = lint(tmp_path, above="# opsgen: ignore[K8S112] near enough\n    port: 8080")
    assert codes(analysis) == ["POL101", CANARY]


def test_what_is_no_comment_ignores_nothing(tmp_path: Path) -> None:
    block = "description: |\n      # opsgen: ignore[K8S112] x"
    assert codes(lint(tmp_path, above=block)) == [CANARY]
    assert codes(lint(tmp_path, above="description: 'x\n\n      # opsgen: ignore[K8S112] x'")) == [CANARY]


def test_settings_ignore_codes_everywhere(tmp_path: Path) -> None:
    for prefix in (CANARY, "K8S1", "K8S"):
        analysis = lint(tmp_path, end=f"lint: {{ignore: [{prefix}]}}\n")
        assert codes(analysis) == []
        assert [each.in_source for each in analysis.ignored] == [False]


def test_the_longest_prefix_says_how_loud_a_warning_is(tmp_path: Path) -> None:
    loud = lint(tmp_path, end="lint: {severity: {K8S: error}}\n")
    assert loud.failed
    assert loud.project is None
    quiet = lint(tmp_path, end="lint: {severity: {K8S: error, K8S112: warning}}\n")
    assert [each.severity for each in quiet.diagnostics] == [Severity.WARNING]
    assert quiet.project is not None


def test_an_unused_comment_is_told_once_nothing_is_wrong(tmp_path: Path) -> None:
    comment = "# opsgen: ignore[K8S113, K8S112] near enough"
    assert codes(lint(tmp_path, above=comment)) == ["POL101"]
    with_error = lint(tmp_path, above=comment, end="connections: {}\n")
    assert "POL101" not in codes(with_error)
    assert with_error.failed


@pytest.mark.parametrize("off", ["POL", "POL101"])
def test_what_is_said_of_comments_can_be_ignored_too(off: str, tmp_path: Path) -> None:
    comment = "# opsgen: ignore[K8S113, K8S112] near enough"
    assert codes(lint(tmp_path, above=comment, end=f"lint: {{ignore: [{off}]}}\n")) == []


@pytest.mark.parametrize(
    "section", ["7", "[K8S112]", "{ignore: K8S112}", "{severity: [K8S]}", "{severity: {K8S: off}}"]
)
def test_invalid_settings_are_an_error_of_the_language(section: str, tmp_path: Path) -> None:
    analysis = lint(tmp_path, end=f"lint: {section}\n")
    assert {code[:3] for code in codes(analysis)} == {"LNG"}


def test_an_environment_changes_nothing_of_it(tmp_path: Path) -> None:
    spec = SPEC.replace("{namespace: flights}", "{namespace: flights}, overrides: {lint.ignore: [K8S]}")
    (tmp_path / "opsgen.yaml").write_text(spec.replace("{above}", "").replace("{behind}", ""), encoding="utf-8")
    assert "VAR106" in codes(analyse(tmp_path / "opsgen.yaml"))


def test_comments_in_included_files_count(tmp_path: Path) -> None:
    main, _, deployments = SPEC.replace("{above}", "").partition("deployments:\n")
    part, _, outputs = deployments.partition("outputs:")
    (tmp_path / "opsgen.yaml").write_text(f"{main}outputs:{outputs}include: deployments.yaml\n", encoding="utf-8")
    included = f"deployments:\n{part}".replace("{behind}", "  # opsgen: ignore[K8S112] near enough")
    (tmp_path / "deployments.yaml").write_text(included, encoding="utf-8")
    analysis = analyse(tmp_path / "opsgen.yaml")
    assert codes(analysis) == []
    assert len(analysis.ignored) == 1
