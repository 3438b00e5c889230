"""A spec as large as a large company's: 1,000 datasets, 10,000 rules, 105,000 lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DATASETS, COLUMNS, RULES = 1000, 10, 10

HEAD = """\
version: 1
project:
  name: warehouse
  owner: team-0
  repository: https://github.com/example/warehouse
  version: 1.0.0
  image:
    repository: ghcr.io/example/warehouse
teams:
"""
MIDDLE = """\
environments:
  dev:
    runner: process
  prod:
    runner: kubernetes
    kubernetes:
      namespace: warehouse
connections:
  lake:
    type: files
    root: s3://example-lake/warehouse
datasets:
"""
TAIL = """\
outputs:
  airflow:
    version: "3"
    path: dags
  github:
    path: .github/workflows
  kubernetes:
    version: "1.34"
    path: deploy
"""


def big_spec(datasets: int = DATASETS, errors: int = 0) -> str:
    """The text of the spec; with `errors`, that many misspelt keys are spread over it."""
    every = datasets // errors if errors else 0
    parts = [HEAD, *_teams(), MIDDLE]
    for number in range(datasets):
        parts.extend(_dataset(number, broken=bool(every) and number % every == 0 and number // every < errors))
    return "".join([*parts, TAIL])


def transforms(datasets: int = DATASETS) -> Iterator[tuple[str, str]]:
    """The files of SQL that the spec names, and what is in them."""
    columns = "".join(f"    column_{column:02},\n" for column in range(COLUMNS - 1)) + f"    column_{COLUMNS - 1:02}\n"
    for number in range(datasets):
        if number % 4:
            yield (
                f"table_{number:04}.sql",
                f"-- Events of kind {number}.\nselect\n{columns}from table_{number // 4 * 4:04}\n",
            )


def _teams() -> Iterator[str]:
    for number in range(20):
        yield f"  team-{number}:\n    email: team-{number}@example.com\n    slack: '#team-{number}'\n"


def _dataset(number: int, *, broken: bool) -> Iterator[str]:
    yield (
        f"  table_{number:04}:\n"
        f"    {'descripton' if broken else 'description'}: One row each event of kind {number}, "
        "as the source system sent it.\n"
        f"    owner: team-{number % 20}\n"
        "    tags:\n      - warehouse\n"
        f"      - layer-{number % 3}\n"
        "    source:\n      connection: lake\n"
        f"      path: tables/table_{number:04}.parquet\n      format: parquet\n"
    )
    if number % 4:
        yield (
            "    transform:\n      inputs:\n"
            f"        - table_{number // 4 * 4:04}\n      sql: transforms/table_{number:04}.sql\n"
        )
    else:
        yield (
            "    ingest:\n      command:\n        - python\n        - -m\n        - warehouse.ingest\n"
            f'        - table_{number:04}\n      schedule: "{number // 4 % 60} {number // 240 % 24} * * *"\n'
            "    publish: after_checks\n"
        )
    yield "    retention: 730d\n    columns:\n"
    for column in range(COLUMNS):
        yield from _column(column)
    yield "    quality:\n      - row_count:\n          min: 1\n"
    for rule in range(1, RULES):
        yield f"      - not_null:\n          column: column_{rule:02}\n"
        yield f"          max_fraction: 0.0{rule}\n          severity: warn\n"


def _column(number: int) -> Iterator[str]:
    yield f"      column_{number:02}:\n        type: {'string' if number % 3 else 'integer'}\n"
    yield f"        description: The value number {number} that the source system keeps of the event.\n"
    yield f"        tags:\n          - group-{number % 4}\n"
