"""Places that are no names of time zones."""

from __future__ import annotations

import pytest

from opsgen.diagnostics.model import Place
from opsgen.language import values, zone_names
from opsgen.language.validate import repairs

ZONES = values.time_zones()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Europe/Frankfurt", "did you mean `Europe/Berlin`?"),
        ("Europe/M\u00fcnchen", "did you mean `Europe/Berlin`?"),
        ("Europe/Milan", "did you mean `Europe/Rome`?"),
        ("Europe/Geneva", "did you mean `Europe/Zurich`?"),
        ("Asia/Mumbai", "did you mean `Asia/Kolkata`?"),
        ("Asia/Bejing", "did you mean `Asia/Shanghai`?"),
        ("America/San Francisco", "did you mean `America/Los_Angeles`?"),
        ("US/Boston", "did you mean `America/New_York`?"),
        ("Montreal", "did you mean `America/Montreal`?"),
        ("Vienna", "did you mean `Europe/Vienna`?"),
        ("Austria", "did you mean `Europe/Vienna`?"),
        ("Germany", "name the place: `Europe/Berlin` or `Europe/Busingen`"),
        ("DE", "name the place: `Europe/Berlin` or `Europe/Busingen`"),
        ("United Kingdom", "did you mean `Europe/London`?"),
        ("Europe/Berln", "did you mean `Europe/Berlin`?"),
        ("America/New York", "did you mean `America/New_York`?"),
        ("Europe/Nowhere", ""),
        ("PST", ""),
        ("", ""),
        ("/", ""),
    ],
)
def test_a_place_has_the_zone_that_it_is_in(text: str, expected: str) -> None:
    assert zone_names.suggestion(text, ZONES) == expected


def test_a_large_country_names_some_of_its_zones() -> None:
    said = zone_names.suggestion("USA", ZONES)
    assert said.startswith("name the place: `America/New_York`")
    assert said.endswith("or another of its country")


def test_every_city_is_in_a_zone_that_exists_and_is_none_itself() -> None:
    cities = zone_names.cities()
    assert set(cities.values()) <= ZONES
    own = {zone_names.bare(zone.rpartition("/")[2]) for zone in ZONES}
    assert not {city for city in cities if city in own}


@pytest.mark.parametrize(
    ("text", "zone", "safe"),
    [("america/new york", "America/New_York", True), ("Europe/Frankfurt", "Europe/Berlin", False)],
)
def test_a_zone_that_is_clear_is_a_fix(text: str, zone: str, safe: bool) -> None:
    repair = repairs.respelled("PLT107", Place(("timezone",)), text)
    assert repair is not None
    assert (repair.changes[0].new, repair.safe) == (zone, safe)


@pytest.mark.parametrize("text", ["Germany", "Europe/Nowhere", "Z"])
def test_what_is_not_clear_is_none(text: str) -> None:
    assert repairs.respelled("PLT107", Place(("timezone",)), text) is None
