"""What no schema says: that the objects of an environment fit together, and that pods are confined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.kubernetes.proofs import confinement, folder, references

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.kubernetes.proofs.environment import Environment
    from opsgen.backends.protocol import Problem

PROOFS = (*folder.PROOFS, *references.PROOFS, *confinement.PROOFS)


def problems(environment: Environment) -> Iterator[Problem]:
    """Everything that does not fit."""
    for proof in PROOFS:
        yield from proof(environment)
