"""The parts of a spec that run a command of the project: tasks and deployments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.language.root import Spec


def tasks(spec: Spec) -> Iterator[tuple[Path, Any]]:
    """Each task of a dataset or a model, and each deployment, with its path."""
    for section, keys in (("datasets", ("ingest", "transform")), ("models", ("train", "explain"))):
        for name, part in getattr(spec, section).items():
            for key in keys:
                if getattr(part, key) is not None:
                    yield (section, name, key), getattr(part, key)
    for name, deployment in spec.deployments.items():
        yield ("deployments", name), deployment
