"""The module that the DAG files of an environment share, in terms of its Airflow and its runner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.airflow import runners
from opsgen.backends.airflow.emit import asset, duration, notification
from opsgen.backends.airflow.emit.imports import imports, names_in
from opsgen.backends.airflow.emit.model import Common, Constant, Part
from opsgen.backends.api import Artifact
from opsgen.graph import tasks
from opsgen.render.encode.comment import comment_safe
from opsgen.render.encode.python import Identifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.backends.airflow.environment import AirflowEnvironment

_TEMPLATE = "airflow/common.py.jinja"
_TAGS = Part("airflow/tags.py.jinja", {}, ())
_RUN_VARIABLES = Part("airflow/run_variables.py.jinja", {}, ("Context",))


def artifact(target: AirflowEnvironment) -> Artifact:
    return Artifact(target.common_file, _TEMPLATE, {"common": common(target)})


def common(target: AirflowEnvironment) -> Common:
    callbacks = dict(notification.callbacks(target.graph.spec.teams))
    constants = tuple(_constants(target))
    parts = (
        asset.function(target),
        _TAGS,
        *callbacks.values(),
        _default_args(target, list(callbacks)),
        _RUN_VARIABLES,
        runners.of(target).part(target),
    )
    return Common(
        spec_file=comment_safe(target.project.spec_file),
        imports=imports(_names(parts), target.release),
        constants=constants,
        parts=parts,
    )


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
