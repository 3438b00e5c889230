"""What fuzzing starts from: the specs of the examples, of the codes, and bad texts of every kind."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from source.test_bad_inputs import BAD

ROOT = Path(__file__).parents[2]
LONGEST = 20_000
"""Longer seeds are about limits, and slow everything down."""


@cache
def seeds() -> tuple[bytes, ...]:
    """All of them, in an order that stays."""
    files = [*(ROOT / "examples").glob("*/opsgen.yaml"), *(ROOT / "tests" / "checks").glob("*/*.opsgen.yaml")]
    specs = [file.read_bytes() for file in sorted(files)]
    texts = [text.encode() if isinstance(text, str) else text for _, text, *_ in BAD]
    return tuple(seed for seed in dict.fromkeys([*specs, *texts]) if len(seed) <= LONGEST)
