"""The time zone of a place that is not the name of one: `Europe/Frankfurt`, `Germany`, `Asia/Mumbai`."""

from __future__ import annotations

import re
from functools import cache
from pkgutil import get_data

from opsgen.diagnostics.suggest import clearly_nearest, listed

_CITIES = {
    "Africa/Cairo": "Alexandria Giza",
    "Africa/Casablanca": "Rabat Marrakesh Fez Tangier",
    "Africa/Johannesburg": "Cape_Town Durban Pretoria",
    "Africa/Lagos": "Abuja Kano Ibadan",
    "America/Bogota": "Medellin Cali",
    "America/Chicago": "Dallas Houston Austin San_Antonio Minneapolis Milwaukee Kansas_City St_Louis Nashville Memphis",
    "America/Denver": "Salt_Lake_City Albuquerque Colorado_Springs",
    "America/Edmonton": "Calgary",
    "America/Los_Angeles": "San_Francisco Seattle San_Diego San_Jose Oakland Sacramento Portland Las_Vegas",
    "America/Mexico_City": "Guadalajara Puebla",
    "America/New_York": "Boston Washington Philadelphia Atlanta Miami Baltimore Pittsburgh Cleveland Charlotte Orlando",
    "America/Sao_Paulo": "Rio_de_Janeiro Brasilia Belo_Horizonte Curitiba Porto_Alegre",
    "America/Toronto": "Ottawa Quebec",
    "Asia/Dubai": "Abu_Dhabi Sharjah",
    "Asia/Ho_Chi_Minh": "Hanoi",
    "Asia/Jerusalem": "Haifa",
    "Asia/Karachi": "Lahore Islamabad",
    "Asia/Kolkata": "Mumbai Bombay Delhi New_Delhi Bangalore Bengaluru Chennai Hyderabad Pune Ahmedabad",
    "Asia/Riyadh": "Jeddah Mecca",
    "Asia/Seoul": "Busan Incheon",
    "Asia/Shanghai": "Beijing Peking Shenzhen Guangzhou Hangzhou Chengdu Nanjing Wuhan Tianjin",
    "Asia/Tokyo": "Osaka Kyoto Yokohama Nagoya Sapporo Fukuoka",
    "Australia/Sydney": "Newcastle",
    "Europe/Amsterdam": "Rotterdam The_Hague Utrecht Eindhoven",
    "Europe/Athens": "Thessaloniki",
    "Europe/Berlin": "Frankfurt Munich Muenchen Munchen Hamburg Cologne Koeln Stuttgart Dusseldorf Leipzig Dresden",
    "Europe/Brussels": "Antwerp Ghent",
    "Europe/Bucharest": "Cluj",
    "Europe/Copenhagen": "Aarhus",
    "Europe/Istanbul": "Ankara Izmir",
    "Europe/Kyiv": "Lviv Odesa Kharkiv",
    "Europe/Lisbon": "Porto",
    "Europe/London": "Manchester Birmingham Edinburgh Glasgow Leeds Bristol Cambridge Oxford Cardiff",
    "Europe/Madrid": "Barcelona Valencia Seville Bilbao",
    "Europe/Moscow": "Saint_Petersburg St_Petersburg",
    "Europe/Paris": "Lyon Marseille Toulouse Nice Lille Bordeaux Strasbourg Nantes",
    "Europe/Prague": "Brno",
    "Europe/Rome": "Milan Milano Turin Naples Florence Venice Bologna",
    "Europe/Stockholm": "Gothenburg Malmo",
    "Europe/Vienna": "Graz Linz Salzburg Innsbruck",
    "Europe/Warsaw": "Krakow Gdansk Wroclaw Poznan Lodz",
    "Europe/Zurich": "Geneva Basel Bern Lausanne",
    "Pacific/Auckland": "Wellington Christchurch",
}
"""Large cities without a zone of their own, by the zone that they are in."""
_ALIASES = (("usa", "US"), ("uk", "GB"), ("united_kingdom", "GB"), ("great_britain", "GB"), ("england", "GB"))
"""Names of countries that tzdata does not have."""
_MOST = 4
_SHORTEST_CITY = 5
"""Shorter words resemble too many cities."""


def zone_of(text: str, zones: frozenset[str]) -> tuple[str, ...]:
    """The zones that a text can mean, the likeliest first: by its city, its country, or a slip in writing."""
    place = bare(text.rpartition("/")[2])
    if place in (known := cities()):
        return (known[place],)
    if same := tuple(sorted(zone for zone in zones if bare(zone.rpartition("/")[2]) == place and "/" in zone)):
        return same[:1]
    if own := _countries().get(place) or _countries().get(bare(text)):
        return own
    near = clearly_nearest(text, zones)
    if near is not None:
        return (near,)
    city = clearly_nearest(place, known) if len(place) >= _SHORTEST_CITY else None
    return (known[city],) if city is not None else ()


def suggestion(text: str, zones: frozenset[str]) -> str:
    """What to write instead, in words; nothing where it is not known."""
    found = zone_of(text, zones)
    if len(found) > 1:
        return f"name the place: {listed(found[:_MOST])}" + (" or another of its country" if len(found) > _MOST else "")
    return f"did you mean `{found[0]}`?" if found else ""


@cache
def cities() -> dict[str, str]:
    """The zone of each large city that has none of its own."""
    return {bare(city): zone for zone, cities in _CITIES.items() for city in cities.split()}


@cache
def _countries() -> dict[str, tuple[str, ...]]:
    """The zones of each country, by its English name and by its code, as tzdata lists them."""
    zones: dict[str, tuple[str, ...]] = {}
    for code, _, zone in _table("zone.tab", 3):
        zones[code] = (*zones.get(code, ()), zone)
    names = {bare(name): zones[code] for code, name in _table("iso3166.tab", 2) if code in zones}
    aliases = {name: zones[code] for name, code in _ALIASES}
    return names | aliases | {bare(code): found for code, found in zones.items()}


def _table(name: str, columns: int) -> list[list[str]]:
    lines = (get_data("tzdata", f"zoneinfo/{name}") or b"").decode().splitlines()
    return [line.split("\t")[:columns] for line in lines if line and not line.startswith("#")]


def bare(text: str) -> str:
    """A name without case, accents and signs."""
    import unicodedata

    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]+", "_", letters).strip("_")
