"""Personal data, followed from where it is declared to what is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opsgen.compile import pipeline

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
version: 1
project: {name: shop, owner: ml}
connections:
  lake: {type: files, root: data}
  cloud: {type: snowflake, account: a, database: d, warehouse: w, user: u, password: {secret: PASSWORD}}
datasets:
  people:
    source: {connection: lake, path: people.csv}
    columns: {id: {type: integer}, Email: {type: string, classification: pii}, city: {type: string}}
  first:
    source: {connection: lake, path: first.parquet}
    transform: {inputs: [people], sql: first.sql}
    columns: {id: {type: integer}, contact: {type: string}}
  second:
    source: {connection: lake, path: second.parquet}
    transform: {inputs: [first], sql: second.sql}
    columns: {id: {type: integer}, domain: {type: string}}
models:
  churn:
    task: classification
    features: {dataset: second, label: id, columns: [domain]}
    train: {command: [train]}
"""
FIRST = "with p as (select * from people) select id, email as contact from p"
SECOND = "select id, split_part(contact, '@', 2) as domain from first"


def told(folder: Path, spec: str = SPEC, first: str = FIRST, second: str = SECOND) -> list[tuple[str, str]]:
    """Where personal data arrives, by what is said of it."""
    (folder / "opsgen.yaml").write_text(spec)
    (folder / "first.sql").write_text(first)
    (folder / "second.sql").write_text(second)
    found = pipeline.analyse(folder / "opsgen.yaml").diagnostics
    assert not [each for each in found if each.severity == "error"]
    personal = [each for each in found if each.code in ("DAT104", "DAT105")]
    return [(each.code, each.message.split("`")[1].split(".")[-1]) for each in personal]


ARRIVES = [("DAT105", "contact"), ("DAT105", "domain"), ("DAT104", "churn")]


def test_it_is_followed_through_two_transforms_to_a_model(tmp_path: Path) -> None:
    assert told(tmp_path) == ARRIVES


def test_a_dialect_that_writes_names_in_upper_case_is_no_way_out(tmp_path: Path) -> None:
    spec = SPEC.replace("{connection: lake, path: people.csv}", "{connection: cloud, table: people}")
    spec = spec.replace("{connection: lake, path: first.parquet}", "{connection: cloud, table: first}")
    spec = spec.replace("{connection: lake, path: second.parquet}", "{connection: cloud, table: second}")
    assert told(tmp_path, spec) == ARRIVES


def test_what_is_hashed_on_the_way_is_not_followed(tmp_path: Path) -> None:
    assert told(tmp_path, first="select id, lower(md5(email)) as contact from people") == []


def test_what_is_told_of_once_is_followed_on(tmp_path: Path) -> None:
    spec = SPEC.replace("contact: {type: string}", "contact: {type: string, classification: pii}")
    assert told(tmp_path, spec) == ARRIVES[1:]


@pytest.mark.parametrize("own", ["", ", classification: internal"])
def test_all_columns_of_a_personal_dataset_are_personal(tmp_path: Path, own: str) -> None:
    spec = SPEC.replace("  people:\n", "  people:\n    classification: pii\n")
    spec = spec.replace("city: {type: string}", f"city: {{type: string{own}}}")
    assert told(tmp_path, spec, first="select id, city as contact from people")[0] == ("DAT105", "id")
    assert ("DAT105", "contact") in told(tmp_path, spec, first="select 1 as id, city as contact from people")


def test_a_model_without_a_purpose_is_told_of_once(tmp_path: Path) -> None:
    spec = SPEC.replace("{id: {type: integer}, Email", "{id: {type: integer, classification: pii}, Email")
    assert told(tmp_path, spec)[-1] == ("DAT104", "churn")
    assert [code for code, _ in told(tmp_path, spec)].count("DAT104") == 1


def test_a_label_is_learned_from_too(tmp_path: Path) -> None:
    spec = SPEC.replace("label: id, columns: [domain]", "label: domain, columns: [id]")
    assert ("DAT104", "churn") in told(tmp_path, spec)
