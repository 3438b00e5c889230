"""Text of a spec stays text in Spark, which by default puts a variable in the place of `${env:NAME}` in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from opsgen.runtime.check.result import Outcome
from runtime.check.lab import rules, run

if TYPE_CHECKING:
    from pathlib import Path

VARIABLE = "${env:OPSGEN_TEST}"


@pytest.mark.usefixtures("spark")
def test_no_text_becomes_a_variable_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSGEN_TEST", "x' or a <> 'x")
    (tmp_path / "data.csv").write_text(f"a\n{VARIABLE}\n", encoding="utf-8")
    quality = [
        {"expression": {"sql": f"a = '{VARIABLE}'"}},
        {"query": {"sql": "select * from data where a <> '" + VARIABLE + "'"}},  # noqa: S608
    ]
    data: dict[str, Any] = {
        "source": {"connection": "cluster", "path": "data.csv"},
        "columns": {"a": {"type": "string", "allowed": [VARIABLE]}},
        "quality": quality,
    }
    found = rules(run(tmp_path, {"data": data}, connections={"cluster": {"type": "spark", "master": "local[1]"}}))
    assert {name: rule.outcome for name, rule in found.items()} == dict.fromkeys(found, Outcome.PASS)
