"""The checks of a spec, in the order in which they run. One file each; a new one is one more line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.checks import (
    ambiguous_path,
    colliding_names,
    dataset_cycle,
    drift_limit,
    example_key,
    freshness_limits,
    gate_limit,
    implausible_amount,
    many_values,
    min_above_max,
    misplaced_nesting,
    misspelt_column,
    other_connection,
    overlapping_outputs,
    produced_by_form,
    repeated_item,
    repeated_rule_name,
    request_over_limit,
    reserved_variable,
    rollout_steps,
    rule_without_limit,
    secret_value,
    several_producers,
    source_keys,
    source_location,
    sql_expression,
    sql_outside,
    sql_select,
    transform_method,
    types_differ,
    undeclared_column,
    unfit_for_metric,
    unfit_for_type,
    ungrouped_column,
    unknown_arrival,
    unknown_champion,
    unknown_column,
    unknown_connection,
    unknown_dataset,
    unknown_deployment,
    unknown_direction,
    unknown_model,
    unknown_team,
    unportable_pattern,
    untold_time,
    unused_team,
)
from opsgen.checks.data import (
    compared_with_null,
    contradicting_rules,
    kept_for_ever,
    never_fails,
    never_passes,
    reference_to_no_key,
    repeated_rule,
    stale_between_runs,
    unchecked,
    undescribed,
)
from opsgen.checks.models import (
    eager_retraining,
    idle_limit,
    leaking_label,
    no_baseline,
    no_card,
    no_gate,
    no_seed,
    unexplained,
    unmonitored,
    unreachable_retraining,
    unversioned_data,
)
from opsgen.checks.platform import (
    crowded_minute,
    fixed_scaling,
    idle_timezone,
    moving_tag,
    no_memory_limit,
    single_replica,
    skipped_by_the_clock,
    unapproved,
    unjudged_canary,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.checks.check import Check, ProjectCheck
    from opsgen.diagnostics import Code, Finding
    from opsgen.graph import EnvironmentGraph, Project

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
    produced_by_form,
    source_location,
    source_keys,
    transform_method,
    drift_limit,
    unfit_for_metric,
    untold_time,
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
    unfit_for_type,
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
    kept_for_ever,
    stale_between_runs,
    never_fails,
    never_passes,
    compared_with_null,
    contradicting_rules,
    repeated_rule,
    reference_to_no_key,
    leaking_label,
    no_gate,
    no_baseline,
    idle_limit,
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
    unjudged_canary,
    crowded_minute,
    skipped_by_the_clock,
    idle_timezone,
)

ACROSS: tuple[ProjectCheck, ...] = (single_replica, unapproved)
"""The checks that look at several environments; they need a spec without errors."""


def judge(graph: EnvironmentGraph) -> Iterator[tuple[Code, Finding]]:
    """What all checks find in an environment."""
    for check in CHECKS:
        for finding in check.check(graph):
            yield check.CODE, finding


def judge_across(project: Project) -> Iterator[tuple[Code, Finding]]:
    """What the checks of several environments find."""
    for check in ACROSS:
        for finding in check.check(project):
            yield check.CODE, finding
