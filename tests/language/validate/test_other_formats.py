from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mutations import plain
from opsgen.compile.pipeline import analyse
from opsgen.language.validate.other_formats import other_format

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{apiVersion: v3.0.2, kind: DataContract, version: 1.0.0, schema: [{name: orders}]}", "an ODCS data contract"),
        ("{dataContractSpecification: 1.1.0, models: {}}", "a data contract (Data Contract Specification)"),
        ("{name: shop, version: 1.0.0, profile: shop, models: {shop: {}}}", "a dbt `dbt_project.yml`"),
        ("{version: 2, models: [{name: orders}]}", "a dbt `schema.yml`"),
        ("{version: 2, sources: [{name: raw}]}", "a dbt `schema.yml`"),
        ("{checks for orders: [row_count > 0]}", "a Soda checks file"),
        ("{dataset: lake/shop/orders, columns: [{name: id}]}", "a Soda data contract"),
        ("{name: orders, expectations: [{type: expect_table_row_count_to_equal}]}", "a Great Expectations suite"),
        ("{default: {}, load: {tasks: {a: {operator: airflow.operators.bash.BashOperator}}}}", "a DAG-factory file"),
        ("{load: {tasks: [{task_id: a, decorator: airflow.sdk.task}]}}", "a DAG-factory file"),
        ("{name: ci, on: push, jobs: {test: {}}}", "a GitHub Actions workflow"),
        ("{apiVersion: apps/v1, kind: Deployment, metadata: {name: api}}", "a Kubernetes manifest"),
    ],
)
def test_a_file_of_another_tool_is_named(text: str, name: str) -> None:
    found = other_format(plain(text))
    assert found is not None
    assert found[1].message == f"this is {name}, not an ops spec"


@pytest.mark.parametrize("text", ["{version: 1}", "{models: {late: {}}, deployments: {}}", "{tasks: {}, a: 1}"])
def test_an_incomplete_spec_is_not_taken_for_another_file(text: str) -> None:
    assert other_format(plain(text)) is None


def test_nothing_else_is_reported_of_such_a_file(tmp_path: Path) -> None:
    spec = tmp_path / "schema.yml"
    spec.write_text("version: 2\nmodels:\n  - {name: orders, description: '${var.x}'}\n")
    assert [each.code for each in analyse(spec).diagnostics] == ["LNG113"]


def test_a_spec_with_a_section_of_another_tool_is_still_a_spec(tmp_path: Path) -> None:
    spec = tmp_path / "opsgen.yaml"
    spec.write_text("version: 1\nproject: {name: shop, owner: data}\nchecks for orders: [row_count > 0]\n")
    assert "LNG113" not in {each.code for each in analyse(spec).diagnostics}
