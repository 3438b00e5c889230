"""Text that YAML might take for something else, and files that end their lines in other ways: the same artifacts."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from ruamel.yaml import YAML

from bad_inputs.case import SOUND, SPEC, Refused, changed
from bad_inputs.program import lay_out
from golden import tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bad_inputs.program import Program

LOOKALIKES = [
    "NO",
    "no",
    "Yes",
    "on",
    "off",
    "y",
    "null",
    "~",
    "true",
    "1.10",
    "22:30",
    "010",
    "0o17",
    "0x1F",
    "1e3",
    "72044e0",
    "1_000",
    "+1",
    ".5",
    "2025-01-31",
    "=",
    "<<",
]
AS_WRITTEN = [text for text in LOOKALIKES if text not in {"null", "~", "true"}]
"""Those that are text without quotes, too, where text is meant."""
READERS: dict[str, Callable[[str], Any]] = {
    "YAML 1.1": yaml.safe_load,
    "YAML 1.2": lambda text: YAML(typ="safe", pure=True).load(StringIO(text)),
}
ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "a byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "CR only": lambda text: text.replace("\n", "\r").encode(),
    "a byte order mark and CRLF": lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
    "no line end at the end": lambda text: text.removesuffix("\n").encode(),
}


def texts(values: list[str], *, quoted: bool) -> str:
    entries = ", ".join(f'T{at}: "{value}"' if quoted else f"T{at}: {value}" for at, value in enumerate(values))
    return changed(("{TEXT: some}", f"{{{entries}}}"))


@pytest.mark.parametrize("quoted", [True, False], ids=["quoted", "plain"])
def test_text_is_kept_as_it_is_written(quoted: bool, program: Program, tmp_path: Path) -> None:
    values = LOOKALIKES if quoted else AS_WRITTEN
    manifest = built(texts(values, quoted=quoted).encode(), program, tmp_path)["deploy/dev/api/config-map.yaml"]
    for reader, load in READERS.items():
        data = load(manifest.decode())["data"]
        assert [data[f"T{at}"] for at in range(len(values))] == values, reader


@pytest.mark.parametrize("encoded", ENCODINGS.values(), ids=ENCODINGS)
def test_marks_and_line_ends_make_no_difference(
    encoded: Callable[[str], bytes], program: Program, tmp_path: Path
) -> None:
    assert built(encoded(SOUND), program, tmp_path / "other") == built(SOUND.encode(), program, tmp_path / "plain")


def test_a_name_of_two_scripts_is_a_warning(program: Program, tmp_path: Path) -> None:
    case = Refused("two scripts", "SRC131", {SPEC: changed(("      carrier: {", "      ▸\u0441arrier: {"))})
    lay_out(case.files, tmp_path)
    result = program.run("lint", folder=tmp_path)
    assert f"{case.here}: warning[SRC131]: " in result.out


def test_files_that_two_others_include_are_fine(program: Program, tmp_path: Path) -> None:
    files = {
        SPEC: changed(("version: 1\n", "version: 1\ninclude: [a.yaml, b.yaml]\n")),
        "a.yaml": "include: c.yaml\n",
        "b.yaml": "include: c.yaml\n",
        "c.yaml": "teams: {ml: {email: ml@example.com}}\n",
    }
    lay_out(files, tmp_path)
    result = program.run("lint", folder=tmp_path)
    assert (result.code, "error" in result.out) == (0, False)


def built(spec: bytes, program: Program, folder: Path) -> dict[str, bytes]:
    folder.mkdir(exist_ok=True)
    lay_out({SPEC: spec}, folder)
    result = program.run("build", "--output", "out", folder=folder)
    assert (result.code, result.err) == (0, ""), result.out
    return tree(folder / "out")
