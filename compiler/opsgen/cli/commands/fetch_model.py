"""`opsgen fetch-model`: downloads the version of a model that an environment serves, and compares its digest."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from opsgen.cli.environments import choose, is_known
from opsgen.cli.models import registry_of, safely
from opsgen.exit_codes import CLEAN, FINDINGS, SKIP, USAGE
from opsgen.terminal.verbosity import note

if TYPE_CHECKING:
    from collections.abc import Callable

    from opsgen.cli.environments import ChosenEnvironment
    from opsgen.runtime.registry.fetch import Wanted
    from opsgen.runtime.registry.registry import ModelRegistry
    from opsgen.runtime.registry.served import Pin

PLACE = "OPSGEN_MODEL_PLACE"
"""The variable with the URI of the version's files, by which they are read without the registry."""


class FetchOptions(NamedTuple):
    """What is fetched, and where to."""

    to: Path | None = None
    """The folder. None for `artifacts/MODEL`."""
    pin: str | None = None
    """The version, such as `7@sha256:…`, unless a platform gives one."""


def fetch_model(name: str, spec: Path | None, environment: str | None, options: FetchOptions) -> int:
    """Put the files of the pinned version, or of the champion, into a folder."""
    chosen = choose(spec, environment)
    if chosen is None or not is_known("model", name, chosen.graph.spec.models):
        return USAGE
    return fetch_into(chosen, name, options)


def fetch_into(chosen: ChosenEnvironment, name: str, options: FetchOptions) -> int:
    """Put the files of a version into a folder."""
    from opsgen.runtime.registry.fetch import OccupiedError, fetch

    def fetched() -> int:
        target = Path(os.path.abspath(options.to or _default(chosen, name)))  # noqa: PTH100 - links stay links
        wanted = wanted_version(chosen, name, options.pin)
        if wanted is None:
            return FINDINGS
        shown = options.to or _default(chosen, name)
        try:
            is_new = fetch(wanted, target, replaces=options.to is None)
        except OccupiedError as error:
            print(f"opsgen: {error}", file=sys.stderr)
            return USAGE
        note(f"{shown} has {wanted.label}" + ("" if is_new else " already"))
        return CLEAN

    return safely(name, fetched)


def with_model(chosen: ChosenEnvironment, name: str, action: Callable[[Path], int]) -> int:
    """Run an action on the files of the version that the environment serves, in a temporary folder.

    Without such a version there is nothing to do, and the exit code is that of a skipped task.
    """
    from opsgen.runtime.registry.commands import empty_folder
    from opsgen.runtime.registry.fetch import verified

    def run() -> int:
        wanted = wanted_version(chosen, name)
        if wanted is None:
            return SKIP
        with empty_folder(name) as files:
            verified(wanted, files)
            return action(files)

    return safely(name, run)


def wanted_version(chosen: ChosenEnvironment, name: str, given: str | None = None) -> Wanted | None:
    """The version to fetch; None, after printing why, where the environment serves none yet."""
    from opsgen.runtime.registry.fetch import Wanted
    from opsgen.runtime.registry.served import is_told, pin_of

    pin, place = pin_of(chosen.graph, name, given), os.environ.get(PLACE)
    if pin is not None and place:
        from opsgen.runtime.registry.places import download

        return Wanted(name, *pin, lambda folder: download(place, folder))
    found = pin
    if pin is None and not is_told():
        with registry_of(chosen, name) as registry:
            found = _champion(chosen, name, registry)
    if found is None:
        command = f"opsgen promote-model {name} --env {chosen.graph.name}"
        print(f"opsgen: {name} has no champion in {chosen.graph.name} yet: {command}", file=sys.stderr)
        return None
    return Wanted(name, *found, lambda folder: _download(chosen, name, found, folder))


def _default(chosen: ChosenEnvironment, name: str) -> Path:
    from opsgen.graph.tasks import artifacts

    return chosen.folder / artifacts(name)


def _champion(chosen: ChosenEnvironment, name: str, registry: ModelRegistry) -> Pin | None:
    from opsgen.runtime.registry.registry import GATES, PASSED, UNGATED, RegistryError
    from opsgen.runtime.registry.served import Pin, not_gated, served

    version = served(registry, chosen.graph, name)
    if version is None:
        return None
    if version.digest is None:
        raise RegistryError(f"{name} {version.number} has no digest, because opsgen did not register it")
    environment = chosen.graph.name
    # An alias can be moved in the registry, by hand, too.
    if version.tags.get(f"{GATES}.{environment}") != PASSED and f"{UNGATED}.{environment}" not in version.tags:
        raise RegistryError(not_gated(name, version, environment))
    return Pin(version.number, version.digest)


def _download(chosen: ChosenEnvironment, name: str, pin: Pin, folder: Path) -> None:
    from opsgen.runtime.registry.registry import RegistryError

    with registry_of(chosen, name) as registry:
        version = registry.version(pin.number)
        if version is None:
            raise RegistryError(f"{name} {pin.number} is pinned, but {registry.name} has no such version")
        registry.fetch(version, folder)
