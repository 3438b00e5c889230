"""No secret of a spec is in anything that opsgen prints, whatever it is part of there."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgen.cli.app import run
from opsgen.diagnostics import known_secrets
from opsgen.diagnostics.secret_patterns import in_text, in_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRETS = ("hunter2secret99", "kurz1", "correct horse battery", 'it\'s <"q"> & \\ü9', "AKIA" + "Q3EGRWXY7UVT2HNB")
FORMATS = ("text", "concise", "json", "sarif", "github", "junit")
COMMANDS = (
    *(("lint", "--format", format_) for format_ in FORMATS),
    ("lint",),
    ("lint", "--diff"),
    ("lint", "--diff", "--unsafe-fixes"),
    ("fmt", "--diff"),
    ("fmt", "--check"),
    ("build",),
    ("build", "--check"),
    ("build", "--report"),
    ("check",),
    ("profile", "orders"),
    ("transform", "orders"),
    ("drift", "api"),
    ("gate", "m", "--metrics", "m.json"),
    ("register", "m", "--metrics", "m.json"),
    ("lint", "--fix", "--unsafe-fixes"),
)
PLACES = {
    "an environment variable": ("environment: {API_TOKEN: @}", ""),
    "behind a flag": ("environment: {X: '1'}", "--password, @, "),
    "a variable": ("environment: {API_TOKEN: '${var.given}'}", ""),
    "beside another": ("environment: {API_TOKEN: @, DB_PASSWORD: 'x9f3k2m1'}", "--password, z8q7w6e5, "),
    "an anchor": ("environment: {API_TOKEN: &secret @, OTHER: *secret}", ""),
}
SPEC = """\
version: 1
project:   {name: shop, owner: data, description: @}
include: [more.yaml]
variables: {given: {default: @}}
connections:
  lake: {type: files, root: data, description: @}
