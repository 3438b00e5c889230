"""What the manifest lists is a claim: only what the content of a file confirms is removed or overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emit.trees import codes, in_memory, snapshot
from opsgen import emit
from opsgen.emit import FileChange, Origin, OutputFile, Owner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from opsgen.emit import Check, Result

HEADER = b"# header\n"
OTHER = b"# built from "


def origin(content: bytes) -> Origin | None:
    """The own spec for files that start with the header; otherwise the spec that the first line names, if one does."""
    if content.startswith(HEADER):
        return Origin("opsgen.yaml", is_own=True, exists=True)
    first = content.partition(b"\n")[0].decode(errors="replace")
    named = first.removeprefix(OTHER.decode())
    return None if named == first else Origin(named, is_own=False, exists=named.endswith(".yaml"))


SHOP = Owner("shop", "opsgen.yaml", origin, lambda path: path.startswith("dags/"))
PRICES = SHOP._replace(project="prices")


def dag(name: str, content: str = "") -> OutputFile:
    return OutputFile(f"dags/{name}.py", HEADER + content.encode())


A, B = dag("a"), dag("b")


def write(files: Sequence[OutputFile], root: Path, owner: Owner = SHOP, *, force: bool = False) -> Result:
    return emit.write(files, root, owner, force=force)


def check(files: Sequence[OutputFile], root: Path, owner: Owner = SHOP) -> Check:
    return emit.check(files, root, owner)


def claim(root: Path, *files: OutputFile, lines: str = "# project: shop\n") -> None:
    """Put files there, and a manifest that lists them with their true digests."""
    for file in files:
        (root / file.path).parent.mkdir(parents=True, exist_ok=True)
        (root / file.path).write_bytes(file.content)
    (root / ".opsgen").mkdir(exist_ok=True)
    (root / ".opsgen/manifest").write_text(lines + "".join(f"{file.digest}  {file.path}\n" for file in files))


def paths(root: Path) -> list[str]:
    return [path for path, state in snapshot(root).items() if state is not None and not path.startswith(".opsgen/")]


@pytest.mark.parametrize("path", [".env", "src/app.py", "opsgen.lock", ".github/workflows/release.yml", "other/x.py"])
def test_a_listed_file_that_no_build_can_have_made_is_never_removed(tmp_path: Path, path: str) -> None:
    claim(tmp_path, OutputFile(path, b"A=b\n"))
    before = snapshot(tmp_path)

    assert codes(write([A], tmp_path).diagnostics) == [("OUT113", path)]
    assert codes(check([A], tmp_path).diagnostics) == [("OUT113", path)]
    assert snapshot(tmp_path) == before

    assert write([A], tmp_path, force=True).changes == [(A.path, FileChange.WRITTEN)]
    assert paths(tmp_path) == sorted([path, A.path])
    assert check([A], tmp_path).clean, "the line is gone"


def test_a_listed_file_in_an_output_s_folder_is_removed_only_by_force(tmp_path: Path) -> None:
    claim(tmp_path, OutputFile("dags/mine.py", b"pass\n"))
    assert codes(write([A], tmp_path).diagnostics) == [("OUT113", "dags/mine.py")]
    assert paths(tmp_path) == ["dags/mine.py"]
    assert write([A], tmp_path, force=True).changes == [
        (A.path, FileChange.WRITTEN),
        ("dags/mine.py", FileChange.REMOVED),
    ]


def test_an_artifact_is_removed_wherever_an_earlier_spec_put_it(tmp_path: Path) -> None:
    claim(tmp_path, OutputFile("airflow/dags/a.py", HEADER))
    result = write([A], tmp_path)
    assert result.changes == [("airflow/dags/a.py", FileChange.REMOVED), (A.path, FileChange.WRITTEN)]


def test_an_artifact_that_was_edited_until_nothing_shows_it_is_kept(tmp_path: Path) -> None:
    write([A, B], tmp_path)
    (tmp_path / B.path).write_text("mine")
    assert codes(write([A], tmp_path).diagnostics) == [("OUT108", B.path)]
    assert write([A], tmp_path, force=True).changes == [(A.path, FileChange.UNCHANGED), (B.path, FileChange.REMOVED)]


def test_a_listed_file_that_is_no_artifact_is_not_overwritten(tmp_path: Path) -> None:
    claim(tmp_path, OutputFile(A.path, b"mine\n"))
    assert codes(write([A], tmp_path).diagnostics) == [("OUT107", A.path)]
    assert (tmp_path / A.path).read_bytes() == b"mine\n"
    assert write([A], tmp_path, force=True).changes == [(A.path, FileChange.CHANGED)]


def test_a_listed_artifact_is_overwritten(tmp_path: Path) -> None:
    claim(tmp_path, dag("a", "old"))
    assert write([A], tmp_path).changes == [(A.path, FileChange.CHANGED)]


@pytest.mark.parametrize("force", [False, True])
def test_what_another_output_folder_holds_is_left_alone(tmp_path: Path, force: bool) -> None:
    inner = tmp_path / "projects/prices"
    assert write([B], inner, PRICES).diagnostics == []
    claim(tmp_path, OutputFile(f"projects/prices/{B.path}", B.content))
    result = write([A], tmp_path, force=force)
    assert codes(result.diagnostics) == ([] if force else [("OUT113", f"projects/prices/{B.path}")])
    assert check([B], inner, PRICES).clean


@pytest.mark.parametrize("force", [False, True])
def test_two_projects_do_not_share_an_output_folder(tmp_path: Path, force: bool) -> None:
    write([A], tmp_path)
    before = snapshot(tmp_path)

    result = write([B], tmp_path, PRICES, force=force)

    [found] = result.diagnostics
    assert found.code == "OUT114"
    assert "project `shop`" in found.message
    assert "project `prices`" in found.message
    assert codes(check([B], tmp_path, PRICES).diagnostics) == [("OUT114", ".opsgen/manifest")]
    assert snapshot(tmp_path) == before


def test_a_project_that_was_renamed_goes_on_once_the_manifest_says_so(tmp_path: Path) -> None:
    write([A], tmp_path)
    [found] = write([B], tmp_path, PRICES).diagnostics
    assert found.help[-1] == "or, if the project was renamed, change `# project: shop` to `# project: prices`"
    manifest = tmp_path / ".opsgen/manifest"
    manifest.write_text(manifest.read_text().replace("# project: shop", "# project: prices"))
    assert write([B], tmp_path, PRICES).changes == [(A.path, FileChange.REMOVED), (B.path, FileChange.WRITTEN)]


def test_a_manifest_of_an_earlier_version_gains_its_project(tmp_path: Path) -> None:
    claim(tmp_path, A, B, lines="")
    assert not check([A], tmp_path).clean
    assert write([A], tmp_path).changes == [(A.path, FileChange.UNCHANGED), (B.path, FileChange.REMOVED)]
    assert "# project: shop\n" in (tmp_path / ".opsgen/manifest").read_text()


def test_a_manifest_of_an_earlier_version_with_other_files_alone_may_be_another_project_s(tmp_path: Path) -> None:
    claim(tmp_path, B, lines="")
    [found] = write([A], tmp_path).diagnostics
    assert (found.code, found.help[-1]) == (
        "OUT114",
        "or, if the files are of this project, add the line `# project: shop` to the manifest",
    )
    assert paths(tmp_path) == [B.path]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("# project: \n", "does not name a project"),
        ("# project:\n", "does not name a project"),
        ("# project: ../shop\n", "does not name a project"),
        ("# project: Shop \x1b[31m\n", "does not name a project"),
    ],
)
def test_a_project_s_line_that_makes_no_sense_is_told(tmp_path: Path, lines: str, problem: str) -> None:
    claim(tmp_path, A, lines=lines)
    [found] = write([A], tmp_path).diagnostics
    assert (found.code, found.message) == ("OUT109", f"this line of the manifest {problem}")


def test_a_project_may_be_named_twice_as_a_merge_leaves_it(tmp_path: Path) -> None:
    claim(tmp_path, A, lines="# project: shop\n# project: shop\n")
    assert write([A], tmp_path).diagnostics == []


def of(spec: str, name: str) -> OutputFile:
    return OutputFile(f"dags/{name}.py", OTHER + f"{spec}\n".encode())


@pytest.mark.parametrize("force", [False, True])
def test_two_specs_share_an_output_folder_and_keep_each_other_s_files(tmp_path: Path, force: bool) -> None:
    other = of("prices.yaml", "b")
    claim(tmp_path, other, lines="# project: prices\n")
    assert write([A], tmp_path, force=force).changes == [(A.path, FileChange.WRITTEN)]
    assert (tmp_path / ".opsgen/manifest").read_text().splitlines()[1:] == [
        *("# project: prices", f"{other.digest}  {other.path}"),
        *("# project: shop", f"{A.digest}  {A.path}"),
    ]
    assert check([A], tmp_path).clean
    assert write([], tmp_path).changes == [(A.path, FileChange.REMOVED)]
    assert paths(tmp_path) == [other.path]


@pytest.mark.parametrize("force", [False, True])
def test_a_file_of_another_spec_is_refused_with_both_specs(tmp_path: Path, force: bool) -> None:
    claim(tmp_path, of("prices.yaml", "a"), lines="# project: prices\n")
    before = snapshot(tmp_path)
    [found] = write([A], tmp_path, force=force).diagnostics
    assert (found.code, found.span and found.span.file) == ("OUT114", A.path)
    assert "`prices.yaml`" in found.message
    assert "`opsgen.yaml`" in found.message
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("force", [False, True])
def test_two_specs_of_one_project_keep_each_other_s_files(tmp_path: Path, force: bool) -> None:
    other = of("prices.yaml", "b")
    claim(tmp_path, other)
    assert write([A], tmp_path, force=force).changes == [(A.path, FileChange.WRITTEN)]
    assert paths(tmp_path) == [A.path, other.path]
    assert other.path in (tmp_path / ".opsgen/manifest").read_text()


def test_the_files_of_a_renamed_spec_stay_those_of_its_project(tmp_path: Path) -> None:
    claim(tmp_path, of("renamed", "a"), of("renamed", "b"))
    assert write([A], tmp_path).changes == [(A.path, FileChange.CHANGED), (B.path, FileChange.REMOVED)]


def test_a_file_that_another_repository_built_there_is_not_taken(tmp_path: Path) -> None:
    """Its spec has another path and is not here, so only the manifest knows it."""
    claim(tmp_path, of("elsewhere", "a"), lines="# project: prices\n")
    [found] = write([A], tmp_path).diagnostics
    assert (found.code, "project `prices`" in found.message) == ("OUT114", True)


PATHS = ["dags/a.py", "dags/b.py", "dags/c/d.py", "other/e.py", ".env", "src/f.py"]
CONTENTS = [HEADER, HEADER + b"1", b"mine\n", b"", b"\0\xff"]
DIGESTS = [OutputFile("", content).digest for content in CONTENTS]


@settings(max_examples=150)
@given(
    disk=st.dictionaries(st.sampled_from(PATHS), st.sampled_from(CONTENTS)),
    listed=st.dictionaries(st.sampled_from(PATHS), st.sampled_from(DIGESTS)),
    honest=st.sets(st.sampled_from(PATHS)),
    build=st.dictionaries(st.sampled_from(PATHS[:3]), st.sampled_from(CONTENTS[:2])),
    force=st.booleans(),
)
def test_whatever_the_manifest_claims_other_files_stay(
    disk: dict[str, bytes], listed: dict[str, str], honest: set[str], build: dict[str, bytes], force: bool
) -> None:
    """`honest` are those that are listed with the digest of what is there."""
    listed |= {path: OutputFile("", disk[path]).digest for path in honest & disk.keys()}
    with in_memory() as root:
        claim(root, *(OutputFile(path, content) for path, content in disk.items()))
        lines = "".join(f"{digest}  {path}\n" for path, digest in listed.items())
        (root / ".opsgen/manifest").write_text(f"# project: shop\n{lines}")

        result = write([OutputFile(path, content) for path, content in build.items()], root, force=force)

        for path, content in disk.items():
            left = (root / path).read_bytes() if (root / path).exists() else None
            if left == content:
                continue
            assert not result.diagnostics
            assert left == build.get(path)
            is_listed = listed.get(path) == OutputFile("", content).digest
            is_artifact = content.startswith(HEADER)
            is_in_output = path.startswith("dags/")
            assert (is_listed and is_artifact) or (force and (is_in_output or (path in listed and is_artifact)))
        assert result.diagnostics or all((root / path).read_bytes() == content for path, content in build.items())
