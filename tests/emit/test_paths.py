from __future__ import annotations

import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emit.trees import check, codes, snapshot, text, write
from opsgen.emit.paths import collisions, path_problem

UNSAFE = {
    "": "is empty",
    "/etc/passwd": "is absolute",
    "//host/share": "is absolute",
    "~/x": "starts with `~`",
    "~root/x": "starts with `~`",
    "dags\\x.py": "contains a backslash",
    "\\\\host\\share": "contains a backslash",
    "C:/x": "contains `:`",
    "c:x": "contains `:`",
    "dags/x:stream": "contains `:`",
    "..": "contains the part `..`",
    "../x": "contains the part `..`",
    "dags/../../x": "contains the part `..`",
    ".": "contains the part `.`",
    "./x": "contains the part `.`",
    "dags//x": "contains the part ``",
    "dags/": "contains the part ``",
    "dags/a\0b": "contains the character U+0000",
    "dags/a\nb": "contains the character U+000A",
    "dags/a\x1b[31m": "contains the character U+001B",
    "dags/a\x85": "contains the character U+0085",
    "dags/a\u202eb": "contains the character U+202E",
    "dags/a\u2028b": "contains the character U+2028",
    "dags/a\ud800": "contains the character U+D800",
    "dags/a*": "contains `*`",
    'dags/"a"': 'contains `"`',
    "dags/a|b": "contains `|`",
    "dags/a.": "ends in a dot or a space",
    "dags /a": "ends in a dot or a space",
    "dags/NUL": "is a device",
    "con.txt": "is a device",
    "Aux.tar.gz": "is a device",
    "com1": "is a device",
    "LPT9.py": "is a device",
    "com\u00b9": "is a device",
    "CONIN$": "is a device",
    "prn .txt": "is a device",
    "a/" + "x" * 256: "over 255 bytes",
    "a/" + "\u00e9" * 128: "over 255 bytes",
    ".git/config": "is inside `.git`",
    ".GIT/hooks/pre-commit": "is inside `.git`",
    "sub/.Git/config": "is inside `.git`",
    ".git": "is inside `.git`",
    "git~1/config": "is inside `.git`",
    ".g\u200cit/config": "contains the character U+200C",
    ".opsgen/manifest": "is inside `.opsgen`",
    ".OpsGen/x": "is inside `.opsgen`",
    "OPSGEN~1/transaction/journal": "is inside `.opsgen`",
}


@pytest.mark.parametrize("path", UNSAFE)
def test_unsafe_paths_are_refused_before_anything_is_written(tmp_path: Path, path: str) -> None:
    found = path_problem(path)
    assert found is not None
    assert UNSAFE[path] in found
    for diagnostics in (
        write([text(path, ""), text("good", "")], tmp_path, force=True).diagnostics,
        check([text(path, ""), text("good", "")], tmp_path).diagnostics,
    ):
        assert codes(diagnostics) == [("OUT101", "")]
    assert snapshot(tmp_path) == {}


@pytest.mark.parametrize(
    "path",
    [
        ".github/workflows/ci.yml",
        "dags/a b.py",
        "daten/größe.py",
        "数据/航班.py",
        "console",
        "nullable.sql",
        "com10",
        ".gitignore",
        "x.git/y",
        "a/.opsgen",
        "..x",
        "...x",
        "x" * 255,
        "a/~b",
        "-rf",
        "a'b",
        "$(x)",
        "{{x}}",
    ],
)
def test_ordinary_paths_are_written(tmp_path: Path, path: str) -> None:
    assert path_problem(path) is None
    assert write([text(path, "x")], tmp_path).diagnostics == []
    assert (tmp_path / path).read_text() == "x"


@given(st.text() | st.lists(st.sampled_from(["..", ".", "", "a", "~", "C:", ".git", "nul", "\\", "/"])).map("/".join))
def test_a_path_that_is_let_through_stays_below_the_root_on_every_system(path: str) -> None:
    if path_problem(path) is not None:
        return
    for kind in (PurePosixPath, PureWindowsPath):
        pure = kind(path)
        assert not pure.is_absolute()
        assert not pure.drive
        assert ".." not in pure.parts
        assert pure.parts == tuple(path.split("/"))
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in path)


