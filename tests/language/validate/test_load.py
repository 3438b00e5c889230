from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from mutations import CHANGES, SPECS, changed, mutated, paths, plain, put, read, trees
from opsgen.compile.pipeline import analyse
from opsgen.language import values
from opsgen.language.validate import codes
from opsgen.language.validate.core_schema import validator
from opsgen.language.validate.explain import _EXPLAIN
from opsgen.language.validate.load import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Place

HEAD = """\
version: 1
project: {name: flights, owner: ml}
connections: {lake: {type: files, root: data}}
datasets:
  flights:
    source: {connection: lake, path: flights.csv}
    columns: {origin: {type: string}}
"""
SERVER = """\
deployments:
  api:
    type: online
    command: [serve]
"""

RAISES = {
    "model": "model_type",
    "model-fields": "missing extra_forbidden",
    "dict": "dict_type",
    "list": "list_type",
    "str": "string_type",
    "int": "int_type int_from_float",
    "float": "float_type",
    "bool": "bool_type",
    "literal": "literal_error int_parsing_size",
    "tagged-union": "union_tag_invalid union_tag_not_found",
    "min_length": "too_short",
    "ge": "greater_than_equal",
    "gt": "greater_than",
    "le": "less_than_equal",
    "lt": "less_than",
    "definitions": "", "definition-ref": "", "default": "", "nullable": "", "model-field": "", "union": "", "any": "",
    "function-before": "", "function-after": "",
}  # fmt: skip
"""The errors that each part of a core schema, and each constraint in one, can give."""
CONSTRAINTS = {"min_length", "max_length", "pattern", "ge", "gt", "le", "lt", "multiple_of"}


def schemas(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if isinstance(node.get("type"), str):
            yield node
        for key, value in node.items():
            if key != "function":
                yield from schemas(value)
    elif isinstance(node, list):
        for value in node:
            yield from schemas(value)


def test_every_error_that_the_language_can_give_is_explained() -> None:
    _, schema = validator()
    parts = list(schemas(schema))
    names = {part["type"] for part in parts} | {key for part in parts for key in CONSTRAINTS & part.keys()}
    assert {error for name in names for error in RAISES[name].split()} <= set(_EXPLAIN)


def test_every_code_that_a_value_is_refused_with_exists() -> None:
    used = set(re.findall(r'refuse\(\s*"([A-Z0-9]+)"', Path(values.__file__).read_text(encoding="utf-8")))
    assert used
    assert used <= set(codes.BY_CODE)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        (HEAD.replace("connections:", "conections:"), "LNG101", "conections="),
        (HEAD.replace("owner: ml", ""), "LNG102", "project="),
        (HEAD.replace("version: 1\n", ""), "LNG111", ""),
        (HEAD.replace("version: 1\n", "version: 2\n"), "LNG111", "version"),
        (HEAD.replace("version: 1\n", "version: true\n"), "LNG111", "version"),
        (HEAD.replace("version: 1\n", f"version: {2**64 - 1}\n"), "LNG111", "version"),
        (HEAD.replace("type: files, ", ""), "LNG102", "connections.lake="),
        (HEAD.replace("type: files", "type: file"), "LNG104", "connections.lake.type"),
        (HEAD.replace("{type: files, root: data}", "data"), "LNG103", "connections.lake"),
        (HEAD.replace("lake:", "Lake:"), "PLT104", "connections.Lake="),
        (HEAD.replace("{origin: {type: string}}", "{}"), "LNG106", "datasets.flights.columns="),
        (HEAD.replace("origin:", "' origin':"), "LNG107", "datasets.flights.columns. origin="),
        (HEAD + "    quality: {}\n", "LNG103", "datasets.flights.quality"),
        (HEAD + "    quality: [{}]\n", "LNG110", "datasets.flights.quality.0"),
        (HEAD + "    quality: [{row_cuont: {min: 1}}]\n", "LNG101", "datasets.flights.quality.0.row_cuont="),
        (HEAD + "    quality: [{row_count: {min: 1.5}}]\n", "LNG103", "datasets.flights.quality.0.row_count.min"),
        (HEAD + "    quality: [{row_count: {min: yes}}]\n", "LNG103", "datasets.flights.quality.0.row_count.min"),
        (HEAD + "    quality: [{row_count: {min: -1}}]\n", "LNG105", "datasets.flights.quality.0.row_count.min"),
        (HEAD + SERVER + "    port: 70000\n", "LNG105", "deployments.api.port"),
        (HEAD + SERVER + "    scaling: {min: 0}\n", "LNG105", "deployments.api.scaling.min"),
        (HEAD + SERVER + "    objectives: {availability: 100}\n", "LNG105", "deployments.api.objectives.availability"),
        (HEAD + SERVER + "    objectives: {availability: 0}\n", "LNG105", "deployments.api.objectives.availability"),
    ],
)
def test_one_mistake_is_one_finding_at_its_place(text: str, code: str, place: str) -> None:
    spec, [(found, finding)] = load(plain(text))
    assert spec is None
    assert (found.code, shown(finding.place)) == (code, place)


