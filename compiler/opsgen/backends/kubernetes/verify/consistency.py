"""Check what no schema can express: the objects of an environment fit together, and pods are confined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.kubernetes.verify import confinement, folder, references

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.api import Problem
    from opsgen.backends.kubernetes.verify.environment import RenderedEnvironment

PROOFS = (*folder.PROOFS, *references.PROOFS, *confinement.PROOFS)


def problems(environment: RenderedEnvironment) -> Iterator[Problem]:
    """Yield every inconsistency."""
    for proof in PROOFS:
        yield from proof(environment)
