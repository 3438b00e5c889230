from __future__ import annotations

import shutil
import stat
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emit.trees import check, codes, snapshot, text, touched, write
from opsgen.emit import FileChange, OutputFile
from opsgen.emit.diff import MAX_BYTES

DAG = text("dags/flights.py", "a = 1\nb = 2\n")


def test_a_built_tree_is_clean(tmp_path: Path) -> None:
    write([DAG], tmp_path)
    found = check([DAG], tmp_path)
    assert found.clean
    assert (found.changes, found.diff, found.diagnostics) == ([(DAG.path, FileChange.UNCHANGED)], "", [])


def test_the_difference_names_every_file(tmp_path: Path) -> None:
    write([DAG, text("old.py", "x\n")], tmp_path)
    changed = text(DAG.path, "a = 1\nb = 3\n")
    before = touched(tmp_path)

    found = check([changed, text("new.py", "y")], tmp_path)

    assert not found.clean
    assert found.changes == [
        (DAG.path, FileChange.CHANGED),
        ("new.py", FileChange.WRITTEN),
        ("old.py", FileChange.REMOVED),
    ]
    assert found.diff.partition("diff --git a/dags/flights.py")[2] == (
        " b/dags/flights.py\n"
        "--- a/dags/flights.py\n+++ b/dags/flights.py\n@@ -1,2 +1,2 @@\n a = 1\n-b = 2\n+b = 3\n"
        "diff --git a/new.py b/new.py\nnew file mode 100644\n"
        "--- /dev/null\n+++ b/new.py\n@@ -0,0 +1 @@\n+y\n\\ No newline at end of file\n"
        "diff --git a/old.py b/old.py\ndeleted file mode 100644\n"
        "--- a/old.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
    )
    assert touched(tmp_path) == before


def test_an_edit_shows_as_difference_and_as_diagnostic(tmp_path: Path) -> None:
    write([DAG], tmp_path)
    (tmp_path / DAG.path).write_text("a = 1\n")
    found = check([DAG], tmp_path)
    assert codes(found.diagnostics) == [("OUT106", DAG.path)]
    assert "+b = 2\n" in found.diff


def test_a_missing_folder_is_not_made(tmp_path: Path) -> None:
    found = check([DAG], tmp_path / "out")
    assert found.changes == [(DAG.path, FileChange.WRITTEN)]
    assert not found.clean
    assert snapshot(tmp_path) == {}


def test_a_stale_manifest_is_drift(tmp_path: Path) -> None:
    write([DAG], tmp_path)
    (tmp_path / ".opsgen/manifest").unlink()
    found = check([DAG], tmp_path)
    assert not found.clean
    assert found.changes == [(DAG.path, FileChange.UNCHANGED)]


@pytest.mark.parametrize("content", [b"\0", b"\xff\xfe", b"x" * (MAX_BYTES + 1)])
def test_what_is_no_text_is_only_named(tmp_path: Path, content: bytes) -> None:
    write([OutputFile("data", content)], tmp_path)
    found = check([text("data", "text\n")], tmp_path)
    assert found.diff.endswith("diff --git a/data b/data\nBinary files a/data and b/data differ\n")


NAMES = st.sampled_from(["a", "b c", "dags/x.py", "dags/größe.py", "deploy/prod/y"])
TEXTS = st.text(st.sampled_from("ab\n\r\t\x0c\u2028\\ +-@é"), max_size=30)
BUILDS = st.dictionaries(NAMES, st.tuples(TEXTS, st.booleans())).map(
    lambda build: [OutputFile(path, content.encode(), executable) for path, (content, executable) in build.items()]
)


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
@settings(max_examples=60)
@given(old=BUILDS, new=BUILDS)
def test_git_apply_turns_the_difference_into_the_build(old: list[OutputFile], new: list[OutputFile]) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        write(old, root)
        before = touched(root)
        found = check(new, root)
        assert touched(root) == before
        command = ["git", "apply", "--whitespace=nowarn", "--allow-empty", "-"]
        subprocess.run(command, input=found.diff.encode(), cwd=root, check=True)

        after = touched(root)
        result = write(new, root)

        assert {change for _, change in result.changes} <= {FileChange.UNCHANGED}
        assert touched(root) == after
        assert [path for path in root.rglob("*") if stat.S_ISREG(path.stat().st_mode)] != [] or new == []


@settings(max_examples=60)
@given(old=BUILDS, new=BUILDS, edits=st.dictionaries(NAMES, TEXTS, max_size=2))
def test_clean_means_that_a_build_writes_nothing(
    old: list[OutputFile], new: list[OutputFile], edits: dict[str, str]
) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        write(old, root)
        for path, content in edits.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content.encode())
        before = touched(root)
        found = check(new, root)
        assert touched(root) == before

        result = write(new, root)

        assert result.diagnostics == found.diagnostics
        assert result.changes == ([] if found.diagnostics else found.changes)
        assert found.clean == (not result.diagnostics and touched(root) == before)
