"""Shells complete names from the spec at hand, through the mechanism that they use: variables of the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from program import opsgen

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
version: 1
environments: {dev: {}, prod: {}}
include: [more.yaml]
datasets: {orders: {}, "bad\\e[31m": {}}
models: {churn: {}}
deployments: {churn-api: {}}
"""


def completed(line: str, folder: Path) -> list[str]:
    """What bash is offered for the last word of a command line."""
    words = line.split(" ")
    ran = opsgen(
        folder=folder, _OPSGEN_COMPLETE="complete_bash", COMP_WORDS=" ".join(words), COMP_CWORD=str(len(words) - 1)
    )
    assert ran.stderr == ""
    return ran.stdout.split()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("opsgen build --env ", ["dev", "prod"]),
        ("opsgen check --env p", ["prod"]),
        ("opsgen check ", ["orders", "planes"]),
        ("opsgen transform or", ["orders"]),
        ("opsgen run ", ["orders", "planes", "churn", "churn-api"]),
        ("opsgen run +pl", ["+planes"]),
        ("opsgen gate ", ["churn"]),
        ("opsgen register c", ["churn"]),
        ("opsgen drift ", ["churn-api"]),
        ("opsgen explain REF10", ["REF101", "REF102", "REF103", "REF104", "REF105", "REF106", "REF107", "REF108"]),
        ("opsgen lint --select DAT,PLT10", ["DAT,PLT101", "DAT,PLT102"]),
        ("opsgen lint --format s", ["sarif"]),
    ],
)
def test_names_are_completed(line: str, offered: list[str], tmp_path: Path) -> None:
    (tmp_path / "opsgen.yaml").write_text(SPEC)
    (tmp_path / "more.yaml").write_text("datasets: {planes: {}}\n")
    found = completed(line, tmp_path)
    assert found[: len(offered)] == offered or set(offered) <= set(found)
    assert not [name for name in found if not name.isprintable()]


def test_the_spec_that_the_line_names_is_read(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("datasets: {other: {}}\n")
    assert completed("opsgen check --spec other.yaml ", tmp_path) == ["other"]


@pytest.mark.parametrize("text", [None, "", "datasets: [", "datasets: 3", "- 1", "datasets: {<<: 1}", "\x00"])
def test_a_broken_spec_completes_nothing(text: str | None, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "opsgen.yaml").write_text(text)
    assert completed("opsgen check ", tmp_path) == []
