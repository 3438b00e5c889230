from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgen.compile.suppressions.apply import Ignored
from opsgen.diagnostics.model import Diagnostic, Fix, Related, Severity, Span
from opsgen.report import formats
from opsgen.report.lint.result import LintResult
from opsgen.terminal.color import Colors

if TYPE_CHECKING:
    from collections.abc import Sequence

SCHEMA = json.loads((Path(__file__).parents[3] / "schemas" / "diagnostics.schema.json").read_text(encoding="utf-8"))
HERE = Span("a b.yaml", 3, 12, 3, 16)
THERE = Span("opsgen.yaml", 1, 1, 4, 2)
ERROR = Diagnostic("REF103", Severity.ERROR, "no dataset `x`", HERE, ("did you mean `y`?",), (Related(THERE, "here"),))
WARNING = Diagnostic("K8S112", Severity.WARNING, "50% of, say: requests", THERE, fix=Fix("write 3", (), safe=True))
NOWHERE = Diagnostic("SRC101", Severity.ERROR, "there is no file", None)
IGNORED = Ignored(WARNING._replace(span=HERE), "near enough", in_source=True)


FOR_PROGRAMS = [name for name in formats.FORMATS["lint"] if name != "text"]


def show(name: str, linted: Sequence[LintResult]) -> str:
    return formats.show("lint", name, linted, Colors(on=False))


def linted(*diagnostics: Diagnostic, ignored: Sequence[Ignored] = ()) -> LintResult:
    return LintResult("opsgen.yaml", diagnostics, ignored, lambda _file: [])


ALL = [linted(ERROR, WARNING, NOWHERE, ignored=[IGNORED]), linted(ERROR)]


def sarif(*all_: LintResult) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(show("sarif", all_))["runs"][0]
    return run


def test_concise_is_a_line_each_and_tells_what_files_share_once() -> None:
    assert show("concise", ALL).splitlines() == [
        "a b.yaml:3:12: error[REF103]: no dataset `x`",
        "opsgen.yaml:1:1: warning[K8S112]: 50% of, say: requests",
        "error[SRC101]: there is no file",
    ]


def test_github_gets_commands_in_which_nothing_of_the_text_is_one() -> None:
    assert show("github", ALL).splitlines() == [
        "::error file=a b.yaml,line=3,endLine=3,col=12,endColumn=15,title=REF103::no dataset `x`%0Adid you mean `y`?",
        "::warning file=opsgen.yaml,line=1,endLine=4,title=K8S112::50%25 of, say: requests",
        "::error title=SRC101::there is no file",
    ]
    hostile = ERROR._replace(message="a\n::set-env name=X::y\r", span=HERE._replace(file="a,b:c%.yaml"))
    command = show("github", [linted(hostile)])
    assert command.count("\n") == 1
    assert "file=a%2Cb%3Ac%25.yaml," in command


def test_github_and_code_scanning_get_paths_from_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "projects" / "churn"
    folder.mkdir(parents=True)
    (tmp_path / ".git").touch()
    monkeypatch.chdir(folder)
    above = ERROR._replace(span=HERE._replace(file="../libs/x.sql"), related=())
    assert "file=projects/churn/opsgen.yaml,line=1" in show("github", [linted(WARNING)])
    assert "file=projects/libs/x.sql,line=3" in show("github", [linted(above)])
    places = [each["locations"][0]["physicalLocation"] for each in sarif(linted(WARNING, above))["results"]]
    assert [each["artifactLocation"]["uri"] for each in places] == ["projects/churn/opsgen.yaml", "projects/libs/x.sql"]


def test_json_keeps_its_published_schema() -> None:
    document = json.loads(show("json", ALL))
    jsonschema.validate(document, SCHEMA)
    assert (document["errors"], document["warnings"]) == (2, 1)
    assert document["diagnostics"][0]["name"] == "unknown-dataset"
    assert document["diagnostics"][0]["related"][0]["place"]["end_line"] == 4
    assert document["diagnostics"][1]["fix"] == {"does": "write 3", "safe": True}
    assert document["diagnostics"][2]["place"] is None
    assert document["ignored"][0]["reason"] == "near enough"


