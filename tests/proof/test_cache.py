"""The cache answers as a run without it would: across upgrades, other environments, kills, and processes at once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import opsgen
from emit.trees import snapshot, touched
from proof.runs import KILLS
from proof.scenes import DATA, SHOP

if TYPE_CHECKING:
    from collections.abc import Callable

    from program import Run, Zygote

PACKAGE = Path(opsgen.__file__).parent
CHECK = Path("opsgen", "checks", "data", "no_description.py")
WARNED = SHOP.replace("    description: One row an order.\n", "")
"""A spec with a warning, whose words the cache keeps."""


@pytest.fixture
def project(memory: Path) -> Path:
    for name, content in {"opsgen.yaml": WARNED, **DATA}.items():
        path = memory / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return memory / "project"


def lint(project: Path, *options: str, **environment: str) -> str:
    """What the program says in a process of its own, with a cache beside the project unless it is told otherwise."""
    settings = {"XDG_CACHE_HOME": str(project.parent / "cache"), "OPSGEN_NO_CACHE": "", "NO_COLOR": "1"}
    command = [sys.executable, "-P", "-m", "opsgen", "lint", *options]
    outer = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ran = subprocess.run(
        command, cwd=project, env=outer | settings | environment, capture_output=True, text=True, check=False
    )
    assert ran.stderr == ""
    return f"{ran.returncode}\n{ran.stdout}"


class Site:
    """opsgen as it is installed, or as a checkout, apart from the one that runs the tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PACKAGE, folder / "opsgen", ignore=ignore)
        for name in ("schemas", "templates"):
            inside = PACKAGE / name
            source = inside if inside.is_dir() else PACKAGE.parents[1] / name
            for place in (folder / "opsgen" / name, folder.parent / name):
                shutil.copytree(source, place, ignore=ignore, dirs_exist_ok=True)
        (folder / "sqlglot-1.dist-info").mkdir()
        self.times(1)

    def change_words(self, more: str = "") -> None:
        """The check says something else from now on."""
        file = self.folder / CHECK
        text = file.read_text()
        assert "no description" in text
        file.write_text(text.replace("no description", "not a word") + more)

    def times(self, moment: int) -> None:
        """As where everything has the time of an image."""
        for path in (self.folder, *self.folder.rglob("*")):
            os.utime(path, (moment, moment))


def upgraded(site: Site) -> None:
    file = site.folder / "opsgen" / "__init__.py"
    file.write_text(file.read_text().replace(f'"{opsgen.__version__}"', '"99.0"'))
    site.times(1)


def another_dependency(site: Site) -> None:
    (site.folder / "sqlglot-1.dist-info").rename(site.folder / "sqlglot-2.dist-info")
    site.times(1)


UPGRADES: dict[str, tuple[str, Callable[[Site], object]]] = {
    "another version": ("site-packages", upgraded),
    "another version of a dependency": ("site-packages", another_dependency),
    "the same version again": ("site-packages", lambda site: site.times(2)),
    "a checkout that was edited": ("compiler", lambda site: site.times(2)),
    "a checkout that was edited and has its old times": (
        "compiler",
        lambda site: (site.change_words("#"), site.times(1)),
    ),
}


@pytest.mark.parametrize("upgrade", UPGRADES)
def test_an_upgrade_is_noticed(upgrade: str, project: Path) -> None:
    name, change = UPGRADES[upgrade]
    site = Site(project.parent / "installed" / name)
    path = str(site.folder)
    first = lint(project, PYTHONPATH=path)
    assert "no description" in first
    assert lint(project, PYTHONPATH=path) == first
    if "old times" not in upgrade:
        site.change_words()
    change(site)
    told = lint(project, PYTHONPATH=path)
    assert "not a word" in told
    assert "no description" not in told
    assert told == lint(project, "--no-cache", PYTHONPATH=path)


def test_without_an_upgrade_the_cache_answers(project: Path) -> None:
    """Else the tests above would show nothing."""
    site = Site(project.parent / "installed" / "site-packages")
    first = lint(project, PYTHONPATH=str(site.folder))
    site.change_words()
    site.times(1)
    assert lint(project, PYTHONPATH=str(site.folder)) == first


