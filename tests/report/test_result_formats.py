"""The form of a report by the ending of its file, for each command that writes one."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsgen.report.check.formats import FORMATS as CHECK
from opsgen.report.drift.formats import FORMATS as DRIFT
from opsgen.report.gate.formats import FORMATS as GATE
from opsgen.report.profile.formats import FORMATS as PROFILE
from opsgen.report.result_formats import UnknownEndingError, form_of

ALL = {"check": CHECK, "drift": DRIFT, "gate": GATE, "profile": PROFILE}


@pytest.mark.parametrize(
    ("file", "form", "commands"),
    [
        ("r.json", "json", "check drift gate profile"),
        ("R.JSON", "json", "check drift gate profile"),
        ("r.txt", "text", "check drift gate profile"),
        ("r.html", "html", "check drift"),
        ("r.htm", "html", "check drift"),
        ("r.xml", "junit", "check gate"),
        ("r.prom", "prometheus", "check drift"),
        ("r.yaml", "yaml", "profile"),
        ("r.yml", "yaml", "profile"),
        ("report", "text", "check drift gate profile"),
        ("/dev/stdout", "text", "check drift gate profile"),
        ("-", "text", "check drift gate profile"),
    ],
)
def test_the_ending_says_the_form(file: str, form: str, commands: str) -> None:
    for command, formats in ALL.items():
        if command in commands.split():
            assert form_of(Path(file), None, formats) == form
        else:
            with pytest.raises(UnknownEndingError, match=r"name the file with `\.txt`, `\.json`"):
                form_of(Path(file), None, formats)


def test_a_form_that_is_asked_for_wins() -> None:
    assert form_of(Path("r.html"), "json", CHECK) == "json"
    assert form_of(Path("r.pdf"), "text", CHECK) == "text"
    assert form_of(None, "junit", CHECK) == "junit"
    assert form_of(None, None, CHECK) == "text"


def test_an_unknown_ending_names_the_known_ones() -> None:
    with pytest.raises(UnknownEndingError) as refused:
        form_of(Path("r.pdf"), None, GATE)
    assert str(refused.value) == (
        "no report has the ending .pdf; name the file with `.txt`, `.json` or `.xml`, or add --format"
    )
