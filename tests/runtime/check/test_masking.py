"""Personal data appears in no output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from opsgen.report.formats import FORMATS, show
from opsgen.runtime.check.failing_rows import Examples
from opsgen.runtime.check.masking import without_values
from opsgen.terminal.color import Colors
from runtime.check.lab import csv_of, rules, run, write

if TYPE_CHECKING:
    from pathlib import Path

PERSON = "ada@example.com"
QUALITY: list[dict[str, Any]] = [
    {"length": {"name": "short", "column": "email", "max": 3}},
    {"unique": {"name": "once", "columns": ["email"]}},
    {"references": {"name": "known", "column": "email", "to": "others.email"}},
    {"query": {"name": "whole", "sql": "select * from data"}},
    {"query": {"name": "derived", "sql": "select upper(email) as city, city as c from data"}},
    {"query": {"name": "nested", "sql": "select city as c from (select Email as city from data)"}},
    {"expression": {"name": "failing", "sql": "cast(email as integer) = 1"}},
    {"range": {"name": "city", "column": "city", "min": "Z"}},
]


@pytest.mark.parametrize("where", ["column", "dataset"])
def test_values_are_masked_in_every_output(tmp_path: Path, where: str) -> None:
    write(tmp_path, f"email,city\n{PERSON},Turin\n{PERSON},Paris\n")
    write(tmp_path, "email,city\nx,y\n", "others.csv")
    email = {"type": "string", "classification": "pii" if where == "column" else "internal"}
    columns = {"email": email, "city": {"type": "string"}}
    marked = {} if where == "column" else {"classification": "pii"}
    datasets = {"data": csv_of(columns, QUALITY) | marked, "others": csv_of(columns, path="others.csv") | marked}
    kept = tmp_path / "kept"
    result = run(tmp_path, datasets, examples=Examples(sample=5, folder=kept))
    found = rules(result)
    assert {rule.outcome.value for name, rule in found.items() if name not in ("schema", "failing")} == {"fail"}
    assert "***" in (found["failing"].message or "")
    shown = [show("check", name, result, Colors(on=False)) for name in FORMATS["check"]]
    shown += [path.read_text(encoding="utf-8") for path in kept.rglob("*.csv")]
    assert len(shown) == len(FORMATS["check"]) + 7
    for text in shown:
        assert PERSON not in text
        assert PERSON.upper() not in text
    if where == "column":
        assert found["city"].sample is not None
        assert found["city"].sample.rows[0] == ("***", "Turin")


def test_the_value_of_one_person_is_no_figure(tmp_path: Path) -> None:
    write(tmp_path, "age\n41\n97\n")
    columns = {"age": {"type": "integer", "classification": "pii"}}
    quality = [{"max": {"column": "age", "max": 90}}, {"quantile": {"column": "age", "quantile": 1, "max": 90}}]
    result = run(tmp_path, {"data": csv_of(columns, quality)})
    assert {rule.outcome.value for name, rule in rules(result).items() if name != "schema"} == {"fail"}
    assert not [name for name in ("text", "prometheus") if " 97" in show("check", name, result, Colors(on=False))]


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Could not convert string 'O'Brien, Ada' to INT32", "Could not convert string *** to INT32"),
        ('Could not convert string "a "b" c" to DATE', "Could not convert string *** to DATE"),
        ("Type INT64 with value 4912345678 can't be cast", "Type INT64 with value *** can't be cast"),
        ("invalid date: 'x:y, z', expected (YYYY-MM-DD)", "invalid date: ***, expected (YYYY-MM-DD)"),
        ("missing ): (Ada O'Brien", "missing ): ***"),
        (
            "Overflow in multiplication of INT32 (4912345678 * -3.5)!",
            "Overflow in multiplication of INT32 (*** * ***)!",
        ),
        ("CSV Error on Line: 30002", "CSV Error on Line: 30002"),
    ],
)
def test_what_an_engine_says_is_told_without_values(said: str, left: str) -> None:
    assert without_values(said) == left


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    write(tmp_path, "a\n1\n")
    (tmp_path / "kept").touch()
    dataset = csv_of({"a": {"type": "integer", "max": 0}})
    result = rules(run(tmp_path, {"data": dataset}, examples=Examples(folder=tmp_path / "kept")))["a.max"]
    assert result.message is not None
    assert "cannot be written" in result.message


def test_rows_are_kept_in_a_file_for_each_rule_whatever_the_rules_are_called(tmp_path: Path) -> None:
    write(tmp_path, "a\n1\n")
    names = ["a b", "a_b", "A b", "../a/b", "..", "CON", "con.x", "\u65e5", "\u672c", "x" * 300]
    quality = [{"expression": {"name": name, "sql": f"a > {at + 1}"}} for at, name in enumerate(names)]
    run(tmp_path, {"data": csv_of({"a": {"type": "integer"}}, quality)}, examples=Examples(folder=tmp_path / "kept"))
    files = sorted(path.relative_to(tmp_path / "kept").as_posix() for path in (tmp_path / "kept").rglob("*.*"))
    told = ["A_b-3", "a_b", "a_b-2", "a_b-4", "rule", "rule-2", "rule-3", "rule_CON", "rule_con.x", "x" * 100]
    assert files == sorted(f"data/{name}.csv" for name in told)


def test_rows_are_kept_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a\n1\n")
    dataset = csv_of({"a": {"type": "integer", "max": 0}})
    examples = Examples(folder=tmp_path / "kept")
    run(tmp_path, {"data": dataset}, examples=examples)
    (old,) = (tmp_path / "kept").rglob("*.csv")
    monkeypatch.setattr("csv.writer", lambda _file: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    result = rules(run(tmp_path, {"data": dataset}, examples=examples))["a.max"]
    assert "No space left on device" in (result.message or "")
    assert [path.read_text() for path in old.parent.iterdir()] == ["a\n1\n"]


def test_rows_are_kept_only_where_somebody_asked(tmp_path: Path) -> None:
    write(tmp_path, "a,b\n1,x\n2,y\n2,z\n")
    dataset = csv_of({"a": {"type": "integer", "max": 1, "unique": True}})
    assert rules(run(tmp_path, {"data": dataset}))["a.max"].sample is None
    kept = tmp_path / "kept"
    run(tmp_path, {"data": dataset}, examples=Examples(folder=kept))
    files = {path.relative_to(kept).as_posix(): path.read_text().splitlines() for path in kept.rglob("*.csv")}
    assert files == {"data/a.max.csv": ["a", "2", "2"], "data/a.unique.csv": ["a,times", "2,2"]}
