"""Every code, shown by a bad spec and what `opsgen lint` says of it, beside a good one of which it says nothing.

`OPSGEN_UPDATE_GOLDEN=1` writes what is expected anew; read the difference before you commit it.
"""

from __future__ import annotations

import gc
import re
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from golden import UPDATE
from opsgen import checks
from opsgen.checks import ACROSS, CHECKS
from opsgen.cli.app import run
from opsgen.compile.code_registry import codes
from opsgen.compile.pipeline import analyse
from opsgen.fix.apply import apply_fixes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.compile.pipeline import Analysis

FIXTURES = Path(__file__).parent / "checks"
CODES = codes()

WITHOUT_FIXTURE = {
    "OUT202": "it takes a package whose backend is broken",
    "OUT203": "it takes a package whose backend has rules for its options",
    "PLT206": "the folders above the spec are at fault",
    "PLT207": "the folders beside the spec are at fault",
    "LCK101": "opsgen.lock is at fault, not the spec",
    "LCK103": "files of a release are at fault, not the spec",
    "GHA108": "a committed workflow is at fault, not the spec",
    "GHA121": "a file beside the spec is missing, in a git repository",
    "SRC103": "git does not keep the permissions that make a file unreadable",
    "SRC104": "the file would have more than 16 MiB",
    "SRC132": "it takes half a million values",
    "SRC133": "it takes a thousand problems",
    "SRC147": "it takes more than fifty files",
    **{code: "the folder that is written to is at fault" for code in CODES if code.startswith("OUT1")},
}
"""Codes that no spec can show by itself; they have tests of their own."""

PRACTICES = ("DAT", "MOD", "PLT3", "GHA121")
"""What the codes of practices begin with. Specs that show other codes need not keep them, nor have requirements."""

SHOWN = sorted(set(CODES) - set(WITHOUT_FIXTURE))
FIXABLE = [code for code in SHOWN if re.search(r"^Fix: ", CODES[code].page, re.MULTILINE)]
"""Codes whose pages say what mends them. Beside their bad specs stand those that the fixes make of them."""


def lint(folder: Path, file: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """What `opsgen lint FILE` prints in the folder of a code's specs."""
    monkeypatch.chdir(folder)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    run(["lint", file, *([] if folder.name.startswith(PRACTICES) else ["--ignore", ",".join(PRACTICES)])])
    gc.enable()
    return capsys.readouterr().out


@pytest.mark.parametrize("code", SHOWN)
def test_a_bad_spec_is_explained(
    code: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = lint(FIXTURES / code, "bad.opsgen.yaml", capsys, monkeypatch)
    expected = FIXTURES / code / "expected.txt"
    if UPDATE:
        expected.write_text(printed, encoding="utf-8", newline="\n")
    assert printed == expected.read_text(encoding="utf-8")
    assert set(re.findall(r"(?:error|warning)\[([A-Z0-9]+)\]: ", printed)) == {code}


@pytest.mark.parametrize("code", SHOWN)
def test_the_good_spec_beside_it_is_good(
    code: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lint(FIXTURES / code, "good.opsgen.yaml", capsys, monkeypatch) == "good.opsgen.yaml: no problems\n"


def of_code(code: str, spec: Path, overrides: Mapping[Path, bytes]) -> Analysis:
    """The analysis of a spec with the diagnostics of one code alone."""
    analysis = analyse(spec, overrides)
    return analysis._replace(diagnostics=[each for each in analysis.diagnostics if each.code == code])


@pytest.mark.parametrize("code", FIXABLE)
def test_a_bad_spec_is_mended_as_far_as_its_page_says(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FIXTURES / code)
    mended = apply_fixes(Path("bad.opsgen.yaml"), partial(of_code, code), unsafe=True)
    fixed = Path("fixed.opsgen.yaml")
    if UPDATE:
        fixed.write_bytes(mended.files["bad.opsgen.yaml"].new)
    assert [*mended.files] == ["bad.opsgen.yaml"]
    assert mended.files["bad.opsgen.yaml"].new.decode() == fixed.read_text(encoding="utf-8")
    assert not [each for each in of_code(code, fixed, {}).diagnostics if each.fix]


@pytest.mark.parametrize("code", SHOWN)
def test_whether_a_code_can_be_mended_is_on_its_page(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FIXTURES / code)
    fixes = [each.fix for each in of_code(code, Path("bad.opsgen.yaml"), {}).diagnostics if each.fix]
    said = re.findall(r"\w+", CODES[code].page.partition("\nFix: ")[2])
    assert bool(fixes) == (code in FIXABLE) == Path("fixed.opsgen.yaml").exists()
    assert all(("safe" if fix.safe else "unsafe") in said for fix in fixes)


def test_every_folder_of_fixtures_is_one_of_a_code() -> None:
    fixtures = [folder.name for folder in FIXTURES.iterdir() if folder.name.isupper()]  # others hold tests of code
    assert sorted(fixtures) == SHOWN


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_page_says_what_why_and_what_to_do(code: str) -> None:
    page = CODES[code].page
    what, _, rest = page.partition("\n\n")
    assert what.rstrip().endswith("."), "the first paragraph is a sentence"
    assert re.match(r"Why: .+\.", rest, re.DOTALL)
    assert re.search(r"^Example\b.*:\n\n {4}", page, re.MULTILINE)
    assert re.search(r"^Use instead\b", page, re.MULTILINE)
    assert max(map(len, page.splitlines())) <= 120


def test_codes_and_their_names_are_regular() -> None:
    assert all(re.fullmatch(r"[A-Z0-9]{3}[0-9]{3}", code) for code in CODES)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code.name) for code in CODES.values())


def test_a_check_is_a_file_named_as_its_code() -> None:
    folder = Path(checks.__file__).parent
    names = [".".join(path.relative_to(folder).with_suffix("").parts) for path in folder.rglob("*.py")]
    modules = [import_module(f"opsgen.checks.{name}") for name in names if not name.endswith("__init__")]
    found = [module for module in modules if hasattr(module, "CODE")]
    assert {*found} == {*CHECKS, *ACROSS}
    assert all(module.CODE.name.replace("-", "_") == module.__name__.rpartition(".")[2] for module in found)
    assert all(module.CODE.page is module.__doc__ for module in found)
