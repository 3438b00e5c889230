"""Checks of a spec, one file each. They read the graph of an environment and yield findings with their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.checks.data import (
    ambiguous_path,
    catchup_without_start,
    conflicting_constraints,
    duplicate_item,
    duplicate_rule,
    duplicate_rule_name,
    forbidden_sql_access,
    freshness_below_schedule,
    freshness_limits,
    freshness_without_column,
    invalid_materialize,
    invalid_partition,
    invalid_quarantine,
    invalid_source_key,
    invalid_sql_expression,
    min_above_max,
    misplaced_nesting,
    misspelled_column,
    no_description,
    no_quality_rules,
    no_retention,
    null_comparison,
    published_unchecked,
    quarantine_place,
    reference_to_non_unique,
    rule_never_fails,
    rule_never_passes,
    rule_scope,
    rule_type_mismatch,
    rule_without_limit,
    source_location,
    sql_not_read_only,
    transform_method,
    undeclared_column,
    ungrouped_column,
    unportable_pattern,
    unpublishable_path,
    unsupported_array_path,
    window_without_partition,
)
from opsgen.checks.models import (
    drift_limit,
    drift_retraining_without_monitor,
    gate_limit,
    label_in_features,
    metric_task_mismatch,
    no_champion_comparison,
    no_explanation,
    no_gate,
    no_model_card,
    no_monitor,
    no_seed,
    no_time_column,
    retraining_without_new_data,
    unknown_metric_direction,
    unreachable_limit,
    unversioned_data,
)
from opsgen.checks.platform import (
    busy_minute,
    canary_without_analysis,
    dst_ambiguous_schedule,
    example_key,
    hardcoded_secret,
    implausible_quantity,
    invalid_canary_steps,
    mutable_tag,
    no_approval,
    no_memory_limit,
    overlapping_outputs,
    request_over_limit,
    reserved_variable,
    single_replica,
    unused_timezone,
    utilization_without_autoscaling,
)
from opsgen.checks.references import (
    champion_without_registry,
    colliding_names,
    cross_connection_query,
    dataset_cycle,
    invalid_producer,
    multiple_producers,
    reference_type_mismatch,
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
    multiple_producers,
    colliding_names,
    duplicate_rule_name,
    duplicate_item,
    invalid_producer,
    source_location,
    invalid_source_key,
    transform_method,
    drift_limit,
    metric_task_mismatch,
    no_time_column,
    gate_limit,
    unknown_metric_direction,
    champion_without_registry,
    min_above_max,
    rule_without_limit,
    invalid_canary_steps,
    freshness_limits,
    misplaced_nesting,
    ambiguous_path,
    unsupported_array_path,
    rule_type_mismatch,
    invalid_sql_expression,
    sql_not_read_only,
    forbidden_sql_access,
    misspelled_column,
    undeclared_column,
    ungrouped_column,
    unportable_pattern,
    cross_connection_query,
    freshness_without_column,
    hardcoded_secret,
    example_key,
    reserved_variable,
    request_over_limit,
    implausible_quantity,
    overlapping_outputs,
    reference_type_mismatch,
    unused_team,
    no_description,
    no_quality_rules,
    no_retention,
    freshness_below_schedule,
    rule_never_fails,
    rule_never_passes,
    null_comparison,
    conflicting_constraints,
    duplicate_rule,
    reference_to_non_unique,
    label_in_features,
    no_gate,
    no_champion_comparison,
    unreachable_limit,
    no_seed,
    unversioned_data,
    no_monitor,
    no_model_card,
    retraining_without_new_data,
    no_explanation,
    drift_retraining_without_monitor,
    mutable_tag,
    no_memory_limit,
    utilization_without_autoscaling,
    canary_without_analysis,
    busy_minute,
    dst_ambiguous_schedule,
    unused_timezone,
    invalid_partition,
    invalid_materialize,
    rule_scope,
    window_without_partition,
    catchup_without_start,
    unpublishable_path,
    published_unchecked,
    invalid_quarantine,
    quarantine_place,
)

ACROSS: tuple[ProjectCheck, ...] = (single_replica, no_approval)
"""Checks that compare environments. They run only on a spec without errors."""


def run_checks(graph: EnvironmentGraph) -> Iterator[tuple[Code, Finding]]:
    """Run all checks on one environment."""
    for check in CHECKS:
        for finding in check.check(graph):
            yield check.CODE, finding


def run_project_checks(project: ProjectGraph) -> Iterator[tuple[Code, Finding]]:
    """Run the checks that compare environments."""
    for check in ACROSS:
        for finding in check.check(project):
            yield check.CODE, finding
