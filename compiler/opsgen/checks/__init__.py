"""The checks of a spec, in the order in which they run. One file each; a new one is one more line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.checks import (
    colliding_names,
    dataset_cycle,
    drift_limit,
    freshness_limits,
    gate_limit,
    min_above_max,
    other_connection,
    overlapping_outputs,
    produced_by_form,
    repeated_rule_name,
    request_over_limit,
    rollout_steps,
    rule_without_limit,
    secret_value,
    several_producers,
    source_location,
    sql_expression,
    sql_outside,
    sql_select,
    transform_method,
    unfit_for_type,
    unknown_arrival,
    unknown_column,
    unknown_connection,
    unknown_dataset,
    unknown_deployment,
    unknown_direction,
    unknown_model,
    unknown_team,
    unportable_pattern,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.checks.check import Check
    from opsgen.diagnostics import Code, Finding
    from opsgen.graph import EnvironmentGraph

CHECKS: tuple[Check, ...] = (
    unknown_team,
    unknown_connection,
    unknown_dataset,
    unknown_column,
    unknown_model,
    unknown_deployment,
    dataset_cycle,
    several_producers,
    colliding_names,
    repeated_rule_name,
    produced_by_form,
    source_location,
    transform_method,
    drift_limit,
    gate_limit,
    unknown_direction,
    min_above_max,
    rule_without_limit,
    rollout_steps,
    freshness_limits,
    unfit_for_type,
    sql_expression,
    sql_select,
    sql_outside,
    unportable_pattern,
    other_connection,
    unknown_arrival,
    secret_value,
    request_over_limit,
    overlapping_outputs,
)


def judge(graph: EnvironmentGraph) -> Iterator[tuple[Code, Finding]]:
    """What all checks find in an environment."""
    for check in CHECKS:
        for finding in check.check(graph):
            yield check.CODE, finding
