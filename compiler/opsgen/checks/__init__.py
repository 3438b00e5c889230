"""The checks of a spec, in the order in which they run. One file each; a new one is one more line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.checks import unknown_dataset

if TYPE_CHECKING:
    from opsgen.checks.check import Check

CHECKS: tuple[Check, ...] = (unknown_dataset,)
