"""`opsgen promote-model`: lets an environment serve a version of a model."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from opsgen.cli.environments import choose, is_known
from opsgen.cli.models import registry_of, safely
from opsgen.exit_codes import CLEAN, FINDINGS, USAGE
from opsgen.terminal.verbosity import note

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.cli.environments import ChosenEnvironment
    from opsgen.runtime.registry.registry import ModelRegistry, Version
    from opsgen.runtime.registry.served import Pin

_LONGEST = 500


class PromoteOptions(NamedTuple):
    """Which version is promoted."""

    number: str | None = None
    """The number of the version. None for the challenger."""
    ungated: str | None = None
    """Why it need not have passed its gates."""
    newer: bool = False
    """Whether it is no error if the challenger is not newer than what is pinned."""


def promote_model(name: str, spec: Path | None, environment: str | None, options: PromoteOptions) -> int:
    """Promote the challenger, or the version of a number, after its record and its files were checked."""
    ungated = options.ungated
    chosen = choose(spec, environment)
    if chosen is None or not is_known("model", name, chosen.graph.spec.models):
        return USAGE
    if ungated is not None and not (ungated.strip() and ungated.isprintable() and len(ungated) <= _LONGEST):
        print(f"opsgen: --ungated needs a reason in one line of at most {_LONGEST} characters", file=sys.stderr)
        return USAGE
    return safely(name, lambda: _promote(chosen, name, spec, options))


def _promote(chosen: ChosenEnvironment, name: str, spec: Path | None, options: PromoteOptions) -> int:
    from opsgen.graph.served import serves_by_pin
    from opsgen.runtime.registry.registry import GATES, PASSED
    from opsgen.runtime.registry.served import Pin, not_gated

    environment, ungated = chosen.graph.name, options.ungated
    with registry_of(chosen, name) as registry:
        if options.newer and (reason := _not_newer(registry, chosen, name)):
            note(reason)
            return CLEAN
        version, problem = _chosen_version(registry, name, environment, options.number)
        if version is not None:
            has_passed = version.tags.get(f"{GATES}.{environment}") == PASSED
            problem = None if has_passed or ungated else not_gated(name, version, environment)
        if version is None or problem is not None:
            print(f"opsgen: {problem}", file=sys.stderr)
            return FINDINGS
        pin = Pin(version.number, version.digest or "")
        _verify(registry, name, version, pin)
        reason = None if has_passed else ungated
        _retire_newer(registry, chosen, name, version)
        if not serves_by_pin(chosen.graph):
            return _make_champion(registry, name, environment, version, reason)
    return _pin(spec, environment, name, pin, reason)


def _not_newer(registry: ModelRegistry, chosen: ChosenEnvironment, name: str) -> str | None:
    """Why there is nothing to promote; None if the challenger is newer than what is pinned."""
    from opsgen.runtime.registry.registry import RETIRED, STATE, challenger
    from opsgen.runtime.registry.served import pin_of

    environment = chosen.graph.name
    found, pin = registry.meaning(challenger(environment)), pin_of(chosen.graph, name)
    if found is None:
        return f"{name} has no challenger in {environment} yet"
    if pin is not None and int(found) <= int(pin.number):
        return f"{environment} serves {name} {pin.number}, and the challenger is {found}"
    version = registry.version(found)
    if version is not None and version.tags.get(f"{STATE}.{environment}") == RETIRED:
        return f"{name} {found} was taken back in {environment}"
    return None


def _retire_newer(registry: ModelRegistry, chosen: ChosenEnvironment, name: str, version: Version) -> None:
    """Mark the version that is pinned if an older one takes its place, so that nobody proposes it again."""
    from opsgen.runtime.registry.registry import RETIRED, STATE
    from opsgen.runtime.registry.served import pin_of

    pin = pin_of(chosen.graph, name)
    former = registry.version(pin.number) if pin is not None and int(pin.number) > int(version.number) else None
    if former is not None:
        registry.tag(former, f"{STATE}.{chosen.graph.name}", RETIRED)


def _chosen_version(
    registry: ModelRegistry, name: str, environment: str, number: str | None
) -> tuple[Version | None, str | None]:
    """The version to promote, or why there is none."""
    from opsgen.runtime.registry.registry import challenger

    found = number or registry.meaning(challenger(environment))
    if found is None:
        return None, f"{name} has no challenger in {environment} yet: opsgen train {name} --env {environment}"
    version = registry.version(found)
    return version, None if version else f"{registry.name} has no version {found}"


def _verify(registry: ModelRegistry, name: str, version: Version, pin: Pin) -> None:
    """Compare the stored files with the digest. Raises DigestError."""
    from opsgen.runtime.registry.commands import empty_folder
    from opsgen.runtime.registry.fetch import Wanted, verified
    from opsgen.runtime.registry.registry import RegistryError

    if not pin.digest:
        raise RegistryError(f"{name} {pin.number} has no digest, because opsgen did not register it")
    with empty_folder(name) as files:
        verified(Wanted(name, *pin, lambda target: registry.fetch(version, target)), files)


def _make_champion(registry: ModelRegistry, name: str, environment: str, version: Version, ungated: str | None) -> int:
    from opsgen.runtime.registry.promotion import make_champion
    from opsgen.runtime.registry.registry import UNGATED

    if ungated is not None:
        registry.tag(version, f"{UNGATED}.{environment}", ungated)
    before = make_champion(registry, environment, version)
    instead = f", in place of {before}" if before not in (None, version.number) else ""
    note(f"{name} {version.number} is the champion of {environment}{instead}")
    return CLEAN


def _pin(spec: Path | None, environment: str, name: str, pin: Pin, ungated: str | None) -> int:
    from opsgen.cli.commands.pin import pin_model
    from opsgen.cli.commands.promote import opened_project

    opened = opened_project(spec)
    return opened if isinstance(opened, int) else pin_model(opened, environment, name, str(pin), ungated)
