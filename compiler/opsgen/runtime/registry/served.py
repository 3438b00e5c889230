"""The version of a model that an environment serves: the pinned one, or the one with the environment's alias."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from opsgen.compile.lockfile import VERSION
from opsgen.graph.served import PIN
from opsgen.runtime.registry.registry import RegistryError, champion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.graph import EnvironmentGraph
    from opsgen.runtime.registry.registry import ModelRegistry, Version


class Pin(NamedTuple):
    """A version by the digest of its files."""

    number: str
    digest: str

    def __str__(self) -> str:
        return f"{self.number}@{self.digest}"


class PinError(Exception):
    """A pin is not a version by its digest."""


def pin_of(graph: EnvironmentGraph, model: str, given: str | None = None) -> Pin | None:
    """The version that is pinned, by whom a platform, the user or opsgen.lock says. Raises PinError."""
    text = os.environ.get(PIN) or given or (None if is_told() else graph.models.get(model))
    return None if text is None else parse(text)


def is_told() -> bool:
    """Whether a platform says which version to load. Its text is empty before the first one is served."""
    return PIN in os.environ


def parse(text: str) -> Pin:
    """Read a pin, such as `7@sha256:…`. Raises PinError."""
    found = VERSION.fullmatch(text)
    if found is None:
        raise PinError(f"{text} is not a version by its digest, as 7@sha256: and 64 hexadecimal digits")
    return Pin(found["number"], found["digest"])


def served(registry: ModelRegistry, graph: EnvironmentGraph, model: str) -> Version | None:
    """The version that the environment serves, as the registry has it; None if it serves none yet."""
    pin = pin_of(graph, model)
    if pin is not None:
        return pinned(registry, model, pin)
    number = None if is_told() else registry.meaning(champion(graph.name))
    return None if number is None else registry.version(number)


def pinned(registry: ModelRegistry, model: str, pin: Pin) -> Version:
    """The version of a pin. Raises RegistryError if the registry has no such version, or another one."""
    version = registry.version(pin.number)
    if version is None:
        raise RegistryError(f"{model} {pin.number} is pinned, but {registry.name} has no such version")
    if version.digest != pin.digest:
        raise RegistryError(f"{model} {pin.number}: expected {pin.digest}, found {version.digest or 'no digest'}")
    return version


def not_gated(model: str, version: Version, environment: str) -> str:
    """A message that a version cannot be served as it is."""
    help_ = f"train it there: opsgen train {model} --env {environment}; or give a reason with --ungated REASON"
    return f"{model} {version.number} has not passed the gates of {environment}; {help_}"


def baseline_of(baselines: Mapping[str, str], model: str) -> Pin | None:
    """The version that gates with `against: baseline` compare with."""
    return parse(baselines[model]) if model in baselines else None
