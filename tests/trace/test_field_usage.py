from __future__ import annotations

from pathlib import Path

import pytest

from opsgen.compile.pipeline import analyse
from opsgen.report.field_usage.text import show
from opsgen.terminal.color import Colors
from opsgen.trace.field_usage import FieldStatus, FieldUsage, usages
from program import opsgen

EXAMPLE = Path(__file__).parents[2] / "examples" / "flight-delays"
SPEC = """\
version: 1
project: {name: flights, owner: ml, description: For readers., image: {repository: ghcr.io/example/flights}}
environments: {prod: {kubernetes: {namespace: flights}}}
connections: {db: {type: postgres, host: db.example.com, database: a, user: u, schema: raw, password: {secret: DB}}}
datasets:
  flights:
    description: Every flight.
    source: {connection: db, table: flights}
    columns: {origin: {type: string, required: true}}
deployments:
  api:
    type: online
    command: [serve]
    scaling: {min: 2, max: 3}
    rollout: {strategy: canary, steps: [10, 100]}
outputs: {airflow: {}, kubernetes: {}}
"""


@pytest.fixture(scope="module")
def example() -> dict[str, FieldUsage]:
    project = analyse(EXAMPLE / "opsgen.yaml").project
    assert project
    return {".".join(map(str, usage.path)): usage for usage in usages(project)}


def test_a_field_is_emitted_by_the_backends_that_have_it(example: dict[str, FieldUsage]) -> None:
    emitted = {
        name for name, status in example["deployments.delay-api.port"].statuses.items() if status is FieldStatus.EMITTED
    }
    assert emitted == {"kubernetes"}
    assert example["datasets.flights.ingest.schedule"].statuses["airflow"] is FieldStatus.EMITTED
    assert example["environments.prod.approval.reviewers"].statuses["github"] is FieldStatus.EMITTED


def test_what_commands_read_is_not_unused(example: dict[str, FieldUsage]) -> None:
    rule = example["datasets.flights.quality.0.row_count.min"]
    assert rule.at_run_time
    assert not rule.is_unused


def test_what_is_for_readers_only_is_said_to_be_unused(example: dict[str, FieldUsage]) -> None:
    assert example["project.description"].is_unused
    assert not example["project.name"].is_unused


def test_what_is_applied_to_others_is_no_field(example: dict[str, FieldUsage]) -> None:
    assert not [path for path in example if path.startswith(("version", "variables", "environments.prod.overrides"))]


def test_every_field_that_is_written_is_there_once(tmp_path: Path) -> None:
    (tmp_path / "opsgen.yaml").write_text(SPEC, encoding="utf-8")
    project = analyse(tmp_path / "opsgen.yaml").project
    assert project
    paths = [".".join(map(str, usage.path)) for usage in usages(project)]
    assert len(paths) == len(set(paths))
    assert [path for path in paths if path.startswith("connections")] == [
        f"connections.db.{key}" for key in ("type", "host", "database", "schema", "user", "password.secret")
    ]


def test_what_a_backend_warns_of_is_approximated(tmp_path: Path) -> None:
    (tmp_path / "opsgen.yaml").write_text(SPEC, encoding="utf-8")
    project = analyse(tmp_path / "opsgen.yaml").project
    assert project
    statuses = {usage.path: usage.statuses for usage in usages(project)}
    assert statuses["deployments", "api", "rollout", "steps"]["kubernetes"] is FieldStatus.APPROXIMATED
    assert statuses["deployments", "api", "scaling", "max"]["kubernetes"] is FieldStatus.EMITTED


def test_of_nothing_there_is_a_table_too() -> None:
    assert show([], Colors(on=False)).endswith("0 fields: 0 emitted, 0 approximated, 0 for readers of the spec only\n")


def test_build_prints_it_after_what_was_written(tmp_path: Path) -> None:
    (tmp_path / "opsgen.yaml").write_text(SPEC, encoding="utf-8")
    first, again = (opsgen("build", "--report", folder=tmp_path) for _ in range(2))
    assert first.returncode == again.returncode == 0
    assert " written, 0 changed" in first.stdout
    table = first.stdout.partition("\n\nfield")[2]
    assert "deployments.api.rollout.steps" in table
    assert table == again.stdout.partition("\n\nfield")[2]
    (tmp_path / "opsgen.yaml").write_text("version: 2\n", encoding="utf-8")
    assert opsgen("build", "--report", folder=tmp_path).returncode == 1
