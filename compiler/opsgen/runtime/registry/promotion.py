"""Makes a version the champion of an environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.runtime.registry.registry import RETIRED, STATE, champion

if TYPE_CHECKING:
    from opsgen.runtime.registry.registry import ModelRegistry, Version


def make_champion(registry: ModelRegistry, environment: str, version: Version) -> str | None:
    """Point the alias of an environment to a version, and retire the former one. Returns the former number."""
    alias = champion(environment)
    before = registry.meaning(alias)
    if before == version.number:
        return before
    registry.alias(alias, version)
    registry.tag(version, f"{STATE}.{environment}", "champion")
    former = None if before is None else registry.version(before)
    if former is not None:
        registry.tag(former, f"{STATE}.{environment}", RETIRED)
    return before
