"""A short run of each fuzz target, the same every time: all seeds, and some mutations of them."""

from __future__ import annotations

from random import Random

import pytest

from fuzz import admission
from fuzz.mutator import mutated
from fuzz.seeds import LONGEST, seeds
from fuzz.targets import TARGETS
from sql.safety.escapes import ESCAPES

MUTATIONS = {"loader": 400, "lint": 200, "fmt": 150, "fix": 60, "sql": 15, "expressions": 15}


@pytest.mark.parametrize("name", TARGETS)
def test_what_must_hold_of_any_bytes_holds(name: str) -> None:
    random = Random(name)  # noqa: S311
    for _ in range(MUTATIONS[name]):
        data = mutated(random.choice(seeds()), random, LONGEST)
        try:
            TARGETS[name](data)
        except Exception as error:
            error.add_note(f"{name} of {data!r}")
            raise


@pytest.mark.parametrize("sql", [*ESCAPES.values(), "from 'x.csv'", "from read_text('x')"])
def test_the_traps_of_the_target_for_sql_catch_something(sql: str) -> None:
    assert admission.caught(sql.replace("orders", "opsgen__input_1"))
