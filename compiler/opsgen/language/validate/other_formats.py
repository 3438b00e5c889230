"""Recognizes files of other tools that were passed as a spec. Only imported when a spec has neither of its sections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.diagnostics.model import Finding, Place
from opsgen.language.validate.codes import OTHER_FORMAT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from opsgen.diagnostics.model import Code

_FROM_DATA = "`opsgen init --from DATA` writes a spec for the data that it describes; DATA is a file or a folder"
_SCHEDULE = "an ops spec starts with `version: 1`; in it, `ingest` and `transform` of a dataset take its commands"
_START = "an ops spec starts with `version: 1`; `opsgen init` writes an example"

_DBT_SECTIONS = frozenset({"models", "sources", "seeds", "snapshots", "exposures", "metrics", "semantic_models"})
_DBT_PROJECT = frozenset({"profile", "model-paths", "source-paths", "dbt-version", "require-dbt-version"})
_KUBERNETES = frozenset({"apiVersion", "kind", "metadata"})


def other_format(tree: Mapping[str, Any]) -> tuple[Code, Finding] | None:
    """The finding for a file in the format of another tool; None where the file is more likely meant as a spec."""
    for name, help_, recognizes in _FORMATS:
        if recognizes(tree):
            return OTHER_FORMAT, Finding(Place(()), f"this is {name}, not an ops spec", (help_,))
    return None


def _is_data_contract(tree: Mapping[str, Any]) -> bool:
    return tree.get("kind") == "DataContract"


def _is_data_contract_specification(tree: Mapping[str, Any]) -> bool:
    return "dataContractSpecification" in tree


def _is_dbt_project(tree: Mapping[str, Any]) -> bool:
    return "name" in tree and not _DBT_PROJECT.isdisjoint(tree)


def _is_dbt_schema(tree: Mapping[str, Any]) -> bool:
    """dbt's sections are lists, where those of a spec are mappings."""
    return any(isinstance(tree.get(section), list) for section in _DBT_SECTIONS)


def _is_soda_checks(tree: Mapping[str, Any]) -> bool:
    return any(key.startswith(("checks for ", "for each dataset ")) or key == "for each" for key in tree)


def _is_soda_contract(tree: Mapping[str, Any]) -> bool:
    return isinstance(tree.get("dataset"), str) and isinstance(tree.get("columns"), list)


def _is_expectation_suite(tree: Mapping[str, Any]) -> bool:
    return isinstance(tree.get("expectations"), list)


def _is_dag_factory(tree: Mapping[str, Any]) -> bool:
    return any(isinstance(dag, dict) and _has_operators(dag.get("tasks")) for dag in tree.values())


def _has_operators(tasks: object) -> bool:
    """DAG-factory takes tasks as a mapping by name and, since version 1.0, as a list."""
    each = tasks.values() if isinstance(tasks, dict) else tasks if isinstance(tasks, list) else ()
    return any(isinstance(task, dict) and ("operator" in task or "decorator" in task) for task in each)


def _is_workflow(tree: Mapping[str, Any]) -> bool:
    return isinstance(tree.get("jobs"), dict) and "on" in tree


def _is_manifest(tree: Mapping[str, Any]) -> bool:
    return tree.keys() >= _KUBERNETES


_FORMATS: tuple[tuple[str, str, Callable[[Mapping[str, Any]], bool]], ...] = (
    ("an ODCS data contract", _FROM_DATA, _is_data_contract),
    ("a data contract (Data Contract Specification)", _FROM_DATA, _is_data_contract_specification),
    ("a dbt `dbt_project.yml`", _FROM_DATA, _is_dbt_project),
    ("a dbt `schema.yml`", _FROM_DATA, _is_dbt_schema),
    ("a Soda checks file", _FROM_DATA, _is_soda_checks),
    ("a Soda data contract", _FROM_DATA, _is_soda_contract),
    ("a Great Expectations suite", _FROM_DATA, _is_expectation_suite),
    ("a DAG-factory file", _SCHEDULE, _is_dag_factory),
    ("a GitHub Actions workflow", _START, _is_workflow),
    ("a Kubernetes manifest", _START, _is_manifest),
)
