"""Fuzzing guided by coverage: `python -m fuzz TARGET [CORPUS] [libFuzzer's options]`, in `tests/`, with atheris."""

from __future__ import annotations

import sys
from random import Random

import atheris

with atheris.instrument_imports(include=["opsgen"]):
    from fuzz.mutator import mutated
    from fuzz.seeds import seeds
    from fuzz.targets import TARGETS


def main() -> None:
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target, custom_mutator=mutate)
    atheris.Fuzz()


def mutate(data: bytes, most: int, seed: int) -> bytes:
    """Mostly a change that leaves YAML behind, now and then whatever libFuzzer thinks of."""
    random = Random(seed)  # noqa: S311
    if random.random() < 0.1:
        return bytes(atheris.Mutate(data, most))
    return mutated(data if len(data) > 1 else random.choice(seeds()), random, most)[:most]


if __name__ == "__main__":
    main()
