from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from opsgen.backends.sql.names import LONGEST, Names


def test_a_name_tells_its_rule() -> None:
    names = Names(["unique(carrier, flight)", "distance-is-plausible", "tailnum.references"])
    assert names["unique(carrier, flight)"] == "unique_carrier_flight"
    assert names["distance-is-plausible"] == "distance_is_plausible"
    assert names["tailnum.references"] == "tailnum_references"


def test_names_that_would_be_the_same_are_told_apart() -> None:
    texts = ["a b", "a-b", "A_B", "é", "日本"]
    assert [Names(texts)[text] for text in texts] == ["a_b", "a_b_2", "a_b_3", "rule", "rule_2"]


@given(st.lists(st.text(), unique=True))
def test_any_texts_get_names_that_every_engine_takes(texts: list[str]) -> None:
    names = [Names(texts)[text] for text in texts]
    assert len(set(names)) == len(texts)
    assert all(name.isascii() and name.replace("_", "a").isalnum() for name in names)
    assert max(map(len, names), default=0) <= LONGEST + len(f"_{len(texts)}")
