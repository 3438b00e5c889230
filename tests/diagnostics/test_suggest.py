from __future__ import annotations

import difflib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgen.diagnostics.suggest import did_you_mean, listed, misspelling, nearest

NAMES = ["flights", "flight_features", "planes", "requests", "scores"]


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("fligths", "flights"),
        ("Flights", "flights"),
        ("flight-features", "flight_features"),
        ("flight features", "flight_features"),
        ("flightfeature", "flight_features"),
        ("plane", "planes"),
        ("request", "requests"),
        ("scroes", "scores"),
        ("customers", None),
        ("x", None),
        ("", None),
        ("😀", None),
        (3, None),
        (None, None),
    ],
)
def test_the_nearest_name(word: Any, near: str | None) -> None:
    assert nearest(word, NAMES) == near


def test_short_names_have_near_ones_too() -> None:
    assert nearest("dve", ["dev", "prod"]) == "dev"
    assert nearest("lak", ["lake"]) == "lake"


def test_of_two_that_are_as_near_the_first_is_taken() -> None:
    assert nearest("table", ["table_1", "table_2"]) == "table_1"


def test_names_that_fold_together_stay_apart() -> None:
    assert nearest("origin", ["origin", "dest"]) == "origin"


@given(st.text(), st.lists(st.text()))
def test_what_is_near_is_one_of_them(word: str, names: list[str]) -> None:
    assert nearest(word, names) in {None, *names}


@given(st.lists(st.text("abcdef_", min_size=1), min_size=1))
def test_a_name_is_near_itself(names: list[str]) -> None:
    assert nearest(names[-1], names) == names[-1]


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The words that were compared letter by letter, which takes long."""
    found: list[tuple[str, str]] = []

    class Counted(difflib.SequenceMatcher[str]):
        def __init__(self, junk: None, one: str, other: str) -> None:
            found.append((one, other))
            super().__init__(junk, one, other)

    monkeypatch.setattr(difflib, "SequenceMatcher", Counted)
    return found


def test_among_thousands_few_are_compared(compared: list[tuple[str, str]]) -> None:
    names = [f"table_{number:04}" for number in range(5000)]
    assert nearest("tabel_2500", names) == "table_2500"
    assert 1 <= len(compared) <= 10


def test_a_word_without_end_is_cut(compared: list[tuple[str, str]]) -> None:
    nearest("x" * 1_000_000, [*NAMES, "x" * 1_000_000])
    assert max(len(word) for words in compared for word in words) == 100


def test_help_is_a_line_or_none() -> None:
    assert did_you_mean("fligths", NAMES) == ("did you mean `flights`?",)
    assert did_you_mean("customers", NAMES) == ()


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "nothing"),
        (["a"], "`a`"),
        (["a", "b"], "`a` or `b`"),
        (["a", "b", "c"], "`a`, `b` or `c`"),
        ([str(number) for number in range(5)], "`0`, `1`, `2` or one of 2 more"),
    ],
)
def test_names_in_words(names: list[str], words: str) -> None:
    assert listed(names, most=3) == words


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("amont", "amount"),
        ("amuont", "amount"),
        ("amounts", "amount"),
        ("dep_delya", "dep_delay"),
        ("depdelay", "dep_delay"),
        ("Custmer_ID", "customer_id"),
        ("quantitty", "quantity"),
    ],
)
def test_slips_of_the_pen(word: str, meant: str) -> None:
    assert misspelling(word, ["amount", "dep_delay", "customer_id", "quantity", "id"]) == meant


@pytest.mark.parametrize(
    ("word", "declared"),
    [
        ("updated_at", "created_at"),
        ("ends_at", "starts_at"),
        ("price_2", "price_1"),
        ("line2", "line1"),
        ("amount_eur", "amount_usd"),
        ("amount_net", "amount"),
        ("altitude", "latitude"),
        ("max_temp", "min_temp"),
        ("dep_date", "dep_time"),
        ("late", "date"),
        ("ids", "id"),
        ("arr_delay", "dep_delay"),
        ("country_code", "county_name"),
    ],
)
def test_other_words_are_no_slips(word: str, declared: str) -> None:
    assert misspelling(word, [declared, "name"]) is None
