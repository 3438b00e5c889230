"""The checks of a spec, one file each, in the order in which they run. A new check is a file and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.checks.data import (
    ambiguous_path,
    compared_with_null,
    contradicting_rules,
    freshness_limits,
    many_values,
    min_above_max,
    misplaced_nesting,
    misspelt_column,
    never_fails,
    never_passes,
    no_retention,
    reference_to_non_unique,
    repeated_item,
    repeated_rule,
    repeated_rule_name,
    rule_type_mismatch,
    rule_without_limit,
    source_keys,
    source_location,
    sql_expression,
    sql_outside,
    sql_select,
    stale_between_runs,
    transform_method,
    unchecked,
    undeclared_column,
    undescribed,
    ungrouped_column,
    unknown_arrival,
    unportable_pattern,
)
from opsgen.checks.models import (
    drift_limit,
    eager_retraining,
    gate_limit,
    leaking_label,
    metric_task_mismatch,
    no_baseline,
    no_card,
    no_gate,
    no_seed,
    no_time_column,
    unexplained,
    unknown_direction,
    unmonitored,
    unreachable_limit,
    unreachable_retraining,
    unversioned_data,
)
from opsgen.checks.platform import (
    busy_minute,
    canary_without_analysis,
    dst_ambiguous_schedule,
    example_key,
    fixed_scaling,
    implausible_amount,
    moving_tag,
    no_memory_limit,
    overlapping_outputs,
    request_over_limit,
    reserved_variable,
    rollout_steps,
    secret_value,
    single_replica,
    unapproved,
    unused_timezone,
)
from opsgen.checks.references import (
    colliding_names,
    dataset_cycle,
    other_connection,
    output_form,
    several_producers,
    types_differ,
    unknown_champion,
    unknown_column,
    unknown_connection,
    unknown_dataset,
    unknown_deployment,
    unknown_model,
    unknown_team,
    unused_team,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.checks.check import Check, ProjectCheck
    from opsgen.diagnostics.model import Code, Finding
    from opsgen.graph import EnvironmentGraph, ProjectGraph

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
    repeated_item,
    output_form,
    source_location,
    source_keys,
    transform_method,
    drift_limit,
    metric_task_mismatch,
    no_time_column,
    gate_limit,
    unknown_direction,
    unknown_champion,
    min_above_max,
    rule_without_limit,
    rollout_steps,
    freshness_limits,
    misplaced_nesting,
    ambiguous_path,
    many_values,
    rule_type_mismatch,
    sql_expression,
    sql_select,
    sql_outside,
    misspelt_column,
    undeclared_column,
    ungrouped_column,
    unportable_pattern,
    other_connection,
    unknown_arrival,
    secret_value,
    example_key,
    reserved_variable,
    request_over_limit,
    implausible_amount,
    overlapping_outputs,
    types_differ,
    unused_team,
    undescribed,
    unchecked,
    no_retention,
    stale_between_runs,
    never_fails,
    never_passes,
    compared_with_null,
    contradicting_rules,
    repeated_rule,
    reference_to_non_unique,
    leaking_label,
    no_gate,
    no_baseline,
    unreachable_limit,
    no_seed,
    unversioned_data,
    unmonitored,
    no_card,
    eager_retraining,
    unexplained,
    unreachable_retraining,
    moving_tag,
    no_memory_limit,
    fixed_scaling,
    canary_without_analysis,
    busy_minute,
    dst_ambiguous_schedule,
    unused_timezone,
)

ACROSS: tuple[ProjectCheck, ...] = (single_replica, unapproved)
"""The checks that look at several environments; they need a spec without errors."""


def run_checks(graph: EnvironmentGraph) -> Iterator[tuple[Code, Finding]]:
    """What all checks find in an environment."""
    for check in CHECKS:
        for finding in check.check(graph):
            yield check.CODE, finding


def run_project_checks(project: ProjectGraph) -> Iterator[tuple[Code, Finding]]:
    """What the checks of several environments find."""
    for check in ACROSS:
        for finding in check.check(project):
            yield check.CODE, finding