def shown(place: Place) -> str:
    """A path with dots, and a `=` behind a key."""
    return ".".join(map(str, place.path)) + ("=" if place.at == "key" else "")


@pytest.mark.parametrize(
    ("value", "code", "message"),
    [
        ("[1]", "LNG103", "expected text, found a list"),
        ("true", "LNG103", "expected text, found `true`"),
        ("{secert: TOKEN}", "LNG101", "`secert` is not a key of a secret reference"),
        ("{}", "LNG102", "`secret` is missing in secret reference `TOKEN`"),
        (
            "{secret: token}",
            "PLT104",
            "the name of an environment variable or secret has only upper-case letters, digits and `_`",
        ),
    ],
)
def test_of_a_union_the_branch_that_was_meant_is_explained(value: str, code: str, message: str) -> None:
    _, [(found, finding)] = load(plain(f"{HEAD}{SERVER}    environment: {{TOKEN: {value}}}\n"))
    assert (found.code, finding.message) == (code, message)


@pytest.mark.parametrize(
    ("text", "message", "help_"),
    [
        (HEAD.replace("{origin: {type: string}}", "[origin]"), "expected a mapping, found a list",
            "write `NAME: …` for each, without `- `"),
        (HEAD.replace("{type: string}", "string"), "expected a mapping, found the text `string`",
            "write `{type: string}`"),
        (HEAD.replace("{type: string}", "{type: varchar}"), "`type` cannot be `varchar`", "write `string`"),
        (HEAD.replace("{type: string}", "{type: string, pk: true}"), "`pk` is not a key of a column",
            "write `primary_key`"),
        (HEAD.replace("{type: string}", "{type: string, required: yes}"),
            "expected true or false, found the text `yes`", "write `true`"),
        (HEAD.replace("{type: string}", "{type: string, required: 0}"), "expected true or false, found `0`",
            "write `false`"),
        (HEAD + "    quality: {row_count: {min: 1}}\n", "expected a list, found a mapping",
            "start each item with `- `"),
        (HEAD + "    quality: [unique]\n", "expected a mapping, found the text `unique`",
            "write `unique: …`, with its settings"),
        (HEAD + "    quality: [{row_count: {min: '1'}}]\n", "expected a whole number, found the text `1`", "write `1`"),
        (HEAD + "    quality: [{row_count: {min: '${ var.x }'}}]\n",
            "expected a whole number, found the text `${ var.x }`", "a variable is written `${var.NAME}`"),
        (HEAD + "    quality: [{row_count: {min: 1}, query: {sql: select}}]\n",
            "a rule has exactly one key, the kind of rule, but this one has 2",
            "start each rule with its own `- `"),
        (HEAD + "    quality: [{row_count: {min: 1}, severity: warn}]\n",
            "`severity` belongs inside `row_count`, not next to it", "write `- row_count: {min: 1, severity: warn}`"),
        (HEAD + "    quality: [{row_count: null, min: 1}]\n",
            "`min` belongs inside `row_count`, not next to it", "write `- row_count: {min: 1}`"),
        (HEAD + "    quality: [{min: {column: x, min: 3.5}, max: 4, severity: warn}]\n",
            "`max` and `severity` belong inside `min`, not next to it",
            "write `- min: {column: x, min: 3.5, max: 4, severity: warn}`"),
        (HEAD + "    quality: [{query: {sql: select 1}, severity: warn}]\n",
            "`severity` belongs inside `query`, not next to it", "move `severity` into the value of `query`"),
        (HEAD + "    quality: [{}]\n", "a rule has exactly one key, the kind of rule, but this one has none",
            "write the kind of rule, such as `row_count: {min: 1}`"),
        (HEAD + "    quality: [{missing_count: {column: origin}}]\n", "`missing_count` is not a key of a rule",
            "write `not_null`"),
        (HEAD + "    quality: [missing_count(origin) = 0]\n",
            "expected a mapping, found the text `missing_count(origin) = 0`", "write `not_null: {column: origin}`"),
        (HEAD + "    quality: [duplicate_count(origin) = 0]\n",
            "expected a mapping, found the text `duplicate_count(origin) = 0`", "write `unique: {columns: [origin]}`"),
        (HEAD + "    quality: [row_count > 0]\n",
            "expected a mapping, found the text `row_count > 0`", "write `row_count: …`, with its settings"),
        (HEAD.replace("{type: string}", "{type: string, missing_count: 0}"), "`missing_count` is not a key of a column",
            "write `required: true`"),
        (HEAD + "  planes:\n  description: Planes.\n  source: {connection: lake, path: planes.csv}\n",
            "unexpected indentation: `description` and `source` belong inside `planes`",
            "indent them deeper than `planes`"),
        (HEAD + SERVER.replace("[serve]", "python -m x"), "expected a list, found the text `python -m x`",
            "write `[python, -m, x]`"),
        (HEAD + SERVER + "    resources: {gpu: 2}\n", "expected a mapping, found `2`", "write `{count: 2}`"),
        (HEAD + SERVER + "    resources: {cpu: 1}\n", "`cpu` is not a key of `resources`",
            "it belongs under `requests` or `limits`"),
        (HEAD + "    path: x.csv\n", "`path` is not a key of a dataset", "it belongs under `source`"),
        (HEAD + SERVER + "    resources: {limit: {cpu: 1}}\n", "`limit` is not a key of `resources`",
            "did you mean `limits`?"),
        (HEAD + "outputs: {airflow: true}\n", "expected a mapping, found `true`", "write `airflow: {}`"),
        (HEAD + "outputs: {kubernetes: {version: v1.34.2}}\n", "`version` cannot be `v1.34.2`", "write `1.34`"),
        (HEAD + "outputs: {prefect: {}}\n", "`prefect` is not a key of `outputs`",
            "its keys are `airflow`, `github`, `kubernetes`, `sql`, `gitops` or `plugins`"),
    ],
)  # fmt: skip
def test_what_would_be_right_is_said(text: str, message: str, help_: str) -> None:
    _, [(_, finding)] = load(plain(text))
    assert (finding.message, finding.help[0]) == (message, help_)


