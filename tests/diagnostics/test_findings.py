"""Each thing that a check can say, and what it must not say: the fixtures in `checks/` show one case of each code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mutations import plain
from opsgen.checks import CHECKS
from opsgen.environments.overlay import environment_names, overlay
from opsgen.graph.project import build
from opsgen.language.validate.load import load
from opsgen.source import load as read

SPEC = """\
version: 1
project: {name: flights, owner: ml}
connections:
  lake: {type: files, root: data}
  warehouse: {type: bigquery, project: p, dataset: d}
  cluster: {type: spark}
datasets:
  flights:
    source: {connection: lake, path: flights.csv}
    columns:
      origin: {type: string}
      distance: {type: integer}
      price: {type: number}
      late: {type: boolean}
      day: {type: date}
      hour: {type: time}
      seen: {type: timestamp}
      extra: {type: object}
  planes:
    source: {connection: lake, path: planes.csv}
    columns: {tailnum: {type: string}}
models:
  delay:
    task: regression
    features: {dataset: flights, columns: [distance]}
    train: {command: [train]}
deployments:
  api: {type: online, command: [serve], model: delay}
  batch: {type: batch, schedule: "0 4 * * *", command: [score], inputs: [flights]}
"""


PRACTICES = ("DAT", "MOD", "PLT3", "REF113")
"""What the codes of practices begin with, which the spec above need not keep."""


def findings(spec: str) -> list[tuple[str, str]]:
    """The codes and messages of all checks but those of practices, in any of the environments."""
    return [found for found in everything(spec) if not found[0].startswith(PRACTICES)]


def everything(spec: str) -> list[tuple[str, str]]:
    """The codes and messages of all checks, in any of the environments."""
    tree = read(Path("opsgen.yaml"), text=spec.encode()).tree
    assert tree is not None
    found: dict[tuple[str, str], None] = {}
    for name in environment_names(tree.value):
        applied = overlay(tree.value, tree.interpolations, name)
        assert applied.findings == []
        valid, invalid = load(applied.value)
        assert valid is not None, invalid
        graph = build(name, valid, applied.variables, None)
        for check in CHECKS:
            found |= {(check.CODE.code, finding.message): None for finding in check.check(graph)}
    return list(found)


def merged(spec: Any, change: Any) -> Any:
    if not isinstance(change, dict) or not isinstance(spec, dict):
        return change
    return {**spec, **{key: merged(spec.get(key), value) for key, value in change.items()}}


def said(change: str) -> list[tuple[str, str]]:
    """What is said of the spec above with a change merged into it."""
    import json

    return findings(json.dumps(merged(plain(SPEC), plain(change))))


def flights(change: str) -> list[tuple[str, str]]:
    return said(f"datasets: {{flights: {{{change}}}}}")


def rule(text: str) -> list[tuple[str, str]]:
    return flights(f"quality: [{{{text}}}]")


def column(text: str) -> list[tuple[str, str]]:
    return flights(f"columns: {{{text}}}")


def practice(code: str, change: str) -> list[str]:
    """What the check of a practice says of the spec above with a change merged into it."""
    import json

    told = everything(json.dumps(merged(plain(SPEC), plain(change))))
    return [message for known, message in told if known == code]


def rules(code: str, *written: str, columns: str = "") -> list[str]:
    """What the check of a practice says of quality rules."""
    given = ", ".join(f"{{{text}}}" for text in written)
    return practice(code, f"datasets: {{flights: {{columns: {{{columns}}}, quality: [{given}]}}}}")


def test_the_spec_of_these_tests_is_good() -> None:
    assert said("{}") == []


def test_an_owner_is_free_text_where_there_are_no_teams() -> None:
    assert flights("owner: anyone") == []
    assert said("{teams: {ml: {}}, datasets: {flights: {owner: anyone}}}") == [("REF101", "there is no team `anyone`")]


def test_a_reviewer_is_a_team_in_any_case() -> None:
    text = "environments: {prod: {approval: {reviewers: [anyone]}}}"
    assert said(text) == [("REF101", "there is no team `anyone`")]


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        ("deployments: {batch: {inputs: [delay]}}", "REF103", "`delay` is a model, not a dataset"),
        ("deployments: {api: {model: flights}}", "REF105", "`flights` is a dataset, not a model"),
        (
            "datasets: {flights: {source: {connection: api}}}",
            "REF102",
            "`api` is a deployment, not a connection",
        ),
        (
            "datasets: {planes: {produced_by: deployments.delay}}",
            "REF106",
            "`delay` is a model, not a deployment",
        ),
    ],
)
def test_a_name_of_another_kind_is_told_as_such(change: str, code: str, message: str) -> None:
    assert said(change) == [(code, message)]


def test_a_column_of_an_unknown_dataset_is_one_mistake() -> None:
    assert column("origin: {references: airports.code}") == [("REF103", "there is no dataset `airports`")]


def test_a_column_that_both_sides_of_a_monitor_lack_is_one_mistake() -> None:
    monitor = "reference: flights, current: planes, schedule: '0 * * * *', drift: [{metric: psi, max: 1, column: "
    assert said(f"deployments: {{api: {{monitor: {{{monitor} weight}}]}}}}}}") == [
        ("REF104", "neither dataset `flights` nor `planes` has column `weight`")
    ]
    assert said(f"deployments: {{api: {{monitor: {{{monitor} distance}}]}}}}}}") == [
        ("REF104", "dataset `planes` has no column `distance`")
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("flights: {transform: {inputs: [flights], sql: x.sql}}", "dataset `flights` depends on itself"),
        (
            "flights: {transform: {inputs: [planes], sql: x.sql}}, planes: {transform: {inputs: [flights], sql: .sql}}",
            "datasets depend on each other in a cycle: flights → planes → flights",
        ),
    ],
)
def test_a_circle_of_datasets_is_told_whole(change: str, message: str) -> None:
    assert said(f"datasets: {{{change}}}") == [("REF107", message)]


def test_a_circle_through_a_batch_job_is_one() -> None:
    text = "{datasets: {flights: {transform: {inputs: [planes], sql: x.sql}}}, deployments: {batch: {output: planes}}}"
    assert said(text) == [("REF107", "datasets depend on each other in a cycle: flights → planes → flights")]


def test_a_circle_through_a_server_is_none() -> None:
    text = "datasets: {flights: {transform: {inputs: [planes], sql: x.sql}}, planes: {produced_by: deployments.api}}"
    assert said(text) == []


@pytest.mark.parametrize(
    ("change", "ways"),
    [
        (
            "datasets: {flights: {ingest: {command: [x]}, transform: {inputs: [planes], sql: x.sql}}}",
            "its `ingest` and by its `transform`",
        ),
        (
            "{datasets: {planes: {ingest: {command: [x]}}}, deployments: {batch: {output: planes}}}",
            "its `ingest` and by deployment `batch`",
        ),
        (
            "datasets: {planes: {ingest: {command: [x]}, produced_by: deployments.api}}",
            "its `ingest` and by deployment `api`",
        ),
        (
            "{datasets: {planes: {produced_by: deployments.api}}, deployments: {batch: {output: planes}}}",
            "deployment `batch` and by deployment `api`",
        ),
    ],
)
def test_a_dataset_has_one_producer(change: str, ways: str) -> None:
    found = said(change)
    assert (
        "REF108",
        f"dataset `{'flights' if 'its `transform`' in ways else 'planes'}` is produced by {ways}",
    ) in found
    assert len(found) == 1


def test_the_batch_job_may_be_named_on_both_sides() -> None:
    text = "{datasets: {planes: {produced_by: deployments.batch}}, deployments: {batch: {output: planes}}}"
    assert said(text) == []


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("api", "`api` does not have the form `deployments.NAME`"),
        ("deployment.api", "`deployment.api` does not have the form `deployments.NAME`"),
        ("deployments.", "`deployments.` does not have the form `deployments.NAME`"),
        ("deployments.batch", "deployment `batch` does not write `planes`"),
    ],
)
def test_who_produces_a_dataset_is_a_deployment_that_does(written: str, message: str) -> None:
    assert said(f"datasets: {{planes: {{produced_by: {written}}}}}") == [("REF111", message)]


def test_a_batch_job_writes_its_own_output() -> None:
    text = "{datasets: {planes: {produced_by: deployments.batch}}, deployments: {batch: {output: flights, inputs: []}}}"
    assert said(text) == [("REF111", "deployment `batch` writes `flights`, not `planes`")]


@pytest.mark.parametrize(
    "section",
    ["teams: {a-b: {}, a_b: {}, ml: {}}", "variables: {a-b: {}, a_b: {}}", "environments: {a-b: {}, a_b: {}}"],
)
def test_names_collide_in_any_section(section: str) -> None:
    assert said(section) == [("REF109", "`a_b` differs from `a-b` only by `-` and `_`")]


@pytest.mark.parametrize(
    ("one", "other"), [("Origin", "ORIGIN"), ("straße", "STRASSE"), ("caf\u00e9", "cafe\u0301"), ("ÄPFEL", "äpfel")]
)
def test_columns_collide_where_databases_do_not_tell_them_apart(one: str, other: str) -> None:
    text = f"datasets: {{planes: {{columns: {{{one}: {{type: string}}, {other}: {{type: string}}}}}}}}"
    assert said(text) == [("REF109", f"`{other}` differs from `{one}` only in ways that databases ignore")]


def test_columns_may_differ_by_a_sign() -> None:
    assert column("a-b: {type: string}, a_b: {type: string}, a b: {type: string}") == []


def test_rules_of_two_datasets_may_have_one_name() -> None:
    one = "quality: [{row_count: {name: enough, min: 1}}]"
    assert said(f"datasets: {{flights: {{{one}}}, planes: {{{one}}}}}") == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{connection: lake}", "the source of `flights` does not locate its data"),
        ("{connection: cluster}", "the source of `flights` does not locate its data"),
        ("{connection: lake, table: x}", "`lake` needs a `path`, not a `table`"),
        ("{connection: warehouse, path: x.csv}", "`warehouse` needs a `table`, not a `path`"),
        ("{connection: lake, path: x.csv, table: x}", "a source has a `path` or a `table`, not both"),
        ("{connection: cluster, path: x.csv, table: x}", "a source has a `path` or a `table`, not both"),
        ("{connection: lake, path: x}", "the format of the data is not clear from this path"),
        ("{connection: lake, path: x.zip}", "the format of the data is not clear from this path"),
    ],
)
def test_a_source_says_where_its_data_lies(source: str, message: str) -> None:
    text = SPEC.replace("{connection: lake, path: flights.csv}", source)
    assert findings(text) == [("LNG201", message)]


@pytest.mark.parametrize(
    "source",
    [
        "{connection: lake, path: x.csv.gz}",
        "{connection: lake, path: x/, format: delta}",
        "{connection: lake, path: x.JSONL, format: json}",
        "{connection: warehouse, table: x}",
        "{connection: cluster, table: x}",
        "{connection: cluster, path: x.parquet}",
    ],
)
def test_sources_that_do(source: str) -> None:
    assert findings(SPEC.replace("{connection: lake, path: flights.csv}", source)) == []


@pytest.mark.parametrize(
    ("transform", "message"),
    [
        ("{inputs: [planes]}", "the transform of `flights` has neither `sql` nor `command`"),
        ("{inputs: [planes], sql: x.sql, command: [x]}", "the transform of `flights` has both `sql` and `command`"),
    ],
)
def test_a_transform_has_one_way(transform: str, message: str) -> None:
    assert flights(f"transform: {transform}") == [("LNG202", message)]


@pytest.mark.parametrize(
    ("drift", "messages"),
    [
        ("column: distance, metric: psi, max: 0.2", []),
        ("columns: [distance], metric: chi_square, min: 0.05", []),
        ("metric: psi, max: 0.2", ["this comparison names no columns"]),
        (
            "column: distance, columns: [price], metric: psi, max: 0.2",
            ["a comparison has a `column` or `columns`, not both"],
        ),
        ("column: distance, metric: psi", []),
        ("column: distance, metric: ks", []),
        ("column: distance, metric: psi, min: 0.2", ["`psi` is a distance: its limit is `max`, not `min`"]),
        ("column: distance, metric: ks, max: 0.2", ["`ks` gives a p-value: its limit is `min`, not `max`"]),
        ("column: distance, metric: kl, max: 0.2, min: 0.1", ["`kl` is a distance: its limit is `max`, not `min`"]),
    ],
)
def test_a_comparison_has_columns_and_the_limit_of_its_metric(drift: str, messages: list[str]) -> None:
    monitor = f"reference: flights, current: flights, schedule: '0 * * * *', drift: [{{{drift}}}]"
    assert said(f"deployments: {{api: {{monitor: {{{monitor}}}}}}}") == [("LNG203", message) for message in messages]


REGISTRY = "{type: mlflow, uri: sqlite:///mlflow.db}"


@pytest.mark.parametrize(
    ("drift", "messages"),
    [
        ("columns: [distance, origin, late], metric: psi", []),
        ("column: distance, metric: ks", []),
        ("columns: [distance, origin], metric: ks", [("integer` or `number", "ks", "origin", "string")]),
        ("column: late, metric: wasserstein", [("integer` or `number", "wasserstein", "late", "boolean")]),
        ("column: day, metric: psi", [("integer`, `number`, `string` or `boolean", "psi", "day", "date")]),
    ],
)
def test_a_metric_fits_the_type_of_its_column(drift: str, messages: list[tuple[str, str, str, str]]) -> None:
    monitor = f"reference: flights, current: flights, schedule: '0 * * * *', drift: [{{{drift}}}]"
    assert said(f"deployments: {{api: {{monitor: {{{monitor}}}}}}}") == [
        ("LNG213", f"`{metric}` applies to columns of type `{types}`, but `{column}` is of type `{type_}`")
        for types, metric, column, type_ in messages
    ]


@pytest.mark.parametrize(
    ("window", "messages"),
    [
        ("window: 1d, time_column: day", []),
        (
            "window: 1d, time_column: distance",
            ["a `time_column` has type `timestamp` or `date`, but `distance` is of type `integer`"],
        ),
        ("time_column: seen", []),
        ("window: 1d", []),
    ],
)
def test_a_window_is_cut_by_a_time(window: str, messages: list[str]) -> None:
    drift = "drift: [{column: distance, metric: psi}]"
    monitor = f"reference: flights, current: flights, schedule: '0 * * * *', {window}, {drift}"
    assert said(f"deployments: {{api: {{monitor: {{{monitor}}}}}}}") == [("LNG214", message) for message in messages]


@pytest.mark.parametrize(
    ("gate", "messages"),
    [
        ("min: 0.5", []),
        ("max: 3", []),
        ("against: champion, max_regression: 0", []),
        ("severity: warn", ["the gate on `rmse` has no limit"]),
        ("max_regression: 1", ["`max_regression` has no model to compare with"]),
        ("against: champion", ["the gate sets no limit for how much worse than the champion `rmse` may be"]),
        ("against: champion, max_regression: 1, max: 3", ["a gate that compares with the champion cannot have `max`"]),
    ],
)
def test_a_gate_has_a_limit_of_one_kind(gate: str, messages: list[str]) -> None:
    found = said(f"models: {{delay: {{registry: {REGISTRY}, evaluate: [{{metric: rmse, {gate}}}]}}}}")
    assert found == [("LNG204", message) for message in messages]


ABOVE = "so no value is between them"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (column("distance: {min: 5, max: 3}"), f"`min` 5 is above `max` 3, {ABOVE}"),
        (column("day: {min: '2024-02-01', max: '2024-01-31'}"), f"`min` 2024-02-01 is above `max` 2024-01-31, {ABOVE}"),
        (column("hour: {min: '12:00', max: '11:59:59'}"), f"`min` 12:00 is above `max` 11:59:59, {ABOVE}"),
        (column("origin: {min: b, max: a}"), f"`min` b is above `max` a, {ABOVE}"),
        (column("origin: {min_length: 3, max_length: 2}"), f"`min_length` 3 is above `max_length` 2, {ABOVE}"),
        (rule("range: {column: price, min: 2, max: 1.5}"), f"`min` 2 is above `max` 1.5, {ABOVE}"),
        (
            rule("range: {column: price, min: 2, max: 2, exclusive_max: true}"),
            f"`min` 2 is the same as `max` 2, {ABOVE}",
        ),
        (rule("length: {column: origin, min: 2, max: 1}"), f"`min` 2 is above `max` 1, {ABOVE}"),
        (rule("mean: {column: price, min: 2, max: 1}"), f"`min` 2 is above `max` 1, {ABOVE}"),
        (rule("quantile: {column: price, quantile: 0.5, min: 2, max: 1}"), f"`min` 2 is above `max` 1, {ABOVE}"),
        (rule("distinct_count: {column: origin, min: 2, max: 1}"), f"`min` 2 is above `max` 1, {ABOVE}"),
        (said("models: {delay: {evaluate: [{metric: a, min: 2, max: 1}]}}"), f"`min` 2.0 is above `max` 1.0, {ABOVE}"),
        (said("deployments: {api: {scaling: {min: 5}}}"), f"`min` 5 is above `max` 4, {ABOVE}"),
        (said("deployments: {api: {scaling: {max: 1}}}"), f"`min` 2 is above `max` 1, {ABOVE}"),
    ],
)
def test_the_lower_bound_is_not_above_the_upper_one(change: list[tuple[str, str]], message: str) -> None:
    assert change == [("LNG205", message)]


@pytest.mark.parametrize(
    "text",
    [
        "range: {column: distance, min: 1, max: 1}",
        "range: {column: day, min: '2024-01-31', max: '2024-02-01T00:00:00'}",
        "range: {column: seen, min: '2024-01-31', max: '2024-01-31T00:00:01Z'}",
        "range: {column: distance, min: -10, max: -9.5, exclusive_min: true}",
    ],
)
def test_bounds_that_are_in_order(text: str) -> None:
    assert rule(text) == []


@pytest.mark.parametrize("kind", ["mean", "sum", "min", "max", "stddev"])
def test_a_rule_without_a_limit_is_told(kind: str) -> None:
    message = f"this `{kind}` has no limit and can never fail"
    assert rule(f"{kind}: {{column: distance}}") == [("LNG206", message)]
    assert rule(f"{kind}: {{column: distance, min: 1}}") == []


def test_a_rule_with_nothing_in_it_is_told() -> None:
    assert rule("schema_match: null") == [("LNG206", "this `schema_match` is empty")]
    assert rule("schema_match: {}") == []


@pytest.mark.parametrize(
    ("rollout", "messages"),
    [
        ("{strategy: canary, steps: [10, 50, 100]}", []),
        ("{strategy: canary, steps: [100]}", []),
        ("{strategy: canary}", []),
        ("{strategy: canary, steps: [10, 10, 100]}", ["the step to 10 percent follows a step to 10 percent"]),
        ("{strategy: canary, steps: [10, 50]}", ["the last step leaves the new version at 50 percent of the requests"]),
        ("{strategy: canary, steps: [100, 50]}", ["the step to 50 percent follows a step to 100 percent"]),
    ],
)
def test_steps_rise_to_a_hundred(rollout: str, messages: list[str]) -> None:
    assert said(f"deployments: {{api: {{rollout: {rollout}}}}}") == [("LNG207", message) for message in messages]


@pytest.mark.parametrize(
    ("freshness", "messages"),
    [
        ("{warn_after: 1h}", []),
        ("{error_after: 1h}", []),
        ("{warn_after: 90m, error_after: 2h}", []),
        ("{}", ["the freshness of `flights` has no limit"]),
        (
            "{warn_after: 2h, error_after: 120m}",
            ["`warn_after: 2h` is not below `error_after: 120m`, so it never warns"],
        ),
    ],
)
def test_freshness_warns_before_it_fails(freshness: str, messages: list[str]) -> None:
    assert flights(f"freshness: {freshness}") == [("LNG208", message) for message in messages]


NO_NUMBERS = "`origin` is of type `string`, and strings are not compared as numbers"


def cannot(name: str, type_: str, value: str) -> str:
    return f"`{name}` is of type `{type_}`, so it cannot be {value}"


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (column("distance: {allowed: [1, x]}"), cannot("distance", "integer", "text `x`")),
        (column("distance: {allowed: [true]}"), cannot("distance", "integer", "true or false")),
        (column("distance: {min: x}"), cannot("distance", "integer", "text `x`")),
        (column("price: {max: '1'}"), cannot("price", "number", "text `1`")),
        (column("late: {allowed: [yes]}"), cannot("late", "boolean", "text `yes`")),
        (column("late: {allowed: [1]}"), cannot("late", "boolean", "a whole number `1`")),
        (column("day: {min: yesterday}"), cannot("day", "date", "text `yesterday`")),
        (column("day: {min: 2024}"), cannot("day", "date", "a whole number `2024`")),
        (column("seen: {max: '2024-02-30'}"), cannot("seen", "timestamp", "text `2024-02-30`")),
        (column("hour: {min: '25:00'}"), cannot("hour", "time", "text `25:00`")),
        (rule("accepted_values: {column: distance, values: [1, x]}"), cannot("distance", "integer", "text `x`")),
        (rule("range: {column: day, min: 1}"), cannot("day", "date", "a whole number `1`")),
        (column("origin: {min: 5}"), NO_NUMBERS),
        (rule("range: {column: origin, max: 5}"), NO_NUMBERS),
    ],
)
def test_a_value_fits_the_type_of_its_column(found: list[tuple[str, str]], message: str) -> None:
    assert found == [("LNG209", message)]


def is_for(kind: str, types: str, name: str, type_: str) -> str:
    return f"`{kind}` applies to columns of type {types}, but `{name}` is of type `{type_}`"


NUMBERS, STRING, TIMES = "`integer` or `number`", "`string`", "`date` or `timestamp`"


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (rule("mean: {column: origin, min: 1}"), is_for("mean", NUMBERS, "origin", "string")),
        (rule("max: {column: late, max: 1}"), is_for("max", NUMBERS, "late", "boolean")),
        (rule("quantile: {column: day, quantile: 0.5, max: 1}"), is_for("quantile", NUMBERS, "day", "date")),
        (rule("pattern: {column: distance, regex: x}"), is_for("pattern", STRING, "distance", "integer")),
        (rule("length: {column: distance, min: 1}"), is_for("length", STRING, "distance", "integer")),
        (rule("freshness: {column: origin, max_age: 1d}"), is_for("freshness", TIMES, "origin", "string")),
        (flights("freshness: {column: distance, warn_after: 1d}"), is_for("freshness", TIMES, "distance", "integer")),
        (column("distance: {pattern: x}"), is_for("pattern", STRING, "distance", "integer")),
        (column("distance: {max_length: 3}"), is_for("max_length", STRING, "distance", "integer")),
    ],
)
def test_a_rule_fits_the_type_of_its_column(found: list[tuple[str, str]], message: str) -> None:
    assert found == [("LNG209", message)]


@pytest.mark.parametrize(
    "text",
    [
        "distance: {allowed: [1, 2.0], min: 0.5}",
        "origin: {allowed: [EWR, 1, true], min: '5', max: a, pattern: x, min_length: 1}",
        "late: {allowed: [true]}",
        "day: {allowed: ['2024-01-01'], min: '2024-01-01T00:00:00'}",
        "seen: {min: '2024-01-31T12:00:00+01:00', max: '2025-01-01'}",
        "hour: {min: '12:00', max: '13:00:00.5'}",
    ],
)
def test_values_that_fit(text: str) -> None:
    assert column(text) == []


SECRET = "ghp_" + "0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (f"project: {{description: 'use {SECRET}'}}", "this contains a GitHub token"),
        (f"datasets: {{flights: {{columns: {{origin: {{description: {SECRET}}}}}}}}}", "this contains a GitHub token"),
        (
            f"datasets: {{flights: {{quality: [{{query: {{sql: 'select {SECRET}'}}}}]}}}}",
            "this contains a GitHub token",
        ),
        (f"models: {{delay: {{train: {{parameters: {{deep: [{SECRET}]}}}}}}}}", "this contains a GitHub token"),
        ("models: {delay: {train: {parameters: {api_key: abc}}}}", "this looks like the value of a secret, `api_key`"),
        (
            "deployments: {batch: {environment: {DB_PASSWORD: abc}}}",
            "this looks like the value of a secret, `DB_PASSWORD`",
        ),
        ("variables: {db_password: {default: abc}}", "this looks like the value of a secret, `db_password`"),
        (f"variables: {{x: {{default: {SECRET}}}}}", "this contains a GitHub token"),
    ],
)
def test_a_secret_is_told_wherever_it_stands(change: str, message: str) -> None:
    assert said(change) == [("LNG210", message)]


def test_a_secret_that_a_variable_brings_is_told_at_the_variable() -> None:
    text = f"{{variables: {{x: {{default: {SECRET}}}}}, deployments: {{api: {{command: [serve, '${{var.x}}']}}}}}}"
    assert said(text) == [("LNG210", "this contains a GitHub token")]


@pytest.mark.parametrize(
    ("resources", "messages"),
    [
        ("{requests: {cpu: 500m}, limits: {cpu: '0.5'}}", []),
        ("{requests: {cpu: '2'}, limits: {memory: 1Gi}}", []),
        ("{requests: {cpu: '2'}}", []),
        ("{requests: {cpu: '1.1'}, limits: {cpu: 1000m}}", ["`api` requests 1.1 of cpu, more than its limit of 1000m"]),
        (
            "{requests: {memory: 1G}, limits: {memory: 900Mi}}",
            ["`api` requests 1G of memory, more than its limit of 900Mi"],
        ),
        (
            "{requests: {ephemeral_storage: 1Gi}, limits: {ephemeral_storage: 1G}}",
            ["`api` requests 1Gi of ephemeral storage, more than its limit of 1G"],
        ),
    ],
)
def test_a_request_is_within_its_limit(resources: str, messages: list[str]) -> None:
    assert said(f"deployments: {{api: {{resources: {resources}}}}}") == [("PLT201", message) for message in messages]


@pytest.mark.parametrize(
    ("outputs", "messages"),
    [
        ("{airflow: {}, github: {}, kubernetes: {}}", []),
        ("{airflow: {path: build/dags}, kubernetes: {path: build/deploy}}", []),
        ("{airflow: {path: build}, kubernetes: {path: builds}}", []),
        ("{airflow: {path: build}, kubernetes: {path: build}}", ["the folders of `airflow` and `kubernetes` overlap"]),
        (
            "{airflow: {path: build/x}, kubernetes: {path: ./build}}",
            ["the folders of `airflow` and `kubernetes` overlap"],
        ),
        ("{airflow: {path: .}, github: {}}", ["`.` is the project's own folder"]),
    ],
)
def test_each_output_has_a_folder_of_its_own(outputs: str, messages: list[str]) -> None:
    assert said(f"outputs: {outputs}") == [("PLT202", message) for message in messages]


ALLOWED = "origin: {allowed: [EWR, JFK, LGA]}"


@pytest.mark.parametrize(
    ("rule", "columns", "is_told"),
    [
        ("not_null: {column: origin, max_fraction: 1}", "", True),
        ("not_null: {column: origin, max_fraction: 0.99}", "", False),
        ("row_count: {min: 0}", "", True),
        ("row_count: {min: 0, max: 9}", "", False),
        ("distinct_count: {column: origin, max: 3}", ALLOWED, True),
        ("distinct_count: {column: origin, max: 2}", ALLOWED, False),
        ("distinct_count: {column: origin, max: 3}", "", False),
        ("references: {column: origin, to: flights.origin}", "", True),
        ("references: {column: origin, to: planes.tailnum}", "", False),
        ("row_count: {min: 1}", "origin: {references: flights.origin}", True),
        ("expression: {sql: 'true'}", "", True),
        ("expression: {sql: '1 = 1'}", "", True),
        ("expression: {sql: '1 = 2'}", "", False),
        ("expression: {sql: 'late = true'}", "", False),
    ],
)
def test_a_rule_that_cannot_fail_is_told(rule: str, columns: str, is_told: bool) -> None:
    assert len(rules("DAT107", rule, columns=columns)) == is_told


@pytest.mark.parametrize(
    ("rule", "is_told"),
    [
        ("row_count: {max: 0}", True),
        ("row_count: {max: 0, where: distance < 0}", False),
        ("row_count: {max: 1}", False),
        ("distinct_count: {column: origin, max: 0}", False),
        ("expression: {sql: 'FALSE'}", True),
        ("expression: {sql: '1 = 10'}", True),
        ("expression: {sql: 'late = false'}", False),
        ("mean: {column: price, min: 101}", True),
        ("mean: {column: price, min: 100}", False),
    ],
)
def test_a_rule_that_cannot_pass_is_told(rule: str, is_told: bool) -> None:
    assert len(rules("DAT108", rule, columns="price: {max: 100}")) == is_told


@pytest.mark.parametrize(
    ("one", "other", "is_told"),
    [
        ("range: {column: price, min: 5}", "range: {column: price, max: 4}", True),
        ("range: {column: price, min: 5}", "range: {column: price, max: 5}", False),
        ("range: {column: price, min: 5, exclusive_min: true}", "range: {column: price, max: 5}", True),
        ("range: {column: price, min: 5, exclusive_max: true}", "range: {column: price, max: 5}", False),
        ("range: {column: price, min: 5}", "range: {column: price, max: 4, where: late}", False),
        ("accepted_values: {column: price, values: [1, 2]}", "range: {column: price, min: 3}", True),
        ("accepted_values: {column: price, values: [1, 3]}", "range: {column: price, min: 3}", False),
        ("length: {column: origin, min: 3}", "length: {column: origin, max: 2}", True),
        ("length: {column: origin, min: 3}", "length: {column: origin, max: 3}", False),
        ("accepted_values: {column: origin, values: [EWR, LGA]}", "length: {column: origin, max: 2}", True),
        ("accepted_values: {column: origin, values: [EWR, LG]}", "length: {column: origin, max: 2}", False),
        ("length: {column: origin, min: 3}", "range: {column: origin, max: '2'}", False),
        ("row_count: {min: 100}", "row_count: {max: 99}", True),
        ("row_count: {min: 100}", "row_count: {max: 99, where: late}", False),
        ("row_count: {min: 100}", "row_count: {min: 10, severity: warn}", False),
        ("mean: {column: price, min: 5}", "mean: {column: price, max: 4}", True),
        ("mean: {column: price, min: 5}", "mean: {column: distance, max: 4}", False),
        ("quantile: {column: price, quantile: 0.9, min: 5}", "quantile: {column: price, quantile: 0.5, max: 4}", False),
    ],
)
def test_rules_that_no_data_can_keep_both_are_told(one: str, other: str, is_told: bool) -> None:
    assert len(rules("DAT109", one, other)) == is_told


def test_a_column_can_contradict_itself() -> None:
    assert rules("DAT109", "row_count: {min: 1}", columns="origin: {allowed: [EWR], min_length: 4}") == [
        "no value of `origin` can satisfy both this and another constraint"
    ]


@pytest.mark.parametrize(
    ("rule", "columns", "is_told"),
    [
        ("not_null: {column: origin}", "origin: {required: true}", True),
        ("not_null: {column: origin, severity: warn}", "origin: {required: true}", True),
        ("not_null: {column: origin}", "", False),
        ("unique: {columns: [origin]}", "origin: {unique: true}", True),
        ("unique: {columns: [day, origin]}", "origin: {primary_key: true}", True),
        ("unique: {columns: [origin]}", "origin: {primary_key: true}, day: {primary_key: true}", False),
        ("accepted_values: {column: origin, values: [LGA, JFK, EWR]}", ALLOWED, True),
        ("accepted_values: {column: origin, values: [LGA, JFK]}", ALLOWED, False),
        ("pattern: {column: origin, regex: '[A-Z]+'}", "origin: {pattern: '[A-Z]+'}", True),
        ("pattern: {column: origin, regex: '[A-Z]'}", "origin: {pattern: '[A-Z]+'}", False),
        ("range: {column: price, min: 0}", "price: {min: 0, max: 9}", True),
        ("range: {column: price, min: -1, max: 9}", "price: {min: 0, max: 9}", True),
        ("range: {column: price, min: 0, exclusive_min: true}", "price: {min: 0, max: 9}", False),
        ("range: {column: price, min: 0, max: 8}", "price: {min: 0, max: 9}", False),
        ("range: {column: price, max: 9}", "price: {min: 0}", False),
        ("length: {column: origin, max: 3}", "origin: {max_length: 3}", True),
        ("length: {column: origin, min: 3}", "origin: {max_length: 3}", False),
    ],
)
def test_a_rule_that_says_no_more_than_its_column_is_told(rule: str, columns: str, is_told: bool) -> None:
    assert len(rules("DAT110", rule, columns=columns)) == is_told


@pytest.mark.parametrize(
    ("sql", "signs"),
    [
        ("late = null", ["= null"]),
        ("late == null or not late <=> null", ["== null"]),
        ("late != NULL or price<>null", ["!= null", "<> null"]),
        ("late is null and origin = 'x = null' -- = null", []),
        ("coalesce(late, null) and price >= 1 and origin = nullif(origin, '')", []),
    ],
)
def test_nothing_is_compared_with_null(sql: str, signs: list[str]) -> None:
    written = f'expression: {{sql: "{sql}"}}'
    assert rules("DAT112", written) == [f"`{sign}` is neither true nor false, whatever the value" for sign in signs]


@pytest.mark.parametrize(
    ("objectives", "is_told"),
    [("null", True), ("{}", True), ("{window: 7d}", True), ("{availability: 99}", False)],
)
def test_a_canary_is_judged_by_what_is_promised(objectives: str, is_told: bool) -> None:
    change = f"deployments: {{api: {{rollout: {{strategy: canary}}, objectives: {objectives}}}}}"
    assert len(practice("PLT304", change)) == is_told


@pytest.mark.parametrize(
    ("version", "is_told"), [("Latest", True), ("prod", True), ("HEAD", True), ("1.4.0", False), ("1.4.0-dev", False)]
)
def test_a_version_is_no_word_that_moves(version: str, is_told: bool) -> None:
    change = f"project: {{version: {version}, image: {{repository: ghcr.io/example/flights}}}}"
    assert len(practice("PLT301", change)) == is_told


@pytest.mark.parametrize(
    ("gates", "count"),
    [
        ("{metric: roc_auc, min: 0.7}", 0),
        ("{metric: roc_auc, min: 0}", 1),
        ("{metric: roc_auc, min: 70}", 1),
        ("{metric: accuracy, min: 92.5}", 0),
        ("{metric: test_accuracy, min: 0.0}", 1),
        ("{metric: accuracy, min: 92.5}, {metric: accuracy, against: champion, max_regression: 1}", 0),
        ("{metric: error_rate, max: 5}", 0),
        ("{metric: brier, max: 1}", 1),
        ("{metric: brier, max: 0.2}", 0),
        ("{metric: r2, min: 0}", 0),
        ("{metric: rmse, min: 12}", 1),
        ("{metric: rmse, min: 12}, {metric: rmse, max: 20}", 0),
        ("{metric: roc_auc, max: 0.99}, {metric: roc_auc, against: champion, max_regression: 0.01}", 0),
        ("{metric: fairness, max: 3}", 0),
        ("{metric: rmse, min: 12, greater_is_better: true}", 0),
        ("{metric: roc_auc, against: champion, max_regression: 1}", 1),
        ("{metric: rmse, against: champion, max_regression: 1}", 0),
    ],
)
def test_a_gate_that_stops_no_bad_model_is_told(gates: str, count: int) -> None:
    assert len(practice("MOD112", f"models: {{delay: {{evaluate: [{gates}]}}}}")) == count


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ("drift: [{column: distance, metric: js, max: 1}]", 1),
        ("drift: [{column: distance, metric: js, max: 0.9}]", 0),
        ("drift: [{column: distance, metric: kl, max: 1}]", 0),
        ("drift: [{column: distance, metric: ks, min: 0}]", 1),
        ("max_drifted_fraction: 1.0", 1),
        ("current: flights", 1),
        ("current: flights, window: 7d", 0),
    ],
)
def test_a_monitor_that_finds_nothing_is_told(change: str, count: int) -> None:
    monitor = "reference: flights, current: planes, schedule: '0 4 * * *', drift: [{column: distance, metric: psi}]"
    given = {key: value for part in (monitor, change) for key, value in plain(f"{{{part}}}").items()}
    import json

    assert len(practice("MOD112", json.dumps({"deployments": {"api": {"monitor": given}}}))) == count


@pytest.mark.parametrize(
    ("crons", "told"),
    [
        (["0 3 * * *"] * 3, []),
        (["0 3 * * *"] * 4, ["4 tasks are scheduled for the same minute, `0 3 * * *`"]),
        (
            ["0 3 * * *", "00 3 * * *", "0 03 * * *", "0  3 * * *"],
            ["4 tasks are scheduled for the same minute, `0 3 * * *`"],
        ),
        (["0 3 * * *"] * 3 + ["0 3 * * 1"], ["4 tasks are scheduled for the same minute, `0 3 * * 1`"]),
        (["0 3 * * 1", "0 3 * * 2", "0 3 * * 3", "0 3 * * 4"], []),
        (["0 3 * * *"] * 4 + ["0 3 * * 1"], ["4 tasks are scheduled for the same minute, `0 3 * * *`"]),
    ],
)
def test_what_runs_at_one_minute_is_counted(crons: list[str], told: list[str]) -> None:
    batch = {"type": "batch", "command": ["score"], "inputs": ["flights"]}
    jobs = {f"job{number}": {**batch, "schedule": cron} for number, cron in enumerate(crons)}
    assert practice("PLT305", str({"deployments": jobs}).replace("'", '"')) == told
