"""What `init --from` proposes for JSON: objects and arrays to any depth, and questions where the data does not tell."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import yaml

from opsgen.cli.app import run

if TYPE_CHECKING:
    from pathlib import Path

ORDERS: list[dict[str, Any]] = [
    {
        "id": "a1",
        "address": {"town": "Berlin", "since": "2024-01-31"},
        "products": [{"sku": "a", "price": 1.5, "at": "2024-01-31T12:00:00Z"}, {"sku": "b", "price": 2}],
        "tags": ["x", "y"],
        "customer": {"email": "a@example.com", "age": 5},
    },
    {
        "id": "a2",
        "address": {"town": None, "since": "2024-02-01"},
        "products": [],
        "tags": [],
        "customer": {"email": "b@example.com", "age": 7},
    },
    {"id": "a3", "address": None, "products": [{"sku": "c", "price": 3}], "tags": None, "customer": {"email": "c"}},
]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write(project: Path, rows: list[Any], name: str = "orders.jsonl") -> None:
    (project / "data" / name).write_text("".join(json.dumps(row) + "\n" for row in rows))


def _proposed(project: Path) -> tuple[dict[str, Any], list[str]]:
    """The columns of a first spec, and its questions; the spec is valid, and its rules hold."""
    assert run(["init", "--from", "data"]) == 0
    text = (project / "opsgen.yaml").read_text()
    assert run(["lint"]) == 0
    assert run(["check"]) == 0
    (dataset,) = yaml.safe_load(text)["datasets"].values()
    return dataset["columns"], [line.strip(" #") for line in text.splitlines() if "not declared" in line]


@pytest.mark.parametrize("format_", ["jsonl", "json", "parquet"])
def test_objects_and_arrays_are_declared(project: Path, format_: str) -> None:
    _write(project, ORDERS)
    if format_ != "jsonl":
        with duckdb.connect() as connection:
            options = "FORMAT json, ARRAY true" if format_ == "json" else "FORMAT parquet"
            connection.execute(f"COPY 'data/orders.jsonl' TO 'data/orders.{format_}' ({options})")
        (project / "data" / "orders.jsonl").unlink()
    columns, questions = _proposed(project)
    assert not questions
    assert columns["products"] == {
        "type": "array",
        "required": True,
        "items": {
            "type": "object",
            "required": True,
            "fields": {
                "sku": {"type": "string", "required": True},
                "price": {"type": "number", "required": True},
                "at": {"type": "timestamp"},
            },
        },
    }
    since = {"type": "date", "required": True}
    assert columns["address"]["fields"] == {"town": {"type": "string"}, "since": since}
    assert columns["tags"] == {"type": "array", "items": {"type": "string", "required": True}}
    email = {"type": "string", "required": True, "classification": "pii"}
    assert columns["customer"]["fields"] == {"email": email, "age": {"type": "integer"}}


def test_what_has_no_type_is_left_out_with_a_question(project: Path) -> None:
    rows = [
        {"id": 1, "v": 1, "n": None, "p": [{"x": 1}], "o": {}},
        {"id": 2, "v": "x", "n": None, "p": [{"x": "y"}], "o": {}},
        {"id": 3, "v": True, "p": [], "o": {}},
    ]
    _write(project, rows)
    columns, questions = _proposed(project)
    assert list(columns) == ["id", "p", "o"]
    assert columns["p"]["type"] == "array"
    assert questions == [
        "not declared: v, since its values are of several types (1 integer, 1 string, 1 boolean): which type is meant?",
        "not declared: n, since all its values are missing: which type is meant?",
        "not declared: p[].x, since its values are of several types or all missing: which type is meant?",
    ]


def test_what_only_late_rows_have_counts(project: Path) -> None:
    rows = [{"i": 7, "s": {"n": 1}, "d": {"at": "2024-01-31"}}] * 25_000
    _write(project, [*rows, {"i": 1.5, "s": {"n": "one", "m": True}, "d": {"at": "soon"}}])
    columns, questions = _proposed(project)
    assert columns["i"]["type"] == "number"
    assert columns["s"]["fields"] == {"m": {"type": "boolean"}}
    assert columns["d"]["fields"]["at"]["type"] == "string"
    assert questions == [
        "not declared: s.n, since its values are of several types or all missing: which type is meant?"
    ]


def test_files_without_a_column_to_declare_are_left_out(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write(project, [{"id": 1}])
    _write(project, [{"v": 1}, {"v": "x"}], "mixed.jsonl")
    _write(project, [{"v": None}], "nulls.jsonl")
    _write(project, [], "empty.jsonl")
    assert run(["init", "--from", "data"]) == 4
    assert list(yaml.safe_load((project / "opsgen.yaml").read_text())["datasets"]) == ["orders"]
    *told, of_requirements = capsys.readouterr().err.splitlines()
    assert of_requirements.startswith("opsgen: requirements.txt is not written")
    mixed = "its values are of several types (1 integer, 1 string): which type is meant?"
    missing = "all its values are missing: which type is meant?"
    assert told == [
        "opsgen: data/empty.jsonl cannot be read: it has no rows to take columns from; it is left out",
        f"opsgen: no column of data/mixed.jsonl can be declared in a spec: v: {mixed}; it is left out",
        f"opsgen: no column of data/nulls.jsonl can be declared in a spec: v: {missing}; it is left out",
    ]


def test_depth_and_width_are_bounded(project: Path) -> None:
    deep: Any = 1
    for _ in range(12):
        deep = {"d": deep}
    _write(project, [{"id": 1, "deep": deep, "wide": {f"k{number}": 1 for number in range(300)}}])
    columns, _ = _proposed(project)
    assert str(columns["deep"]).count("fields") == 5
    assert columns["wide"] == {"type": "object", "required": True}


def test_a_profile_shows_the_parts(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write(project, ORDERS)
    assert run(["profile", "data/orders.jsonl"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["[]", "object", "0", "-"] in lines
    assert [".at", "timestamp", "66.7", "%", "-"] in lines
    assert [".email", "string", "0", "-", "pii,", "by", "its", "name"] in lines
    assert run(["profile", "data/orders.jsonl", "--format", "json"]) == 0
    columns = {column["name"]: column for column in json.loads(capsys.readouterr().out)["columns"]}
    assert [part["name"] for part in columns["products"]["parts"][0]["parts"]] == ["sku", "price", "at"]
    assert "a@example.com" not in json.dumps(columns)
