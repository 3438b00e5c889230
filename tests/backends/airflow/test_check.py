"""What Airflow cannot express is said at its place in the spec, once for all environments."""

from __future__ import annotations

from typing import Any

import pytest

from backends.airflow.projects import dataset, minimal, project
from opsgen.backends import AIRFLOW
from opsgen.diagnostics.model import Place

IN_PODS = {"runner": "kubernetes", "kubernetes": {"namespace": "shop"}}


def found(**parts: Any) -> list[tuple[str, Place]]:
    return [(code.code, finding.place) for code, finding in AIRFLOW.check(project(minimal(**parts)))]


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    assert found(environments={"dev": {}, "prod": IN_PODS}) == []


@pytest.mark.parametrize("length", [100, 101])
def test_tags_have_a_hundred_characters(length: int) -> None:
    datasets = {"orders": dataset(tags=["ok", "x" * length])}
    wanted = [("AFL101", Place(("datasets", "orders"), "key"))] if length > 100 else []
    assert found(datasets=datasets, environments={"dev": {}, "prod": {}}) == wanted


def test_an_owner_is_a_tag_too() -> None:
    assert found(datasets={"orders": dataset(owner="x" * 95)}) == [("AFL101", Place(("datasets", "orders"), "key"))]


def test_pods_need_an_image() -> None:
    nameless = {"name": "shop", "owner": "sales"}
    assert found(project=nameless, environments={"prod": IN_PODS}) == [("AFL102", Place(("project",), "key"))]
    assert found(project=nameless) == []


def test_pods_need_a_namespace() -> None:
    place = Place(("environments", "prod", "runner"))
    assert found(environments={"dev": {}, "prod": {"runner": "kubernetes"}}) == [("AFL103", place)]
