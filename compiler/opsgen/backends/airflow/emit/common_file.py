"""The module that the DAG files of an environment share, in terms of its Airflow and its runner, and its pins.

Pins have a module of their own, so that a release can be compared byte by byte: environments differ in their pins only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.airflow import runners
from opsgen.backends.airflow.emit import asset, duration, notification
from opsgen.backends.airflow.emit.imports import GeneratedModule, imports, names_in
from opsgen.backends.airflow.emit.model import Common, Constant, Part
from opsgen.backends.api import Artifact
from opsgen.graph import tasks
from opsgen.render.encode.comment import comment_safe
from opsgen.render.encode.python import Identifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from opsgen.backends.airflow.environment import AirflowEnvironment
    from opsgen.backends.airflow.scheduled_part import ScheduledPart

_TEMPLATE = "airflow/common.py.jinja"
_TAGS = Part("airflow/tags.py.jinja", {}, ())
_RUN_VARIABLES = Part("airflow/run_variables.py.jinja", {}, ("Context",))
_MODEL_PIN = Part("airflow/model_pin.py.jinja", {}, ("MODELS",))
_CHANGED_PARTITIONS = Part("airflow/changed_partitions.py.jinja", {}, ("Any", "Context", "json"))


def artifacts(target: AirflowEnvironment, subjects: Iterable[ScheduledPart]) -> Iterator[Artifact]:
    """The pins, if there are any, and the shared module, which imports them."""
    if target.pins:
        yield Artifact(target.pins_file, _TEMPLATE, {"common": pins(target)}, target.graph.name, "pins")
    shared = common(target, subjects)
    yield Artifact(target.common_file, _TEMPLATE, {"common": shared}, target.graph.name, "file")


def pins(target: AirflowEnvironment) -> Common:
    """The module with what this environment runs."""
    return Common(
        spec_file=comment_safe(target.project.source),
        docstring="airflow/pins_docstring.py.jinja",
        imports=(),
        constants=tuple(Constant(Identifier(name), value) for name, value in target.pins.items()),
        parts=(),
    )


def common(target: AirflowEnvironment, subjects: Iterable[ScheduledPart]) -> Common:
    callbacks = dict(notification.callbacks(target.graph.spec.teams))
    constants = tuple(_constants(target))
    parts = (
        asset.function(target),
        _TAGS,
        *callbacks.values(),
        _default_args(target, list(callbacks)),
        *_run_variables(target, subjects),
        *([_MODEL_PIN] if "MODELS" in target.pins else ()),
        runners.of(target).part(target),
    )
    return Common(
        spec_file=comment_safe(target.project.source),
        docstring="airflow/common_docstring.py.jinja",
        imports=imports(_names(parts), target.release, GeneratedModule(target.pins_module, frozenset(target.pins))),
        constants=constants,
        parts=parts,
    )


def _run_variables(target: AirflowEnvironment, subjects: Iterable[ScheduledPart]) -> Iterator[Part]:
    """The function that returns the variables of a run for its commands. If partitions need it, it also makes events
    name the partitions that changed."""
    found = [each.schedule.partitioned for each in subjects if each.schedule.partitioned is not None]
    has_keys = target.release.has_partitions
    if any((runs.datasets and runs.makes == "missing") or (runs.key_format and not has_keys) for runs in found):
        yield Part(f"airflow/partitions_{3 if has_keys else 2}.py.jinja", {}, ("Context",))
        yield _CHANGED_PARTITIONS
    else:
        yield _RUN_VARIABLES


def _constants(target: AirflowEnvironment) -> Iterator[Constant]:
    yield Constant(Identifier("PROJECT"), target.project.name)
    yield Constant(Identifier("ENVIRONMENT"), target.graph.name)
    text = runners.of(target).text
    variables = tasks.environment_variables(target.graph)
    yield Constant(Identifier("ENV"), {name: text(value) for name, value in variables.items()})


def _default_args(target: AirflowEnvironment, callbacks: Sequence[str]) -> Part:
    defaults = {
        "pool": target.output.pool,
        "retries": duration.RETRIES,
        "retry_delay": duration.timedelta(duration.RETRY_DELAY),
        "retry_exponential_backoff": target.release.exponential_backoff,
        "max_retry_delay": duration.timedelta(duration.LONGEST_DELAY),
        "execution_timeout": duration.timedelta(duration.TIMEOUT),
        "on_failure_callback": [Identifier(name) for name in callbacks] or None,
    }
    given = {name: value for name, value in defaults.items() if value is not None}
    return Part("airflow/default_args.py.jinja", {"defaults": given}, ("Any",))


def _names(parts: Sequence[Part]) -> Iterator[str]:
    """Everything that the file uses by name."""
    for part in parts:
        yield from part.names
        yield from names_in(part.values.values())