def test_sarif_has_rules_results_and_suppressions() -> None:
    run = sarif(*ALL)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["K8S112", "REF103", "SRC101"]
    error, warning, nowhere, ignored = run["results"]
    assert all(result["ruleId"] == rules[result["ruleIndex"]] for result in run["results"])
    location = error["locations"][0]["physicalLocation"]
    assert location["artifactLocation"] == {"uri": "a%20b.yaml", "uriBaseId": "%SRCROOT%"}
    assert location["region"] == {"startLine": 3, "startColumn": 12, "endLine": 3, "endColumn": 16}
    assert error["relatedLocations"][0]["message"] == {"text": "here"}
    assert warning["level"] == "warning"
    spec = {"uri": "opsgen.yaml", "uriBaseId": "%SRCROOT%"}
    assert nowhere["locations"] == [{"physicalLocation": {"artifactLocation": spec}}]
    assert ignored["suppressions"] == [{"kind": "inSource", "justification": "near enough"}]


def test_sarif_makes_no_link_of_what_a_spec_says() -> None:
    [result] = sarif(linted(ERROR._replace(message="no [fix](https://example.com)", help=(), related=())))["results"]
    assert result["message"]["text"] == r"no [fix\](https://example.com)"


def test_sarif_names_files_elsewhere_whole_and_codes_of_others_without_a_rule() -> None:
    result = sarif(linted(ERROR._replace(code="XYZ101", span=HERE._replace(file="/srv/x.yaml"))))["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "file:///srv/x.yaml"}
    assert "ruleIndex" not in result


def test_sarif_has_addresses_of_files_of_any_name() -> None:
    files = {"a#b?c%.yaml": "a%23b%3Fc%25.yaml", "é.yaml": "%C3%A9.yaml", "\udcff.yaml": "%5Cu%7BDCFF%7D.yaml"}
    for file, address in files.items():
        result = sarif(linted(ERROR._replace(span=HERE._replace(file=file))))["results"][0]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == address


def test_junit_has_a_suite_a_spec_and_counts_errors() -> None:
    first, second = ET.fromstring(show("junit", [*ALL[:1], linted()]))  # noqa: S314
    assert (first.get("tests"), first.get("failures")) == ("3", "2")
    assert [case.find("failure") is not None for case in first] == [True, False, True]
    assert [case.get("name") for case in second] == ["no problems"]


@pytest.mark.parametrize("name", FOR_PROGRAMS)
def test_of_nothing_there_is_a_report_too(name: str) -> None:
    shown = show(name, [linted()])
    assert bool(shown) is (name not in ("concise", "github"))


@pytest.mark.parametrize("name", FOR_PROGRAMS)
@given(text=st.text(max_size=40))
def test_text_of_a_spec_is_shown_printable_and_cannot_break_a_report(name: str, text: str) -> None:
    hostile = Diagnostic("REF103", Severity.ERROR, text, HERE, (text,), (Related(THERE, text),))
    shown = show(name, [linted(hostile, ignored=[Ignored(hostile, text, in_source=True)])])
    assert all(character.isprintable() for character in shown.replace("\n", ""))
    if name in ("json", "sarif"):
        assert json.loads(shown)
    elif name == "junit":
        assert len(ET.fromstring(shown)) == 1  # noqa: S314
    else:
        assert shown.count("\n") == 1


@pytest.mark.parametrize("name", FOR_PROGRAMS)
def test_credentials_are_starred(name: str) -> None:
    token = "ghp_" + "0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX"
    there = HERE._replace(file=f"{token}/opsgen.yaml")
    shown = show(name, [linted(ERROR._replace(message="postgres://opsgen:hunter2secret@db/x", span=there))])
    assert "hunter2secret" not in shown
    assert token not in shown
    assert re.search(r"opsgen:\*+@", shown)
