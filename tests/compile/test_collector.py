"""What is said of a spec as a whole: each cause once, in order, and in which environments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opsgen.compile.pipeline import analyse

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.diagnostics.model import Diagnostic

SPEC = """\
version: 1
project: {name: flights, owner: ml}
variables: {lake: {default: data}, bare: {}}
environments:
  dev: {}
  prod: {}
connections: {lake: {type: files, root: "${var.lake}"}}
datasets:
  flights:
    source: {connection: lake, path: flights.csv}
    columns: {distance: {type: integer}}
deployments:
  api: {type: online, command: [serve], scaling: {min: 1, max: 3}}
"""


PRACTICES = ("DAT", "MOD", "PLT3")
"""What the codes of practices begin with, which the spec of these tests need not keep."""


def lint(folder: Path, text: str, **others: str) -> list[Diagnostic]:
    (folder / "opsgen.yaml").write_text(text)
    for name, content in others.items():
        (folder / f"{name}.yaml").write_text(content)
    found = analyse(folder / "opsgen.yaml").diagnostics
    return [diagnostic for diagnostic in found if not diagnostic.code.startswith(PRACTICES)]


def codes(found: list[Diagnostic]) -> list[str]:
    return [diagnostic.code for diagnostic in found]


def changed(*changes: tuple[str, str]) -> str:
    text = SPEC
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def test_the_spec_of_these_tests_is_good(tmp_path: Path) -> None:
    assert lint(tmp_path, SPEC) == []


def test_what_all_environments_share_is_said_once(tmp_path: Path) -> None:
    [diagnostic] = lint(tmp_path, changed(("connection: lake", "connection: laek")))
    assert diagnostic.help == ("did you mean `lake`?",)


def test_what_some_have_is_said_with_their_names(tmp_path: Path) -> None:
    text = changed(("  prod: {}", "  prod: {overrides: {deployments.api.scaling.max: 1}}"), ("min: 1", "min: 2"))
    [diagnostic] = lint(tmp_path, text)
    assert diagnostic.code == "LNG205"
    assert diagnostic.help[-1] == "only in environment `prod`"


def test_what_stands_in_an_environment_needs_no_name(tmp_path: Path) -> None:
    [diagnostic] = lint(tmp_path, changed(("  prod: {}", "  prod: {runner: podman}")))
    assert diagnostic.help == ("it is `process` or `kubernetes`",)


def test_diagnostics_are_sorted_by_place(tmp_path: Path) -> None:
    text = changed(("type: integer", "type: int"), ("name: flights", "name: Flights"), ("[serve]", "[]"))
    found = lint(tmp_path, text)
    assert [diagnostic.span and diagnostic.span.line for diagnostic in found] == [2, 11, 13]


def test_a_variable_that_is_not_replaced_is_the_only_thing_said_of_a_value(tmp_path: Path) -> None:
    assert codes(lint(tmp_path, changed(("min: 1", 'min: "${var.laek}"')))) == ["VAR101"]
    assert codes(lint(tmp_path, changed(("min: 1", 'min: "${var.bare}"')))) == ["VAR102"]


def test_a_variable_of_the_wrong_type_is_told_where_it_is_given(tmp_path: Path) -> None:
    text = changed(("bare: {}", "bare: {type: integer, default: one}"), ("min: 1", 'min: "${var.bare}"'))
    assert codes(lint(tmp_path, text)) == ["VAR103"]


@pytest.mark.parametrize("include", ["gone.yaml", "broken.yaml"])
def test_names_of_a_file_that_was_not_read_are_not_unknown(include: str, tmp_path: Path) -> None:
    text = f"include: {include}\n" + changed(("connection: lake", "connection: elsewhere"))
    found = lint(tmp_path, text, broken="connections: [\n")
    assert [code[:3] for code in codes(found)] == ["SRC"]


def test_other_mistakes_beside_such_a_file_are_told(tmp_path: Path) -> None:
    text = "include: gone.yaml\n" + changed(("type: integer", "type: int"))
    assert codes(lint(tmp_path, text)) == ["SRC101", "LNG104"]


def test_what_is_missing_since_it_could_not_be_read_is_not_missing(tmp_path: Path) -> None:
    assert codes(lint(tmp_path, changed(("connection: lake", "connection: !env LAKE")))) == ["SRC122"]


def test_what_is_missing_elsewhere_is(tmp_path: Path) -> None:
    text = changed(("connection: lake", "connection: !env LAKE"), ("command: [serve], ", ""))
    assert codes(lint(tmp_path, text)) == ["SRC122", "LNG102"]


def test_the_first_of_two_equal_keys_is_judged(tmp_path: Path) -> None:
    text = changed(("    columns:", "    owner: ml\n    owner: x\n    columns:"), ("connection: lake, ", ""))
    assert codes(lint(tmp_path, text)) == ["LNG102", "SRC120"]


def test_names_are_judged_beside_files_that_were_read(tmp_path: Path) -> None:
    text = "include: more.yaml\n" + changed(("connection: lake", "connection: laek"))
    assert codes(lint(tmp_path, text, more="connections: {lake: {type: files, root: x}}\n")) == ["SRC145", "REF102"]


def test_an_invalid_spec_is_judged_as_far_as_it_is_valid(tmp_path: Path) -> None:
    text = changed(
        ("connection: lake", "connection: laek"),
        ("{distance: {type: integer}}", "{distance: {type: int}, hour: {type: integer}}"),
        (
            "deployments:",
            "    quality: [{row_cuont: {}}, {not_null: {column: horu}}, {mean: {column: hour}}]\ndeployments:",
        ),
        ("command: [serve]", "command: []"),
    )
    found = [(diagnostic.code, diagnostic.span and diagnostic.span.line) for diagnostic in lint(tmp_path, text)]
    assert found == [("REF102", 10), ("LNG104", 11), ("LNG101", 12), ("REF104", 12), ("LNG206", 12), ("LNG106", 14)]


def test_what_was_taken_out_is_not_missed(tmp_path: Path) -> None:
    text = changed(
        ('root: "${var.lake}"', "roots: x"),
        ("type: integer", "type: int"),
        ("deployments:", "    quality: [{mean: {column: distance, min: x}}]\ndeployments:"),
    )
    assert codes(lint(tmp_path, text)) == ["LNG101", "LNG104", "LNG103"]


def test_the_column_of_a_short_reference_is_marked(tmp_path: Path) -> None:
    [diagnostic] = lint(tmp_path, changed(("type: integer", "type: integer, references: flights.distnace")))
    assert diagnostic.span
    assert diagnostic.span[1:] == (11, 61, 11, 69)