ENVIRONMENTS = {
    "another locale": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "colours": {"FORCE_COLOR": "1", "NO_COLOR": ""},
    "variables of opsgen": {"OPSGEN_VAR_LAKE": "/elsewhere", "OPSGEN_ENV": "prod", "OPSGEN_MODEL": "x"},
    "another time zone": {"TZ": "Pacific/Kiritimati"},
    "other rules of time zones": {"PYTHONTZPATH": "/nowhere"},
    "another home": {"HOME": "/nonexistent", "XDG_CACHE_HOME": ""},
    "a cache that is no folder": {"XDG_CACHE_HOME": os.devnull},
    "a cache that is relative": {"XDG_CACHE_HOME": "cache"},
    "another order of sets": {"PYTHONHASHSEED": "12345"},
    "optimised code": {"PYTHONOPTIMIZE": "2"},
}


def test_in_any_environment_the_cache_says_what_lint_says(project: Path) -> None:
    lint(project)
    before = snapshot(project)
    for name, environment in list(ENVIRONMENTS.items())[:: 1 if KILLS else 2]:
        told = lint(project, "--no-cache", **environment)
        assert [lint(project, **environment) for _ in range(2)] == [told, told], name
    assert snapshot(project) == before


def run(zygote: Zygote, project: Path, command: str, cache: Path, **fault: int) -> Run:
    environment = {"XDG_CACHE_HOME": str(cache), "OPSGEN_NO_CACHE": ""}
    return zygote.run([command], project, watched=[cache.parent / "cache"], environment=environment, **fault)


@pytest.mark.parametrize("command", ["lint", "build"])
@pytest.mark.parametrize("fault", ["kill_at", "full_from"])
def test_a_record_that_was_interrupted_misleads_nobody(
    command: str, fault: str, project: Path, memory: Path, zygote: Zygote
) -> None:
    cache = memory / "cache"
    cache.mkdir()
    run(zygote, project, "build", cache)
    first = run(zygote, project, command, memory / "none")
    (project / "opsgen.yaml").write_text(WARNED.replace("1000", "2000"))
    shutil.rmtree(cache)
    cache.mkdir()
    whole = run(zygote, project, command, cache)
    recorded = [number for number, (_, path) in enumerate(whole.calls, 1) if path.startswith(str(cache.resolve()))]
    assert recorded
    for number in recorded if KILLS else recorded[-2:]:
        shutil.rmtree(cache)
        cache.mkdir()
        ran = run(zygote, project, command, cache, **{fault: number})
        assert ran.code in (-9, 0) if fault == "kill_at" else ran.code == 0, ran.out + ran.err
        for text in (WARNED, WARNED.replace("1000", "2000"), WARNED.replace("integer", "intger")):
            (project / "opsgen.yaml").write_text(text)
            told = [run(zygote, project, "lint", each) for each in (cache, cache, memory / "none")]
            assert len({(each.code, each.out, each.err) for each in told}) == 1, number
        (project / "opsgen.yaml").write_text(WARNED.replace("1000", "2000"))
    assert first.code == 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away")
def test_the_cache_of_another_user_is_neither_read_nor_written(project: Path, memory: Path) -> None:
    lint(project)
    cache = memory / "cache" / "opsgen"
    for path in (cache, *cache.iterdir()):
        os.chown(path, 65534, 65534)
    before = touched(cache)
    assert lint(project) == lint(project, "--no-cache")
    assert touched(cache) == before


def test_lints_at_once_all_say_what_lint_says(project: Path) -> None:
    settings = {"XDG_CACHE_HOME": str(project.parent / "cache"), "OPSGEN_NO_CACHE": "", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "opsgen", "lint"]
    told = lint(project, "--no-cache")
    for _ in range(2):
        pipe = subprocess.PIPE
        running = [
            subprocess.Popen(command, cwd=project, env=os.environ | settings, stdout=pipe, text=True) for _ in range(3)
        ]
        assert {f"{each.wait()}\n{each.communicate()[0]}" for each in running} == {told}
    assert len(list((project.parent / "cache" / "opsgen").iterdir())) == 1
