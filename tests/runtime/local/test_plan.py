"""Which units a run has, and in which order."""

from __future__ import annotations

import pytest

from opsgen.runtime.local.plan import Place, in_order, made_here
from opsgen.runtime.local.targets import TargetError, targets_of
from runtime.check.lab import graph
from runtime.local.lab import LOAD, dataset, job, made_from, model, project, units


def names(*targets: str) -> list[str]:
    found = units()
    return [unit.place.name for unit in in_order(found, targets_of(targets, found, project()).chosen)]


def test_everything_is_made_in_the_order_of_the_graph() -> None:
    """Data of others comes after what a command may bring with it, and scores after the model is trained."""
    assert names() == ["flights", "other", "planes", "features", "delay", "scores", "summary", "mail"]


def test_data_that_nothing_here_reads_is_no_part_of_everything() -> None:
    assert Place("datasets", "requests") not in made_here(units())
    assert names("requests") == ["requests"]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("features", ["features"]),
        ("+features", ["flights", "planes", "features"]),
        ("features+", ["features", "delay", "scores", "summary", "mail"]),
        ("+delay+", ["flights", "planes", "features", "delay", "scores", "summary", "mail"]),
        ("nightly", ["scores"]),
        ("deployments.mail", ["mail"]),
        ("models.delay", ["delay"]),
    ],
)
def test_targets(target: str, expected: list[str]) -> None:
    assert names(target) == expected


def test_several_targets_are_made_once_each() -> None:
    assert names("features", "flights", "+features") == ["flights", "planes", "features"]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("fligths+", "there is no dataset, model or batch deployment `fligths`; did you mean `flights`?"),
        ("api", "`api` is an online deployment; `run` runs datasets, models and batch deployments"),
        ("+", "there is no dataset, model or batch deployment ``; the spec has `summary`"),
    ],
)
def test_what_is_no_target(target: str, message: str) -> None:
    with pytest.raises(TargetError) as raised:
        names(target)
    assert str(raised.value).startswith(message)


def test_a_name_that_two_parts_have_needs_its_kind() -> None:
    made = graph({"delay": dataset(ingest=LOAD)}, models={"delay": model("delay")})
    found = units(made)
    with pytest.raises(TargetError, match=r"`delay` is ambiguous; write `datasets\.delay` or `models\.delay`"):
        targets_of(["delay"], found, made)
    assert targets_of(["models.delay"], found, made).chosen == {Place("models", "delay")}


def test_a_job_and_its_output_of_the_same_name_are_one_unit() -> None:
    made = graph({"scores": dataset()}, deployments={"scores": job(output="scores")})
    assert targets_of(["scores"], units(made), made).chosen == {Place("datasets", "scores")}


def test_what_rules_compare_with_is_made_before_but_not_needed() -> None:
    flights = dataset(ingest=LOAD, quality=[{"references": {"column": "id", "to": "airports.id"}}])
    found = units(graph({"flights": flights, "airports": dataset(ingest=LOAD)}))
    ordered = list(in_order(found, made_here(found)))
    assert [unit.place.name for unit in ordered] == ["airports", "flights"]
    assert ordered[1].reads == frozenset()


def test_a_quarantine_is_checked_after_the_dataset_whose_rows_it_gets() -> None:
    rule = {"not_null": {"column": "id", "quarantine": "rejected", "max_rows": 5}}
    flights = dataset(ingest=LOAD, publish="after_checks", quality=[rule])
    found = units(graph({"again": made_from("rejected"), "rejected": dataset(), "flights": flights}))
    assert [unit.place.name for unit in in_order(found, made_here(found))] == ["flights", "rejected", "again"]
    assert found.by_place[Place("datasets", "rejected")].is_made_by_others


def test_a_model_that_learns_from_its_own_scores_is_no_endless_loop() -> None:
    made = graph(
        {"requests": dataset(), "scores": dataset(), "features": made_from("scores")},
        models={"delay": model("features")},
        deployments={"nightly": job("requests", model="delay", output="scores")},
    )
    found = units(made)
    ordered = [unit.place.name for unit in in_order(found, found.by_place)]
    assert ordered == ["requests", "scores", "features", "delay"]
