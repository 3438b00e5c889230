"""What Airflow cannot express or would refuse, each with its place in the spec."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.backends.airflow import codes
from opsgen.backends.airflow.subject import subjects, tags
from opsgen.backends.airflow.target import targets
from opsgen.diagnostics import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.airflow.subject import Subject
    from opsgen.backends.airflow.target import Target
    from opsgen.diagnostics import Code
    from opsgen.graph import Project

    Found = tuple[Code, Finding]

TAG_LENGTH = 100

_SINGLE = re.compile(r"(?:^|[ ,])(\w+)-\1(?=$|[ ,/])", re.IGNORECASE)
_STEP_FROM_DAY = re.compile(r"(?:^|,)\w+/")


def of_project(project: Project) -> Iterator[Found]:
    """What concerns each environment, and each DAG in it."""
    for target in targets(project):
        yield from _pods(target)
        for subject in subjects(target):
            yield from _tags(target, subject)
            yield from _cron(subject)


def _pods(target: Target) -> Iterator[Found]:
    if target.graph.runner != "kubernetes":
        return
    if target.graph.image is None:
        message = f"tasks of `{target.graph.name}` run in pods, and the project has no image that they could run"
        yield codes.NO_IMAGE, Finding(Place(("project",), "key"), message, ("name it under `project.image`",))
    if target.graph.settings.kubernetes is None:
        place = Place(("environments", target.graph.name, "runner"))
        message = f"tasks of `{target.graph.name}` run in pods, and it does not say in which namespace"
        yield codes.NO_NAMESPACE, Finding(place, message, ("give it `kubernetes: {namespace: …}`",))


def _tags(target: Target, subject: Subject) -> Iterator[Found]:
    for tag in tags(target, subject):
        if len(tag) > TAG_LENGTH:
            message = f"a tag of its DAG would have {len(tag)} characters, and Airflow takes {TAG_LENGTH}"
            help_ = (f"shorten `{tag[:40]}…`",)
            yield codes.LONG_TAG, Finding(Place(subject.place, "key"), message, help_)


def _cron(subject: Subject) -> Iterator[Found]:
    if subject.schedule.cron is not None:
        for message, help_ in _ambiguities(subject.schedule.cron):
            yield codes.AMBIGUOUS_CRON, Finding(Place(subject.schedule.place), message, (help_,))


def _ambiguities(cron: str) -> Iterator[tuple[str, str]]:
    """Where the reader that Airflow has for cron expressions goes a way of its own."""
    _, _, day, _, weekday = cron.split()
    for single in _SINGLE.finditer(cron):
        value = single[1]
        yield f"Airflow takes `{value}-{value}` for every value", f"write `{value}`"
    if _STEP_FROM_DAY.search(weekday):
        yield f"Airflow begins `{weekday}` elsewhere than others do", "list the days of the week"
    if "*" not in {day, weekday} and re.search(r"[*?]", day + weekday):
        yield "Airflow runs on either of the days, others only where both fit", "restrict only one of the two"
