"""Lines of requirements files, as pip reads them."""

from __future__ import annotations

import pytest

from opsgen.compile.requirements.lines import Line, OtherFile, lines_of

INDEX = "https://packages.example.com"


@pytest.mark.parametrize(
    "text",
    [
        "opsgen",
        "OpsGen[duckdb, mlflow] == 0.1.0",
        "opsgen;python_version>'3.9'",
        "opsgen>=0.1,<1 --config-settings x=y",
        "opsgen (==0.1)",
    ],
)
def test_a_name_alone_has_no_place(text: str) -> None:
    assert (Line(1, text).named, Line(1, text).placed) == ("opsgen", None)


@pytest.mark.parametrize(
    "text",
    [
        "./wheels/opsgen-0.1.0-py3-none-any.whl",
        "opsgen-0.1.0-py3-none-any.whl[duckdb,mlflow]",
        "./sdists/OpsGen-0.1.0.tar.gz ; python_version > '3.9'",
        "https://packages.example.com/opsgen-0.1.0-py3-none-any.whl#sha256=00",
        "opsgen[duckdb] @ https://packages.example.com/any.whl",
        "opsgen@git+https://git.example.com/opsgen",
    ],
)
def test_a_file_and_a_url_are_places(text: str) -> None:
    assert (Line(1, text).named == "opsgen", Line(1, text).placed) == (False, "opsgen")


@pytest.mark.parametrize(
    ("text", "name"),
    [("ops_gen", "ops-gen"), ("ops.gen==1", "ops-gen"), ("opsgen-extra", "opsgen-extra"), ("opsgen/setup", None)],
)
def test_other_names_and_folders_are_not_opsgen(text: str, name: str | None) -> None:
    assert (Line(1, text).named, Line(1, text).placed) == (name, None)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("opsgen[duckdb] == 0.1.0 --hash=sha256:00", "0.1.0"),
        ("./wheels/opsgen-0.1.0-py3-none-any.whl[duckdb]", "0.1.0"),
        ("OpsGen @ https://packages.example.com/OpsGen-0.1.0-py3-none-any.whl#sha256=00", "0.1.0"),
        ("opsgen>=0.1", None),
        ("opsgen @ git+https://git.example.com/opsgen", None),
        ("opsgen @", None),
    ],
)
def test_the_version_is_that_of_the_file_or_the_only_one_accepted(text: str, version: str | None) -> None:
    assert Line(1, text).version == version


def test_a_folder_of_links_is_not_a_place() -> None:
    line = Line(1, "--find-links ./wheels/opsgen-0.1.0-py3-none-any.whl")
    assert (line.named, line.placed) == (None, None)


@pytest.mark.parametrize(
    ("text", "restricts"),
    [
        ("pytest==9.2.0 --hash=sha256:00", True),
        ("--require-hashes", True),
        ("--no-index", True),
        (f"--index-url {INDEX}", False),
        (f"--extra-index-url {INDEX}/--hash", False),
    ],
)
def test_hashes_and_a_ban_of_indexes_restrict_pip(text: str, restricts: bool) -> None:
    assert Line(1, text).restricts_pip is restricts


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("-r base.txt", OtherFile("base.txt", is_constraint=False)),
        ("-rbase.txt", OtherFile("base.txt", is_constraint=False)),
        ("--requirement=base.txt", OtherFile("base.txt", is_constraint=False)),
        ("--pre --requirement 'a b.txt'", OtherFile("a b.txt", is_constraint=False)),
        ("-c base.txt", OtherFile("base.txt", is_constraint=True)),
        ("--constraint base.txt", OtherFile("base.txt", is_constraint=True)),
        ("--require-hashes", None),
        ("opsgen -r base.txt", None),
    ],
)
def test_options_add_other_files(text: str, other: OtherFile | None) -> None:
    assert Line(1, text).other_file == other


def test_lines_are_continued_and_comments_are_not() -> None:
    physical = ["opsgen \\", "  --hash=sha256:00 # why \\", "", "# note \\", "pytest#1", "last \\"]
    assert [*lines_of(physical)] == [(1, "opsgen   --hash=sha256:00"), (5, "pytest#1"), (6, "last")]