def test_what_a_mapping_lacks_is_said_once() -> None:
    _, [(code, finding)] = load(plain(HEAD.replace("{type: files, root: data}", "{type: trino, host: x}")))
    assert (code.code, finding.message) == (
        "LNG102",
        "`catalog`, `schema` and `user` are missing in trino connection `lake`",
    )


def test_a_key_under_the_name_that_another_tool_has_for_it_is_not_missing() -> None:
    _, [(code, finding)] = load(plain(HEAD + SERVER.replace("command:", "cmd:")))
    assert (code.code, finding.help) == ("LNG101", ("write `command`",))


def test_a_kind_is_named_where_another_one_is_misspelt() -> None:
    _, [(code, finding)] = load(plain(HEAD + SERVER.replace("online", "onlin")))
    assert (code.code, finding.message) == ("LNG104", "`type` cannot be `onlin`")
    assert finding.help == ("did you mean `online`?", "it is `online` or `batch`")


def test_all_mistakes_are_found_in_one_go() -> None:
    tree = plain(HEAD)
    columns = tree["datasets"]["flights"]["columns"] = {f"c{n}": {"type": "text"} for n in range(300)}
    tree["project"]["nmae"] = "x"
    _, found = load(tree)
    assert len(found) == len(columns) + 1
    assert len({finding.place for _, finding in found}) == len(found)


@given(trees)
def test_any_tree_is_judged(tree: dict[str, Any]) -> None:
    spec, found = load(tree)
    assert (spec is None) == bool(found)


def lint(tree: dict[str, Any]) -> None:
    """Lint a spec, and see that all places that it names exist in the text."""
    text = json.dumps(tree, indent=1, ensure_ascii=False)
    lines = text.split("\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "opsgen.yaml")
        path.write_text(text, encoding="utf-8", newline="\n")
        for diagnostic in analyse(path).diagnostics:
            for span in [diagnostic.span, *(related.span for related in diagnostic.related)]:
                assert span is not None
                assert 1 <= span.line <= span.end_line <= len(lines)
                assert 1 <= span.column <= len(lines[span.line - 1]) + 1
                assert (span.line, span.column) <= (span.end_line, span.end_column)


@given(trees)
def test_lint_of_any_tree_ends_with_places(tree: dict[str, Any]) -> None:
    lint(tree)


@given(mutated())
def test_lint_of_a_spoilt_spec_ends_with_places(tree: dict[str, Any]) -> None:
    lint(tree)


@pytest.mark.parametrize("change", CHANGES)
def test_lint_survives_each_mistake_in_each_place(change: str) -> None:
    tree = read("flight-delays")
    for path in paths(tree):
        spec, found = load(changed(tree, path, CHANGES[change]))
        assert (spec is None) == bool(found)


@pytest.mark.parametrize("tree", SPECS)
def test_the_examples_are_valid(tree: dict[str, Any]) -> None:
    spec, found = load(tree)
    assert found == []
    assert spec is not None
    assert list(spec.datasets) == list(tree["datasets"])


def test_a_bad_name_of_what_can_be_text_or_a_mapping_is_told_with_either() -> None:
    for value in ("a", {"secret": "TOKEN"}):
        tree = changed(SPECS[0], ("deployments", "delay-api", "environment"), put({"lower": value}))
        assert [code.code for code, _ in load(tree)[1]] == ["PLT104"]
