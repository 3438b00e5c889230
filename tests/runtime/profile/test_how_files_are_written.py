"""`init --from` finds out how CSV files are written, and what it proposes holds for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from opsgen.runtime.profile.csv_dialect import dialect
from program import opsgen

if TYPE_CHECKING:
    from pathlib import Path


def begun(folder: Path, data: bytes, name: str = "data.csv") -> dict[str, Any]:
    """The dataset that a spec begun from a file has; the spec must be valid, and its rules hold."""
    (folder / name).write_bytes(data)
    ran = opsgen("init", "--from", name, folder=folder)
    assert ran.returncode == 0, ran.stderr
    assert opsgen("lint", folder=folder).stdout.strip() == "opsgen.yaml: no problems"
    checked = opsgen("check", folder=folder)
    assert checked.returncode == 0, checked.stdout
    dataset: dict[str, Any] = YAML(typ="safe").load((folder / "opsgen.yaml").read_text())["datasets"]["data"]
    return dataset


def types(dataset: dict[str, Any]) -> dict[str, str]:
    return {name: column["type"] for name, column in dataset["columns"].items()}


def test_a_european_file(tmp_path: Path) -> None:
    rows = "".join(
        f"{i};'K{i};ö';1.{i + 100},50;{1 + i % 28:02}.{1 + i % 12:02}.2024;{1 + i % 28:02}.01.2024 10:3{i % 10}\r\n"
        for i in range(60)
    )
    text = f"Umsatz 2024\r\n\r\nid;kunde;preis;am;bezahlt\r\n{rows}60;€;0,5;31.12.2024;31.12.2024 10:30\r\n"
    dataset = begun(tmp_path, text.encode("cp1252"))
    assert dataset["source"] == {
        "connection": "files",
        "path": "data.csv",
        "encoding": "cp1252",
        "delimiter": ";",
        "quote": "'",
        "skip": 2,
        "decimal": ",",
        "thousands": ".",
        "date_format": "%d.%m.%Y",
        "timestamp_format": "%d.%m.%Y %H:%M",
    }
    assert types(dataset) == {
        "id": "integer",
        "kunde": "string",
        "preis": "number",
        "am": "date",
        "bezahlt": "timestamp",
    }


def test_an_american_file_with_comments(tmp_path: Path) -> None:
    rows = "".join(f'n{i},01/{1 + i % 12:02}/2024,"1,{100 + i}"\n' for i in range(40))
    text = f'# export\n# of the shop\nname,when,amount\n{rows}late,12/31/2024,"1,234.5"\n# end\n'
    dataset = begun(tmp_path, text.encode())
    assert {key: dataset["source"].get(key) for key in ("comment", "thousands", "date_format", "skip", "decimal")} == {
        "comment": "#",
        "thousands": ",",
        "date_format": "%m/%d/%Y",
        "skip": None,
        "decimal": None,
    }
    assert types(dataset) == {"name": "string", "when": "date", "amount": "number"}


def test_what_may_mean_two_things_stays_text(tmp_path: Path) -> None:
    text = "a,b\n" + "".join(f'01/0{1 + i % 9}/2024,"1,23{i % 10}"\n' for i in range(40))
    dataset = begun(tmp_path, text.encode())
    assert set(dataset["source"]) == {"connection", "path"}
    assert types(dataset) == {"a": "string", "b": "string"}


def test_late_values_count_as_early_ones(tmp_path: Path) -> None:
    rows = "".join(f"{i},2024-01-01,{i % 90 + 10},{i}.5\n" for i in range(29_999))
    text = f'i,d,code,amount\n{rows}1.5,2024-01-01T10:00:00,007,"1,5"\n'
    dataset = begun(tmp_path, text.encode())
    assert types(dataset) == {"i": "number", "d": "timestamp", "code": "string", "amount": "string"}


def test_the_day_that_decides_may_come_late(tmp_path: Path) -> None:
    text = "a\n" + "01/02/2024\n" * 5_000 + "13/02/2024\n"
    dataset = begun(tmp_path, text.encode())
    assert (dataset["source"]["date_format"], types(dataset)) == ("%d/%m/%Y", {"a": "date"})


def test_iso_dates_and_plain_numbers_need_no_key(tmp_path: Path) -> None:
    text = "a;b;c;d\n" + "".join(f"2024-01-{1 + i % 28:02};{i}.5;01.02.2024;x\n" for i in range(40))
    dataset = begun(tmp_path, text.encode())
    assert set(dataset["source"]) == {"connection", "path", "delimiter", "date_format"} - (
        set() if "date_format" in dataset["source"] else {"date_format"}
    )
    assert types(dataset)["b"] == "number"


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "utf-8-sig"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    dataset = begun(tmp_path, ("größe|ort\n" + "1|Köln\n" * 30).encode(encoding))
    assert dataset["source"].get("encoding") == (encoding if encoding != "utf-8-sig" else None)
    assert list(dataset["columns"]) == ["größe", "ort"]


def test_the_encoding_is_that_of_the_whole_file(tmp_path: Path) -> None:
    data = b"a,b\n" + b"1,x\n" * 50_000 + "2,€\n".encode("cp1252")
    assert begun(tmp_path, data)["source"]["encoding"] == "cp1252"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("a,b\n1,2\n", {}),
        ("a\n1\n2\n", {}),
        ('a;b\n"1;2";3\n', {"delimiter": ";"}),
        ("a;b\n1,5;2,5\n3,5;4,5\n", {"delimiter": ";"}),
        ("#id,name\n1,x\n2,y\n", {}),
        ("a,b\n#1,x\n2,y\n", {}),
        ("a,b\n# note\n1,x\n", {"comment": "#"}),
        ("\n\na|b\n1|2\n", {"delimiter": "|"}),
        ("Title\nof it\n\na,b,c\n1,2,3\n4,5,6\n", {"skip": 3}),
        ('a,b\n"x \\"y\\", z",1\n"w",2\n', {"escape": "\\"}),
        ('a,b\n"x ""y"", z",1\n', {}),
        ("a,b\nit's,1\n'tis,2\n", {}),
        ("a,b\n'x,y',1\n'z',2\n", {"quote": "'"}),
        ("a,b,c\n1,2\n3,4,5\n6,7,8\n", {}),
    ],
)
def test_the_beginning_of_a_file(text: str, keys: dict[str, Any]) -> None:
    assert dialect(text).source == keys


def test_what_a_folder_holds_besides_is_said_on_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "raw").mkdir(parents=True)
    (folder / "a.csv").write_text("a\n1\n")
    for name in ("b.xlsx", "c.md", ".hidden", "d.sav", "e.doc", "f.pdf", "g.zip"):
        (folder / name).write_text("x")
    ran = opsgen("init", "--from", "data", folder=tmp_path)
    told, of_requirements = ran.stderr.splitlines()
    assert (ran.returncode, told) == (
        0,
        "opsgen: skipped in data, not CSV, Parquet or JSON: b.xlsx, c.md, d.sav, e.doc, f.pdf and 2 more",
    )
    assert of_requirements.startswith("opsgen: requirements.txt is not written")


def test_lines_that_are_not_csv_are_named(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_bytes("größe;b\n1;2\n# no\n3\n".encode("cp1252"))
    ran = opsgen("init", "--from", "data.csv", folder=tmp_path)
    assert ran.returncode == 4
    assert "data.csv cannot be read: line 4 has 1 field, and the first line 2" in ran.stderr
    assert "iconv" not in ran.stderr
