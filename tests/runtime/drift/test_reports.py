"""The forms of a report."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from opsgen.render.resources import read_text
from opsgen.report.drift.bars import BLOCKS, MARKS, Bars
from opsgen.report.drift.text import TextReport
from opsgen.report.formats import FORMATS, show
from opsgen.runtime.drift.result import DriftStatus
from opsgen.terminal.color import Colors
from runtime.drift.lab import rows, run, spec, store

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.runtime.drift.result import DriftResult

PLAIN = Colors(on=False)
NASTY = '<script>"&\x1b[31m'
COLUMNS: dict[str, Any] = {
    "size": {"type": "integer"},
    NASTY: {"type": "string"},
    "who": {"type": "string", "classification": "pii"},
    "at": {"type": "timestamp"},
}
DRIFT: list[dict[str, Any]] = [
    {"column": "size", "metric": "psi"},
    {"column": "size", "metric": "ks"},
    {"column": NASTY, "metric": "tvd", "max": 0.4},
    {"column": "who", "metric": "hellinger", "max": 1},
    {"column": "at", "metric": "psi"},
]


@pytest.fixture
def result(tmp_path: Path) -> DriftResult:
    """A column that drifted, one that did not, one with personal data, and one that cannot be compared."""
    others = {NASTY.replace('"', '""'): "case when i % 4 = 0 then '<b>&amp;' end", "at": "now()::timestamp"}
    store(
        tmp_path,
        rows(1000, size="i % 5", who="'ada'", **others),
        rows(500, size="i % 3", who="'alan'", **others),
    )
    found = run(tmp_path, spec(COLUMNS, DRIFT, max_drifted_fraction=0.1))
    return replace(found, opsgen="1.0", started="2024-01-31T12:00:00+00:00", seconds=0.25)


def test_people_see_a_table(result: DriftResult) -> None:
    shown = TextReport(PLAIN, Bars(BLOCKS)).show(result)
    assert "\x1b" not in shown
    assert shown.splitlines() == [
        "api  in dev",
        "  reference  learned  data/learned.parquet  1,000 rows",
        "  current    asked    data/asked.parquet  500 rows",
        "",
        "             column                  metric     found                  limit            reference  current",
        "  drift      size                    psi        3.24                   at most 0.2      ▅▅▅▅▅      ███",
        "  drift                              ks         p < 0.0001             p at least 0.05",
        "             most changed: 3, from 20 % to 0 %",
        '  ok         <script>"&\\u{001B}[31m  tvd        0                      at most 0.4      ██         ██',
        "  ok         who                     hellinger  1                      at most 1        █           █",
        "             all 500 current values are new: the reference has none of them",
        "  error      at                      psi        could not be compared  at most 0.2",
        "             `at` is of type timestamp; only numbers, texts and booleans can be compared",
        "",
        "  drift      1 of 4 columns drifted, 1 column could not be compared; 10 % of them may",
    ]


def test_a_terminal_without_blocks_shows_marks(result: DriftResult) -> None:
    assert [Bars.of(TextIOWrapper(BytesIO(), encoding=name)).levels for name in ("utf-8", "ascii", "latin-1")] == [
        BLOCKS,
        MARKS,
        MARKS,
    ]
    shown = TextReport(PLAIN, Bars(MARKS)).show(result)
    assert shown.isascii()
    assert "=====      ###" in shown


def test_colours_are_for_terminals(result: DriftResult) -> None:
    assert "\x1b[1;31mdrift    " in show("drift", "text", result, Colors(on=True))


def test_without_a_verdict_it_is_said_why(tmp_path: Path) -> None:
    store(tmp_path, rows(5, size="i"), rows(3, size="i"))
    result = run(tmp_path, spec({"size": COLUMNS["size"]}, DRIFT[:1]))
    few = "too few rows: 5 in the reference and 3 in the current data, but a verdict needs 100"
    assert TextReport(PLAIN, Bars(BLOCKS)).show(result).splitlines()[4:] == [
        "             column  metric  found       limit        reference  current",
        "  undecided  size    psi     no verdict  at most 0.2   ▅▅▅▅▅      ███",
        "",
        "  undecided  no verdict: " + few + "; on_no_data: error",
    ]


def test_of_many_values_a_line_shows_the_first(tmp_path: Path) -> None:
    query = rows(1000, s="'v' || least(i % 40, 20)")
    store(tmp_path, query, query)
    result = run(tmp_path, spec({"s": {"type": "string"}}, [{"column": "s", "metric": "psi"}]))
    assert "at most 0.2  █▁▁▁▁▁▁▁▁▁▅  █▁▁▁▁▁▁▁▁▁▅" in TextReport(PLAIN, Bars(BLOCKS)).show(result)


def test_the_json_is_what_its_published_schema_says(result: DriftResult, tmp_path: Path) -> None:
    schema = json.loads(read_text("schemas/drift-report.schema.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    unread = run(tmp_path / "nowhere", spec(COLUMNS, DRIFT))
    for each in (result, unread):
        jsonschema.Draft202012Validator(schema).validate(json.loads(show("drift", "json", each, PLAIN)))
    document = json.loads(show("drift", "json", result, PLAIN))
    assert document["columns"][1]["bins"] == [
        {"kind": "value", "label": "<b>&amp;", "reference": 250, "current": 125},
        {"kind": "missing", "label": "missing", "reference": 750, "current": 375},
    ]


def test_personal_values_stand_in_no_report(result: DriftResult) -> None:
    for name in FORMATS["drift"]:
        shown = show("drift", name, result, PLAIN)
        assert not re.search(r"\bada\b", shown), name
        assert "alan" not in shown, name


def test_prometheus_reads_gauges(result: DriftResult) -> None:
    lines = show("drift", "prometheus", result, PLAIN).splitlines()
    labels = 'project="lab",environment="dev",deployment="api"'
    column = '<script>\\"&\x1b[31m'
    assert f"opsgen_drift_detected{{{labels}}} 1.0" in lines
    assert f"opsgen_drift_drifted_fraction{{{labels}}} 0.25" in lines
    assert f'opsgen_drift_rows{{{labels},dataset="asked",role="current"}} 500.0' in lines
    assert f'opsgen_drift_column_drifted{{{labels},column="{column}"}} 0.0' in lines
    assert f'opsgen_drift_limit{{{labels},column="{column}",metric="tvd"}} 0.4' in lines
    assert f'opsgen_drift_value{{{labels},column="size",metric="ks"}}' in "\n".join(lines)
    assert not any('column="at"' in line and "_limit" not in line for line in lines)
    undecided = replace(result, outcome=DriftStatus.UNDECIDED, drifted_fraction=None)
    assert "opsgen_drift_detected" not in show("drift", "prometheus", undecided, PLAIN)
    assert f"opsgen_drift_no_data{{{labels}}} 1.0" in show("drift", "prometheus", undecided, PLAIN)
    assert f"opsgen_drift_no_data{{{labels}}} 0.0" in lines


def test_all_forms_count_the_rows_that_a_window_lacks(result: DriftResult) -> None:
    side = replace(result.current, time_column="at", since="2024-01-30T12:00:00+00:00", missing_times=1)
    lacking = replace(result, current=replace(side, unreadable_times=5000))
    said = "500 rows since 2024-01-30T12:00:00+00:00, by at; left out: 1 row without at, 5,000 rows with unreadable at"
    assert said in TextReport(PLAIN, Bars(BLOCKS)).show(lacking)
    assert said in "".join(Page(show("drift", "html", lacking, PLAIN)).texts)
    schema = json.loads(read_text("schemas/drift-report.schema.json"))
    document = json.loads(show("drift", "json", lacking, PLAIN))
    jsonschema.Draft202012Validator(schema).validate(document)
    assert (document["current"]["missing_times"], document["current"]["unreadable_times"]) == (1, 5000)
    lines = show("drift", "prometheus", lacking, PLAIN).splitlines()
    labels = 'project="lab",environment="dev",deployment="api",dataset="asked",role="current"'
    assert f'opsgen_drift_rows_without_time{{{labels},time="missing"}} 1.0' in lines
    assert f'opsgen_drift_rows_without_time{{{labels},time="unreadable"}} 5000.0' in lines
    assert not any("rows_without_time{" in line for line in show("drift", "prometheus", result, PLAIN).splitlines())


class Page(HTMLParser):
    """What a page is made of."""

    VOID = frozenset({"meta", "br", "hr", "img", "link", "input"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def values(self, name: str) -> list[str | None]:
        return [value for key, value in self.attributes if key == name]


def test_the_page_is_whole_and_loads_nothing(result: DriftResult) -> None:
    shown = show("drift", "html", result, PLAIN)
    page = Page(shown)
    assert shown.startswith("<!doctype html>")
    assert page.open == []
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(page.tags)
    assert not {"src", "srcset", "style", "onclick", "onload"} & {key for key, _ in page.attributes}
    assert "url(" not in shown
    assert "@import" not in shown
    assert all(value and value.startswith("#column-") for value in page.values("href"))
    assert {value.removeprefix("#") for value in page.values("href") if value} <= set(page.values("id"))
    assert "default-src 'none'; style-src 'unsafe-inline'" in page.values("content")


def test_the_page_says_in_words_what_its_pictures_show(result: DriftResult) -> None:
    page = Page(show("drift", "html", result, PLAIN))
    assert ("lang", "en") in page.attributes
    pictures = page.tags.count("svg")
    assert (
        page.values("role").count("img") + page.values("aria-hidden").count("true") - page.tags.count("i") == pictures
    )
    labels = [f"Distribution of {name}" for name in ("size", '<script>"&\\u{001B}[31m', "who")]
    pictured = [f"{label}; the table below has the figures." for label in labels]
    assert sorted(filter(None, page.values("aria-label"))) == sorted(["All columns", *labels, *pictured])
    assert page.tags.count("th") == len(page.values("scope"))
    told = "".join(page.texts)
    for words in ("1 of 4 columns drifted", "p < 0.0001", '<script>"&\\u{001B}[31m', "<b>&amp;", "20 %", "***"):
        assert words in told


def test_the_page_is_light_and_dark(result: DriftResult) -> None:
    shown = show("drift", "html", result, PLAIN)
    assert "color-scheme: light dark" in shown
    schemes = re.findall(r":root \{([^}]*)\}", shown)
    light, dark = ({*re.findall(r"--[a-z]+", scheme)} for scheme in schemes)
    assert light == dark
    text_colors = ("--text", "--soft", "--ok", "--drift", "--undecided")
    for scheme in schemes:
        color = dict(re.findall(r"(--[a-z]+): #([0-9a-f]{6})", scheme))
        assert all(contrast(color[name], color["--page"]) >= 4.5 for name in text_colors)
        assert all(contrast(color[name], color["--page"]) >= 3 for name in ("--reference", "--current"))


def contrast(one: str, other: str) -> float:
    """How well two colours are told apart, as WCAG has it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    channels = (int(color[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
