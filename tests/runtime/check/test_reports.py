"""The forms of a report."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from opsgen.render.resources import read_text
from opsgen.report.formats import show
from opsgen.runtime.check.failing_rows import Examples
from opsgen.terminal.color import Colors
from runtime.check.lab import csv_of, run, write

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.runtime.check.result import CheckResult

PLAIN = Colors(on=False)
QUALITY = [
    {"not_null": {"column": "size", "severity": "warn", "description": "Scales fail now and then."}},
    {"accepted_values": {"column": "code", "values": ["a", "b"], "max_rows": 1}},
    {"sum": {"column": "size", "min": 3, "max": 10}},
    {"expression": {"name": 'quo"ted\\name', "sql": "nothing = 1", "severity": "warn"}},
]


@pytest.fixture
def result(tmp_path: Path) -> CheckResult:
    """One dataset with each outcome, and one that is not there."""
    write(tmp_path, "code,size\na,1\nb,\n<c>\x1b[31m,2\n,2.5\n'd',0\n")
    columns = {"code": {"type": "string"}, "size": {"type": "number"}}
    datasets = {"data": csv_of(columns, QUALITY), "gone": csv_of(columns, path="gone.csv")}
    found = run(tmp_path, datasets, "data", "gone", examples=Examples(sample=1))
    steady = [
        replace(each, seconds=1.5, scan_seconds=0.25, rules=tuple(replace(rule, seconds=None) for rule in each.rules))
        for each in found.datasets
    ]
    return replace(found, opsgen="1.0", started="2024-01-31T12:00:00+00:00", seconds=3.25, datasets=tuple(steady))


def test_people_see_a_table(result: CheckResult) -> None:
    shown = show("check", "text", result, PLAIN)
    assert "\x1b" not in shown
    assert shown.splitlines() == [
        "data  data/data.csv  5 rows",
        "         rule                   found                   limit              time",
        "  pass   schema                 2 columns               as declared",
        "  warn   not_null(size)         1 row (20 %)            none",
        "         Scales fail now and then.",
        "           code  size",
        "           b     null",
        "  fail   accepted_values(code)  2 rows (40 %)           at most 1 row",
        "           code             size",
        "           <c>\\u{001B}[31m  2.0",
        "  pass   sum(size)              5.5                     3 to 10",
        '  error  quo"ted\\name           could not be evaluated  none',
        f"         {result.datasets[0].rules[-1].message}",
        "  5 rules: 2 passed, 1 warned, 1 failed, 1 could not be evaluated in 1.50 s, 250 ms of them for the one scan",
        "",
        "gone  data/gone.csv",
        f"  error  the data could not be read: {result.datasets[1].message}",
        "",
        "2 datasets: 1 failed, 1 could not be read",
    ]


def test_colours_are_for_terminals(result: CheckResult) -> None:
    assert "\x1b[32mpass " in show("check", "text", result, Colors(on=True))


def test_the_json_is_what_its_published_schema_says(result: CheckResult) -> None:
    schema = json.loads(read_text("schemas/check-result.schema.json"))
    document = json.loads(show("check", "json", result, PLAIN))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema, jsonschema.Draft202012Validator)
    (data, gone) = document["datasets"]
    assert [rule["outcome"] for rule in data["rules"]] == ["pass", "warn", "fail", "pass", "error"]
    assert data["rules"][1]["sample"] == {"columns": ["code", "size"], "rows": [["b", None]]}
    assert (gone["outcome"], document["outcome"]) == ("error", "error")


def test_markdown_is_html_in_which_no_text_is_markdown(result: CheckResult) -> None:
    from opsgen.report.markdown import LONGEST, block

    hostile = "x</code>\n\n# [a](https://a.example) | @all `y` <img src=x onerror=alert(1)> $x$ "
    rule = replace(result.datasets[0].rules[2], name=hostile, found=hostile, limit=hostile, message=hostile)
    data = replace(result.datasets[0], name=hostile, rules=(rule,) * 300)
    shown = show("check", "markdown", replace(result, datasets=(data, *result.datasets[1:])), PLAIN)
    shown += f"\n{block(hostile)}\n{block('# line' + chr(10) + chr(10) + '</pre>' * LONGEST)}"
    assert len(shown) < 1024**2
    # In an HTML block nothing is read as Markdown. It lasts until a blank line, those of <pre> until </pre>.
    outside = re.sub(r"<pre>[^<]*</pre>", "<pre></pre>", shown)
    assert all(part.lstrip("\n").startswith(("<p>", "<table>", "<pre>")) for part in outside.split("\n\n"))
    tags = {"p", "b", "br", "code", "pre", "table", "tr", "th", "td"}
    assert set(re.findall(r"</?([^ >/]*)", outside)) == tags
    assert "<p>100 more rules</p>" in shown
    assert "The log has the rest." in shown


def test_markdown_has_what_did_not_pass_first(result: CheckResult) -> None:
    lines = show("check", "markdown", result, PLAIN).splitlines()
    assert lines[0] == (
        "<p><code>data</code>: 5 rows; 5 rules: 2 passed, 1 warned, 1 failed, 1 could not be evaluated</p>"
    )
    assert lines[3] == (
        "<tr><td><b>warn</b></td><td><code>not_null(size)</code></td>"
        "<td><code>1 row (20 %)</code><br><code>Scales fail now and then.</code></td><td><code>none</code></td></tr>"
    )
    outcomes = [line.partition("<td>")[2].partition("</td>")[0] for line in lines if line.startswith("<tr><td>")]
    assert outcomes == ["<b>warn</b>", "<b>fail</b>", "<b>error</b>", "pass", "pass"]
    assert "b     null" not in "".join(lines)
    assert lines[-1].startswith("<p><code>gone</code>: the data could not be read: <code>")


def test_junit_counts_what_failed(result: CheckResult) -> None:
    root = ET.fromstring(show("check", "junit", result, PLAIN))  # noqa: S314
    data, gone = root.findall("testsuite")
    assert {key: data.get(key) for key in ("name", "tests", "failures", "errors")} == {
        "name": "dev.data",
        "tests": "5",
        "failures": "1",
        "errors": "0",
    }
    assert [failure.get("message") for failure in data.iter("failure")] == [
        "found 2 rows (40 %), allowed at most 1 row"
    ]
    found, unjudged = [out.text for out in data.iter("system-out")]
    assert found == "warning: found 1 row (20 %), allowed none"
    assert unjudged is not None
    assert unjudged.startswith("warning: ")
    assert "nothing" in unjudged
    assert (gone.get("errors"), gone.get("tests")) == ("1", "1")


def test_prometheus_has_a_line_a_value(result: CheckResult) -> None:
    lines = show("check", "prometheus", result, PLAIN).splitlines()
    labels = 'project="lab",environment="dev",dataset="data"'
    assert f"opsgen_quality_dataset_rows{{{labels}}} 5.0" in lines
    assert "opsgen_quality_check_timestamp_seconds" in " ".join(lines)
    rule = f'{labels},rule="accepted_values(code)",kind="accepted_values",severity="error"'
    assert f"opsgen_quality_rule_passed{{{rule}}} 0.0" in lines
    assert f"opsgen_quality_rule_broken_rows{{{rule}}} 2.0" in lines
    assert any('rule="quo\\"ted\\\\name"' in line for line in lines)
    metrics = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(metrics) == len(set(metrics))


def test_checks_that_begin_at_once_are_runs_of_their_own(result: CheckResult) -> None:
    other = replace(result, datasets=(replace(result.datasets[0], name="other"),))
    runs = {json.loads(show("check", "openlineage", each, PLAIN))["run"]["runId"] for each in (result, other, result)}
    assert len(runs) == 2


def test_openlineage_has_assertions_and_metrics(result: CheckResult) -> None:
    event = json.loads(show("check", "openlineage", result, PLAIN))
    data, gone = event["inputs"]
    assert (event["eventType"], event["eventTime"]) == ("FAIL", "2024-01-31T12:00:00+00:00")
    assert (data["namespace"], data["name"]) == ("file", "data/data.csv")
    assert {"assertion": "not_null(size)", "success": False, "column": "size"} in data["inputFacets"][
        "dataQualityAssertions"
    ]["assertions"]
    metrics = data["inputFacets"]["dataQualityMetrics"]
    assert (metrics["rowCount"], metrics["columnMetrics"]) == (5, {"size": {"nullCount": 1, "sum": 5.5}})
    assert gone["inputFacets"]["dataQualityAssertions"]["assertions"] == []


def test_the_page_stands_alone(result: CheckResult) -> None:
    shown = show("check", "html", result, PLAIN)
    assert '<h2 id="dataset-1">data <span class="verdict fail">fail</span></h2>' in shown
    assert "&lt;c&gt;\\u{001B}[31m" in shown
    assert "quo&#34;ted\\name" in shown
    assert "The data could not be read: " in shown
    assert "default-src 'none'" in shown
    assert not re.search(r"<script|<link|<img|<c>|src=|\x1b", shown)
    assert set(re.findall(r'href="([^"]*)"', shown)) == {"#dataset-1", "#dataset-2"}


def test_the_page_masks_personal_values(tmp_path: Path) -> None:
    write(tmp_path, "mail\nada@example.com\n")
    columns = {"mail": {"type": "string", "classification": "pii", "pattern": "x"}}
    shown = show("check", "html", run(tmp_path, {"data": csv_of(columns)}, examples=Examples(sample=1)), PLAIN)
    assert "***" in shown
    assert "ada@" not in shown