@pytest.mark.parametrize(
    ("paths", "pairs"),
    [
        (["a", "a"], [("a", "a")]),
        (["A", "a"], [("a", "A")]),
        (["a", "a/b"], [("a/b", "a")]),
        (["A", "a/b"], [("a/b", "A")]),
        (["a/b", "A"], [("A", "a/b")]),
        (["a/b/c", "a"], [("a", "a/b/c")]),
        (["Dags/a", "dags/b"], [("dags/b", "Dags/a")]),
        (["caf\u00e9", "cafe\u0301"], [("cafe\u0301", "caf\u00e9")]),
        (["stra\u00dfe", "STRASSE"], [("STRASSE", "stra\u00dfe")]),
        (["a", "b", "a/b", "b/c"], [("a/b", "a"), ("b/c", "b")]),
        (["a/b", "a/c", "ab", "a-b", "a_b"], []),
    ],
)
def test_collisions(paths: list[str], pairs: list[tuple[str, str]]) -> None:
    assert list(collisions(paths)) == pairs


def test_colliding_artifacts_are_refused(tmp_path: Path) -> None:
    paths = ["x/A", "x/a", "y", "y/z", "same", "same", "good"]
    found = write([text(path, "") for path in paths], tmp_path, force=True).diagnostics
    assert [(each.code, each.message) for each in found] == [
        ("OUT102", "the output paths `same` and `same` are the same"),
        ("OUT102", "the output paths `x/A` and `x/a` differ only by case or by Unicode normalization"),
        ("OUT102", "the output paths `y` and `y/z` are both a file and a folder"),
    ]
    assert snapshot(tmp_path) == {}


@pytest.mark.parametrize(
    "path", ["opsgen.yaml", "OPSGEN.yaml", "conf/teams.yaml", "conf", "OPSGEN.yaml/x", "conf/Teams.yaml/a/b"]
)
def test_sources_are_protected_even_from_force(tmp_path: Path, path: str) -> None:
    (tmp_path / "conf").mkdir()
    sources = [tmp_path / "opsgen.yaml", tmp_path / "conf/teams.yaml"]
    for source in sources:
        source.write_text("version: 1\n")
    before = snapshot(tmp_path)

    assert codes(write([text(path, "")], tmp_path, force=True, protected=sources).diagnostics) == [("OUT103", "")]
    assert codes(check([text(path, "")], tmp_path, protected=sources).diagnostics) == [("OUT103", "")]
    assert snapshot(tmp_path) == before
    assert (
        write([text("conf/dags.py", ""), text("dags/opsgen.yaml", "")], tmp_path, protected=sources).diagnostics == []
    )


def test_sources_are_protected_through_links_and_relative_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/spec.yaml").touch()
    (tmp_path / "link").symlink_to("real")
    monkeypatch.chdir(tmp_path)
    for root, source in (("real", "link/spec.yaml"), ("link", "real/spec.yaml"), ("real", "real/spec.yaml")):
        found = write([text("spec.yaml", "x")], Path(root), force=True, protected=[Path(source)])
        assert codes(found.diagnostics) == [("OUT103", "")]


def test_an_orphan_that_became_a_source_is_left_alone(tmp_path: Path) -> None:
    write([text("opsgen.yaml", "version: 1\n")], tmp_path)
    assert write([text("x", "")], tmp_path, protected=[tmp_path / "opsgen.yaml"], force=True).diagnostics == []
    assert (tmp_path / "opsgen.yaml").read_text() == "version: 1\n"


@pytest.mark.parametrize("root", [Path("/"), Path(".git"), Path("sub/.GIT/inner")])
def test_unsafe_output_folders_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for diagnostics in (write([text("x", "")], root).diagnostics, check([text("x", "")], root).diagnostics):
        assert codes(diagnostics) == [("OUT101", "")]
    assert snapshot(tmp_path) == {}


def test_an_output_folder_that_is_a_file_is_refused_by_name(tmp_path: Path) -> None:
    root = tmp_path / "opsgen.yaml"
    root.write_text("version: 1\n", encoding="utf-8")
    for diagnostics in (write([text("x", "")], root).diagnostics, check([text("x", "")], root).diagnostics):
        assert [each.message for each in diagnostics] == [f"the output folder `{root.as_posix()}` is not a folder"]
    assert root.read_text(encoding="utf-8") == "version: 1\n"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="this system has no such folder")
def test_an_output_folder_that_cannot_be_made_is_named() -> None:
    [found] = write([text("x", "")], Path("/proc/nowhere")).diagnostics
    assert found.message.endswith(": `/proc/nowhere`")


def test_an_output_folder_whose_name_is_too_long_is_refused(tmp_path: Path) -> None:
    [found] = write([text("x", "")], tmp_path / ("x" * 300)).diagnostics
    assert found.code == "OUT110"
