"""What is measured: commands that check the same 40 rules, and how their reports are read."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Figures = dict[str, float]
"""How many rows break each rule, and the figures of those that are about one."""

REPORT = "report.json"


class Tool(NamedTuple):
    """A command, run in a folder that holds `data/` and a copy of the tool's own files."""

    name: str
    command: Callable[[Path], list[str]]
    """Its arguments, given the folder of its environment's programs."""
    figures: Callable[[Path], Figures]
    """What it reported, given the folder that it ran in."""
    files: str
    """The folder beside this module with its files."""
    locked: str | None = None
    """The requirements of its own environment, where it has one."""


def _report(folder: Path) -> Any:
    return json.loads((folder / REPORT).read_text())


def _of_opsgen(folder: Path) -> Figures:
    (dataset,) = _report(folder)["datasets"]
    return {rule["name"]: _figure(rule["value"], rule["rows_broken"]) for rule in dataset["rules"]}


def _figure(value: float | None, broken: int | None) -> float:
    found = value if value is not None else broken
    if found is None:
        raise ValueError("a rule has neither a figure nor rows")
    return float(found)


def _of_script(folder: Path) -> Figures:
    found: Figures = _report(folder)
    return found


def _of_soda(folder: Path) -> Figures:
    return {name: found * _rows_of_a_duplicate(name) for name, found in _of_script(folder).items()}


def _rows_of_a_duplicate(name: str) -> int:
    """Some count values that stand there twice, not their rows; in this data none stands there more often."""
    return 2 if name.endswith("-unique") else 1


def _of_datacontract(folder: Path) -> Figures:
    found: Figures = {}
    for check in _report(folder)["checks"]:
        name = check.get("qualityId") or f"{check['field']}{_CONSTRAINTS.get(check['type'], '')}"
        if check["diagnostics"] and "value" in check["diagnostics"]:
            found[name] = float(check["diagnostics"].get("failed_rows", check["diagnostics"]["value"]))
    return found


_CONSTRAINTS = {
    "field_required": "-there",
    "field_unique": "-unique",
    "field_regex": "-matches",
    "field_minimum": "-within",
    "field_max_length": "-length",
}


def _of_dbt(folder: Path) -> Figures:
    """What dbt tells of rows: of accepted values it counts values, and of a figure whether it lies within bounds."""
    results = json.loads((folder / "target" / "run_results.json").read_text())["results"]
    failures = {result["unique_id"].split(".")[2]: result["failures"] for result in results}
    rows = {name: found for name, found in failures.items() if name.endswith(_ABOUT_ROWS)}
    return {name: float(found * _rows_of_a_duplicate(name)) for name, found in rows.items()}


_ABOUT_ROWS = (
    *("-there", "-unique", "-within", "-matches", "-length", "customer-known"),
    *("shipped-after-order", "value-plausible", "day-of-order"),
)

BY_HAND = Tool("by hand, in DuckDB", lambda _: [sys.executable, "by_hand.py", REPORT], _of_script, "by_hand")
OPSGEN = Tool(
    "opsgen check",
    lambda programs: [str(programs / "opsgen"), "check", "orders", "--format", "json", "--report", REPORT],
    _of_opsgen,
    "opsgen",
)
OTHERS = (
    Tool("Soda Core", lambda programs: [str(programs / "python"), "check.py", REPORT], _of_soda, "soda", "soda"),
    Tool(
        "dbt test, dbt-duckdb",
        lambda programs: [str(programs / "dbt"), "test", "--profiles-dir", "."],
        _of_dbt,
        "dbt",
        "dbt",
    ),
    Tool(
        "datacontract test",
        lambda programs: [
            *(str(programs / "datacontract"), "test", "orders.odcs.yaml"),
            *("--output", REPORT, "--output-format", "json"),
        ],
        _of_datacontract,
        "datacontract",
        "datacontract",
    ),
    Tool(
        "pandera, Polars",
        lambda programs: [str(programs / "python"), "check.py", REPORT],
        _of_script,
        "pandera",
        "pandera",
    ),
)
