"""A spec in several files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from opsgen.diagnostics.model import Place
from opsgen.source import load
from opsgen.source.limits import MAX_FILES, MAX_INCLUDE_CHAIN, MAX_VALUES
from source.specs import written_at


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Write files into a project's folder, and load its `opsgen.yaml` from there."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def loaded(files: dict[str, str | bytes], entry: str = "opsgen.yaml", root: str | None = None):
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return load(Path(entry), root=Path(root) if root else None)

    return loaded


def found(result):
    return [(each.code, each.span.file, each.span.line, each.span.column) for each in result.diagnostics]


def test_files_merge_one_level_deep(project):
    result = project(
        {
            "opsgen.yaml": "version: 1\ninclude: [teams.yaml, specs/flights.yaml]\ndatasets: {planes: {owner: ml}}\n",
            "teams.yaml": "teams: {ml: {}}\n",
            "specs/flights.yaml": "version: 1\ndatasets:\n  flights: {owner: ml}\n",
        }
    )
    assert result.diagnostics == []
    assert result.tree.value == {
        "version": 1,
        "datasets": {"planes": {"owner": "ml"}, "flights": {"owner": "ml"}},
        "teams": {"ml": {}},
    }
    assert result.tree.files == ("opsgen.yaml", "teams.yaml", "specs/flights.yaml")


def test_places_are_those_of_each_file(project):
    tree = project(
        {
            "opsgen.yaml": "include: [specs/flights.yaml]\ndatasets: {planes: {owner: ml}}\n",
            "specs/flights.yaml": "\ndatasets:\n  flights: {owner: '${var.owner}'}\nmodels: {}\n",
        }
    ).tree
    assert written_at(tree, Place(("datasets", "planes", "owner"))) == "ml"
    assert written_at(tree, Place(("datasets", "flights", "owner"))) == "'${var.owner}'"
    assert tree.span(Place(("datasets", "flights"), "key")).file == "specs/flights.yaml"
    assert tree.span(Place(("datasets", "flights", "nope"), "key")).file == "specs/flights.yaml"
    assert tree.span(Place(("datasets", "nope"), "key")).file == "opsgen.yaml"
    assert tree.span(Place(("models",), "key")).line == 4
    assert tree.interpolations == [("datasets", "flights", "owner")]
    assert tree.lines("specs/flights.yaml")[1] == "datasets:"


def test_a_single_path_needs_no_list(project):
    assert project({"opsgen.yaml": "include: a.yaml\n", "a.yaml": "a: 1\n"}).tree.value == {"a": 1}


def test_a_path_is_relative_to_its_file(project):
    result = project(
        {
            "opsgen.yaml": "include: specs/a.yaml\n",
            "specs/a.yaml": "include: [b.yaml, ../c.yaml]\n",
            "specs/b.yaml": "b: 1\n",
            "c.yaml": "c: 1\n",
        }
    )
    assert result.diagnostics == []
    assert result.tree.value == {"b": 1, "c": 1}


def test_an_entry_below_the_root_may_include_what_is_beside_it(project):
    files = {"specs/opsgen.yaml": "include: ../teams.yaml\n", "teams.yaml": "teams: {}\n"}
    assert found(project(files, "specs/opsgen.yaml")) == [("SRC142", "specs/opsgen.yaml", 1, 10)]
    result = project(files, "specs/opsgen.yaml", root=".")
    assert result.diagnostics == []
    assert result.tree.files == ("specs/opsgen.yaml", "teams.yaml")


def test_globs_match_in_order_without_hidden_files_folders_and_the_file_itself(project):
    result = project(
        {
            "opsgen.yaml": "include: ['*.yaml', 'specs/**', 's*/[ab].y?ml']\n",
            "b.yaml": "b: 1\n",
            "a.yaml": "a: 1\n",
            ".c.yaml": "c: 1\n",
            "specs/deep/er/d.yaml": "d: 1\n",
            "specs/.git/e.yaml": "e: 1\n",
            "specs/b.yaml": "f: 1\n",
        }
    )
    assert result.diagnostics == []
    assert result.tree.files == ("opsgen.yaml", "a.yaml", "b.yaml", "specs/b.yaml", "specs/deep/er/d.yaml")


def test_a_diamond_is_read_once(project):
    result = project(
        {
            "opsgen.yaml": "include: [a.yaml, b.yaml]\n",
            "a.yaml": "include: c.yaml\na: 1\n",
            "b.yaml": "include: ./c.yaml\nb: 1\n",
            "c.yaml": "c: 1\n",
        }
    )
    assert result.diagnostics == []
    assert result.tree.value == {"a": 1, "c": 1, "b": 1}


def test_a_cycle_is_refused_with_its_path(project):
    result = project(
        {
            "opsgen.yaml": "include: a.yaml\n",
            "a.yaml": "a: 1\ninclude: [x/b.yaml]\n",
            "x/b.yaml": "b: 1\ninclude: [../a.yaml]\n",
        }
    )
    assert found(result) == [("SRC144", "x/b.yaml", 2, 11)]
    assert "`a.yaml` → `x/b.yaml` → `a.yaml`" in result.diagnostics[0].message
    assert result.tree.value == {"a": 1, "b": 1}


def test_a_file_that_includes_itself_is_refused(project):
    result = project({"opsgen.yaml": "include: opsgen.yaml\n"})
    assert found(result) == [("SRC144", "opsgen.yaml", 1, 10)]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("../a.yaml", "SRC142"),
        ("specs/../../a.yaml", "SRC142"),
        ("../project/opsgen.yaml", "SRC142"),
        ("..", "SRC142"),
        ("../*.yaml", "SRC142"),
        ("'*/../../*.yaml'", "SRC142"),
        ("/etc/passwd", "SRC141"),
        ("//server/share", "SRC141"),
        ("~/a.yaml", "SRC141"),
        ("~root/a.yaml", "SRC141"),
        ("https://example.com/a.yaml", "SRC141"),
        ("file:///etc/passwd", "SRC141"),
        ("C:/a.yaml", "SRC141"),
        ("c:a.yaml", "SRC141"),
        ("specs\\a.yaml", "SRC141"),
        ("\\\\server\\share", "SRC141"),
        ("''", "SRC141"),
        ("' '", "SRC141"),
        ("missing.yaml", "SRC101"),
        ("opsgen.yaml/a.yaml", "SRC103"),
        ("specs", "SRC102"),
        (".", "SRC102"),
        ("specs/*.yml", "SRC143"),
        ("specs/a**", "SRC141"),
        ("opsgen.y*", "SRC143"),
        ("5", "SRC140"),
        ("{a: b}", "SRC140"),
        ("", "SRC140"),
        ("x" * 5000, "SRC103"),
    ],
)
def test_a_bad_path_is_refused_at_its_place(project, path, code):
    result = project({"opsgen.yaml": f"a: 1\ninclude:\n  - {path}\n", "specs/a.yaml": "b: 1\n"})
    [(found_code, file, line, column)] = found(result)
    assert (found_code, file, line) == (code, "opsgen.yaml", 3)
    assert column in (4, 5)
    assert result.tree.value == {"a": 1}


def test_include_without_a_path_is_refused(project):
    assert found(project({"opsgen.yaml": "include:\na: 1\n"})) == [("SRC140", "opsgen.yaml", 1, 9)]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")
def test_links_may_not_lead_out_of_the_project(project, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.yaml").write_text("a: 1\n")
    project({"specs/b.yaml": "b: 1\n"}, "specs/b.yaml")
    Path("file.yaml").symlink_to(outside / "a.yaml")
    Path("folder").symlink_to(outside)
    Path("inside.yaml").symlink_to(Path("specs/b.yaml"))
    Path("loop.yaml").symlink_to("loop.yaml")
    result = project({"opsgen.yaml": "include: [file.yaml, folder/a.yaml, 'folder/*', '*/a.yaml', inside.yaml]\n"})
    assert [each[0] for each in found(result)] == ["SRC142"] * 4
    assert result.tree.value == {"b": 1}
    assert [each[0] for each in found(project({"opsgen.yaml": "include: loop.yaml\n"}))] == ["SRC103"]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")
def test_a_link_out_of_the_project_hides_nothing_beside_it(project, tmp_path):
    (tmp_path / "outside.yaml").write_text("a: 1\n")
    project({"specs/b.yaml": "b: 1\n", "specs/c.yaml": "c: [\n"}, "specs/b.yaml")
    Path("specs/a.yaml").symlink_to(tmp_path / "outside.yaml")
    result = project({"opsgen.yaml": "include: 'specs/*'\n"})
    assert [each[:2] for each in found(result)] == [("SRC142", "opsgen.yaml"), ("SRC112", "specs/c.yaml")]
    assert result.tree.value == {"b": 1}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_a_pipe_is_refused_and_not_waited_for(project):
    os.mkfifo("pipe.yaml")
    assert [each[0] for each in found(project({"opsgen.yaml": "include: '*.yaml'\n"}))] == ["SRC102"]


def test_the_same_name_in_two_files_is_refused_with_both_places(project):
    result = project(
        {
            "opsgen.yaml": "include: a.yaml\ndatasets:\n  flights: {owner: ml}\nlist: [1]\n",
            "a.yaml": "datasets: {planes: {}, flights: {}}\nlist: [2]\n",
        }
    )
    assert found(result) == [("SRC145", "a.yaml", 1, 24), ("SRC145", "a.yaml", 2, 1)]
    [related] = result.diagnostics[0].related
    assert (related.span.file, related.span.line, related.span.column) == ("opsgen.yaml", 3, 3)
    assert result.tree.value["datasets"] == {"flights": {"owner": "ml"}, "planes": {}}
    assert result.tree.interpolations == []


@pytest.mark.parametrize(("version", "refused"), [("1", False), ("2", True), ("1.0", True), ("true", True)])
def test_versions_must_be_the_same(project, version, refused):
    result = project({"opsgen.yaml": "version: 1\ninclude: a.yaml\n", "a.yaml": f"version: {version}\n"})
    assert found(result) == ([("SRC146", "a.yaml", 1, 10)] if refused else [])


def test_one_bad_file_does_not_hide_the_others(project):
    result = project(
        {
            "opsgen.yaml": "include: [a.yaml, missing.yaml, b.yaml, c.yaml]\nx: 1\nx: 2\n",
            "a.yaml": "a: [1\n",
            "b.yaml": b"b: \xff\n",
            "c.yaml": "c: 1\n5: 1\n",
        }
    )
    assert found(result) == [
        ("SRC112", "a.yaml", 1, 4),
        ("SRC105", "b.yaml", 1, 4),
        ("SRC121", "c.yaml", 2, 1),
        ("SRC101", "opsgen.yaml", 1, 19),
        ("SRC120", "opsgen.yaml", 3, 1),
    ]
    assert result.tree.value == {"x": 1, "c": 1}
    assert result.lines("a.yaml") == ["a: [1", ""]


def test_a_broken_entry_leaves_no_tree(project):
    result = project({"opsgen.yaml": "include: a.yaml\nb: ]\n", "a.yaml": "a: 1\n"})
    assert found(result) == [("SRC112", "opsgen.yaml", 2, 4)]
    assert result.tree is None


def test_too_many_files_are_refused_once(project):
    files = {f"specs/{number:04}.yaml": f"a{number}: 1\n" for number in range(MAX_FILES + 2)}
    result = project({"opsgen.yaml": "include: 'specs/*'\n", **files})
    assert found(result) == [("SRC147", "opsgen.yaml", 1, 10)]
    assert len(result.tree.files) == MAX_FILES


def test_too_long_a_chain_is_refused(project):
    files = {f"{number}.yaml": f"include: {number + 1}.yaml\n" for number in range(MAX_INCLUDE_CHAIN + 2)}
    assert found(project(files, "0.yaml")) == [("SRC147", f"{MAX_INCLUDE_CHAIN - 1}.yaml", 1, 10)]


def test_too_much_in_all_is_refused(project):
    half = f"[{'1,' * (MAX_VALUES * 6 // 10)}]\n"
    files = {"a.yaml": f"a: {half}", "b.yaml": f"b: {half}", "c.yaml": "c: 1\n"}
    result = project({"opsgen.yaml": "include: [a.yaml, b.yaml, c.yaml]\n", **files})
    assert found(result) == [("SRC147", "opsgen.yaml", 1, 27)]


def test_names_of_files_are_shown_without_control_characters(project):
    result = project({"opsgen.yaml": "include: '*.yaml'\n", "a\x1b[31m\n.yaml": "a: [\n"})
    assert found(result) == [("SRC112", "a\\x1b[31m\\n.yaml", 1, 4)]