datasets:
  orders:
    description: @
    source: {connection: lake, path: orders/*.parquet, @: 1}
    ingest: {command: [python, FLAG-m, shop.ingest, @], schedule: "0 4 * * *", PLACE}
    columns:
      order_id: {type: integer, primary_key: @, min: @}
      other: {type: @}
    quality:
      - row_count: {min: @}
      - row_cout: {min: 1}
      - query: {name: q, sql: @}
      - references: {column: order_id, to: @}
outputs:
  airflow: {version: "3"}
"""
MORE = "teams: {data: {email: @}}\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    yield tmp_path
    known_secrets.forget()
    gc.enable()


def put(text: str, secret: str) -> str:
    return text.replace("@", json.dumps(secret, ensure_ascii=False))


def shown_by(command: tuple[str, ...], spec: str, secret: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The forms of a secret that are in what a command prints about a spec."""
    Path("opsgen.yaml").write_text(spec, encoding="utf-8")
    Path("more.yaml").write_text(put(MORE, secret), encoding="utf-8")
    run([*command])
    printed = "".join(capsys.readouterr())
    forms = (secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1])
    return [printed for form in forms if form in printed]


INVALID = ("other:", "primary_key", "row_count: {min", "row_cout", "query:", "references:")


@pytest.mark.parametrize(("place", "secret"), list(zip(PLACES, SECRETS, strict=True)))
@pytest.mark.usefixtures("project")
def test_no_command_shows_it(place: str, secret: str, capsys: pytest.CaptureFixture[str]) -> None:
    entry, flag = PLACES[place]
    text = put(SPEC.replace("PLACE", entry).replace("FLAG", flag), secret)
    partly = "".join(line for line in text.splitlines(keepends=True) if not any(each in line for each in INVALID))
    for spec in (text, partly):
        for command in COMMANDS:
            assert shown_by(command, spec, secret, capsys) == [], command


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.usefixtures("project")
def test_no_form_shows_it(place: str, secret: str, capsys: pytest.CaptureFixture[str]) -> None:
    entry, flag = PLACES[place]
    text = put(SPEC.replace("PLACE", entry).replace("FLAG", flag), secret)
    for format_ in ("text", "sarif"):
        assert shown_by(("lint", "--format", format_), text, secret, capsys) == [], format_


@pytest.mark.parametrize("secret", [SECRETS[0], SECRETS[-1]])
@pytest.mark.parametrize("place", ["an environment variable", "behind a flag", "beside another"])
@pytest.mark.usefixtures("project")
def test_nothing_shows_it_of_what_is_no_yaml(place: str, secret: str, capsys: pytest.CaptureFixture[str]) -> None:
    entry, flag = PLACES[place]
    text = put(SPEC.replace("PLACE", entry).replace("FLAG", flag), secret)
    for broken in (text.replace("quality:\n", "quality: [\n"), text.replace(", PLACE}", "")):
        for command in (("lint",), ("lint", "--format", "json"), ("fmt", "--diff")):
            assert shown_by(command, broken, secret, capsys) == [], command


def test_a_known_case(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "opsgen.yaml").write_text(
        "version: 1\n"
        "project: {name: shop, owner: data}\n"
        "connections: {lake: {type: files, root: data}}\n"
        "datasets:\n"
        "  orders:\n"
        "    source: {connection: lake, path: orders.csv}\n"
        "    ingest: {command: [run, --password, hunter2secret99], environment: {API_TOKEN: 9f8a7b6c5d4e}}\n"
        "    columns: {id: {type: integer}}\n"
    )
    assert run(["lint", "--select", "LNG210"]) == 1
    printed = capsys.readouterr().out
    assert printed.count("[run, --password, ***************], environment: {API_TOKEN: ************}}") == 2


def test_each_line_of_a_secret_is_hidden_in_a_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written = ">-\n  first8part\n  secon8part", "\n  first8part\n  secon8part", '"first8part\\\n  secon8part"'
    monkeypatch.chdir(tmp_path)
    for value in written:
        Path("opsgen.yaml").write_text(f"version: 1\nproject:   {{name: shop}}\nDB_PASSWORD: {value}\n")
        run(["fmt", "--diff"])
        shown = capsys.readouterr().out
        assert "DB_PASSWORD" in shown
        assert "8part" not in shown


def test_a_name_of_a_file_stays_where_a_short_secret_is_a_word_of_it(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "opsgen.yaml").write_text("version: 1\nvariables: {API_TOKEN: {default: opsgen}}\n")
    run(["lint"])
    assert "opsgen.yaml:" in capsys.readouterr().out


@given(st.text(min_size=1), st.text(), st.text())
def test_a_value_is_hidden_wherever_it_is(value: str, before: str, after: str) -> None:
    known_secrets.forget()
    known_secrets.remember([value])
    text = f"{before} `{value}` {after}"
    hidden = known_secrets.hide(text)
    assert len(hidden) == len(text)
    if len(value.strip()) >= known_secrets.SHORTEST_PART and len(value.splitlines()) == 1:
        assert value.strip() not in hidden
    known_secrets.forget()


def test_the_beginning_of_a_value_is_hidden_too() -> None:
    known_secrets.forget()
    known_secrets.remember(["hunter2secret99"])
    assert known_secrets.hide("`hunter2sec…` is not a number") == "`**********…` is not a number"
    assert known_secrets.hide("`hunted…`") == "`hunted…`"
    known_secrets.forget()


def test_a_tree_and_a_text_are_searched() -> None:
    shared = {"DB_PASSWORD": "s1"}
    tree = {
        "variables": {"api_token": {"default": "s2"}, "plain": {"default": "x"}},
        "list": [shared, shared, "--token", "s3", "--token", "--x", "https://u:s4@example.com"],
        "password": "$POINTER",
    }
    assert set(in_tree(tree)) == {"s1", "s2", "s3", "s4"}
    text = "command: [x, --password, s1]\n- --token\n- 's2'\n# password: s3cret99 # old\n# password: needed\n"
    assert set(in_text(text)) == {"s1", "s2", "s3cret99"}
