"""Specs that are mended: every form that is known, and what is left to people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from mutations import mutated
from opsgen.compile.pipeline import analyse
from opsgen.fix.apply import apply_fixes
from opsgen.source.edit.syntax import syntax
from opsgen.source.format.token import comments

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.fix.apply import FixedSpec

SPEC = """\
version: 1
project: {name: flights, owner: ml}
teams: {ml: {}, data-platform: {}}   # who owns it
variables: {lake: {default: data}}
connections: {lake: {type: files, root: "${var.lake}"}}
datasets:
  flights:
    # Where it comes from.
    source: {connection: lake, path: flights.csv}
    ingest: {command: [python, ingest.py], schedule: "0 4 * * *", timezone: UTC, timeout: 24h}
    tags: [gold]
    columns:
      origin: {type: string, required: true}  # an airport
      dep_delay: {type: number, min: 1, primary_key: false}
    quality:
      - not_null: {column: dep_delay}
deployments:
  api:
    type: online
    command: [serve]
    resources: {limits: {memory: 512Mi}}
    scaling: {min: 1, max: 3}
environments:
  dev: {}
  prod: {approval: {reviewers: [ml]}}
"""

SAFE = [
    ("version: 1", 'version: "1"', None),
    ("version: 1", "version: 1.0", None),
    ("primary_key", "primaryKey", None),
    ("primary_key", "primary-key", None),
    ("type: string", "type: STRING", None),
    ("required: true", "required: yes", None),
    ("required: true", "required: 'True'", "required: true"),
    ("primary_key: false", "primary_key: off", None),
    ("max: 3", "max: '3'", None),
    ("min: 1, primary", 'min: "1", primary', None),
    ("tags: [gold]", "tags: gold", None),
    ("tags: [gold]", "tags: 'a, b'", "tags: ['a, b']"),
    ("reviewers: [ml]", "reviewers: ml", None),
    ("owner: ml", "owner: ML", None),
    ("column: dep_delay", "column: depDelay", None),
    ("reviewers: [ml]", "reviewers: [ml, Data_Platform]", "reviewers: [ml, data-platform]"),
    ("${var.lake}", "${var.Lake}", None),
    ('"0 4 * * *"', "'@daily'", "'0 0 * * *'"),
    ('"0 4 * * *"', "'@hourly'", "'0 * * * *'"),
    ("timezone: UTC", "timezone: europe/berlin", "timezone: Europe/Berlin"),
    ("timezone: UTC", "timezone: America/New York", "timezone: America/New_York"),
    ("24h", "24 h", None),
    ("24h", "24 Hours", None),
    ("24h", "1h 30 min", "1h30m"),
    ("512Mi", "512 Mi", None),
    ("512Mi", "512MiB", None),
]
"""What is right, what is there, and what it becomes where that is not what is right."""

UNSAFE = [
    ("tags:", "tgas:", None),
    ("type: string", "type: strnig", None),
    ("column: dep_delay", "column: dep_delya", None),
    ("owner: ml", "owner: data-plattform", "owner: data-platform"),
    ("${var.lake}", "${var.laek}", None),
    ("[python, ingest.py]", "python ingest.py", None),
    ("512Mi", "512MB", "512M"),
    ("timezone: UTC", "timezone: Europe/Berlni", "timezone: Europe/Berlin"),
    ("min: 1, max: 3", "min: 3, max: 1", None),
]

NEITHER = [
    ("24h", "24"),
    ("24h", "3 M"),
    ("type: string", "type: varchar2"),
    ("tags:", "zzz:"),
    ('"0 4 * * *"', '"0 0 30 2 *"'),
    ("[python, ingest.py]", '"python ingest.py | tee log"'),
    ("name: flights", "name: Flights"),
    ("type: string", 'type: date, min: "3"'),
    ("min: 1, max: 3", "min: 0, max: 3.5"),
]
"""What nobody but its author can mend."""


def made(folder: Path, text: str, *, unsafe: bool = False) -> tuple[str, FixedSpec]:
    """What becomes of a spec."""
    spec = folder / "opsgen.yaml"
    spec.write_bytes(text.encode())
    mended = apply_fixes(spec, analyse, unsafe=unsafe)
    assert spec.read_bytes() == text.encode(), "nothing is written yet"
    return next((file.new.decode() for file in mended.files.values()), text), mended


def replaced(old: str, new: str) -> str:
    assert old in SPEC
    return SPEC.replace(old, new, 1)


def test_the_spec_of_these_tests_has_nothing_to_mend(tmp_path: Path) -> None:
    _, mended = made(tmp_path, SPEC, unsafe=True)
    assert not mended.files
    assert not mended.analysis.failed


@pytest.mark.parametrize(("right", "wrong", "becomes"), SAFE)
def test_what_can_mean_but_one_thing_is_mended(right: str, wrong: str, becomes: str | None, tmp_path: Path) -> None:
    text, mended = made(tmp_path, replaced(right, wrong))
    assert text == replaced(right, becomes or right)
    assert not mended.analysis.failed


@pytest.mark.parametrize(("right", "wrong", "becomes"), UNSAFE)
def test_what_is_likely_is_mended_if_asked_for(right: str, wrong: str, becomes: str | None, tmp_path: Path) -> None:
    bad = replaced(right, wrong)
    assert made(tmp_path, bad)[0] == bad
    text, mended = made(tmp_path, bad, unsafe=True)
    assert text == replaced(right, becomes or right)
    assert not mended.analysis.failed


@pytest.mark.parametrize(("right", "wrong"), NEITHER)
def test_what_may_mean_anything_is_left(right: str, wrong: str, tmp_path: Path) -> None:
    bad = replaced(right, wrong)
    text, mended = made(tmp_path, bad, unsafe=True)
    assert text == bad
    assert mended.analysis.failed


def test_all_mistakes_are_mended_in_one_go(tmp_path: Path) -> None:
    bad = SPEC
    for right, wrong, _ in [SAFE[2], SAFE[4], SAFE[5], SAFE[8], *UNSAFE[:3], UNSAFE[4]]:
        bad = bad.replace(right, wrong, 1)
    text, mended = made(tmp_path, bad.replace("type: strnig", "type: String"), unsafe=True)
    assert text == SPEC
    assert len(mended.fixed) == 7


def test_what_is_seen_only_once_something_is_mended_is_mended_too(tmp_path: Path) -> None:
    text, mended = made(tmp_path, replaced("scaling: {min: 1", "Scaling: {Min: '1'"))
    assert text == SPEC
    assert [each.code for each in mended.fixed] == ["LNG101", "LNG101", "LNG103"]


def test_included_files_are_mended_each_with_its_line_ends(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    more = tmp_path / "more" / "teams.yaml"
    more.write_bytes(b"\xef\xbb\xbfconnections:\r\n  other: {type: Files, root: x}  # o\xc3\xb9\r\n")
    _, mended = made(tmp_path, "include: more/*.yaml\n" + replaced("type: string", "type: String"))
    new = {file.path.name: file.new for file in mended.files.values()}
    assert new["teams.yaml"] == b"\xef\xbb\xbfconnections:\r\n  other: {type: files, root: x}  # o\xc3\xb9\r\n"
    assert new["opsgen.yaml"].decode() == "include: more/*.yaml\n" + SPEC
    assert not mended.analysis.failed


@pytest.mark.parametrize(
    ("right", "written"),
    [
        pytest.param("type: string", "type: &t String", id="a value with an anchor"),
        pytest.param('root: "${var.lake}"', 'root: x, kind: "${var.lake}"', id="a key nobody means"),
        pytest.param("type: number", 'type: "${var.kind}"', id="a variable's value"),
    ],
)
def test_what_others_share_is_left(right: str, written: str, tmp_path: Path) -> None:
    kind = "default: data}, kind: {default: NUMBER}}"
    bad = replaced(right, written).replace("default: data}}", kind)
    assert made(tmp_path, bad, unsafe=True)[0] == bad


def test_what_aliases_repeat_is_mended_only_where_it_is_safe(tmp_path: Path) -> None:
    shared = replaced("    columns:\n", "    columns: &columns\n")
    copy = "  copy: {source: {connection: lake, path: copy.csv}, columns: *columns}\n"
    shared = shared.replace("deployments:\n", f"{copy}deployments:\n")
    assert not made(tmp_path, shared, unsafe=True)[1].files
    assert made(tmp_path, shared.replace("type: string", "type: String"))[0] == shared
    bad = shared.replace("type: string", "type: strnig")
    assert made(tmp_path, bad, unsafe=True)[0] == bad


def test_a_key_does_not_become_one_that_is_there(tmp_path: Path) -> None:
    bad = replaced("primary_key: false", "primary_key: false, primaryKey: true")
    assert made(tmp_path, bad, unsafe=True)[0] == bad


def test_what_only_one_environment_makes_wrong_is_left(tmp_path: Path) -> None:
    bad = replaced("reviewers: [ml]}", "reviewers: [ml]}, overrides: {deployments.api.scaling.max: 0}")
    bad = bad.replace("scaling.max: 0", "scaling.min: 5")
    text, mended = made(tmp_path, bad, unsafe=True)
    assert text == bad
    assert [each.code for each in mended.analysis.diagnostics if each.severity == "error"] == ["LNG205"]


def test_an_override_is_mended_where_it_stands(tmp_path: Path) -> None:
    bad = replaced("reviewers: [ml]}", "reviewers: [ml]}, overrides: {deployments.api.scaling: {max: '5'}}")
    assert made(tmp_path, bad)[0] == bad.replace("'5'", "5")


def test_a_file_that_cannot_be_read_is_left(tmp_path: Path) -> None:
    bad = replaced("type: string", "type: String") + "owner: [\n"
    assert made(tmp_path, bad, unsafe=True)[0] == bad


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(mutated())
def test_whatever_is_wrong_is_mended_as_far_as_it_goes(tmp_path: Path, tree: dict[str, Any]) -> None:
    bad = "\n".join(f"{json.dumps(key)}: {json.dumps(value)}  # of {key!a}" for key, value in tree.items())
    text, mended = made(tmp_path, bad, unsafe=True)
    assert made(tmp_path, text, unsafe=True)[0] == text
    if mended.fixed:
        assert comments(text, syntax(text)) == comments(bad, syntax(bad))
