from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import opsgen
from opsgen.render.resources import ResourceMissingError, read_text, resource

PACKAGE = Path(opsgen.__file__).parent


def test_reads_a_file_of_the_checkout() -> None:
    assert '"$schema"' in read_text("schemas/opsgen.schema.json")


def test_finds_a_folder() -> None:
    assert resource("templates").is_dir()


@pytest.mark.parametrize("name", ["templates/no-such.py.jinja", "no-such-folder", "templates/../pyproject.toml/x"])
def test_says_clearly_what_is_missing(name: str) -> None:
    with pytest.raises(ResourceMissingError, match=r"opsgen's own file .* is missing; reinstall opsgen"):
        resource(name)


def test_an_installed_package_has_its_resources_inside_and_looks_nowhere_else(tmp_path: Path) -> None:
    site = tmp_path / "lib" / "site-packages"
    shutil.copytree(PACKAGE, site / "opsgen", ignore=shutil.ignore_patterns("__pycache__", "templates", "schemas"))
    (site / "opsgen" / "templates").mkdir()
    (site / "opsgen" / "templates" / "inside.txt").write_text("inside", encoding="utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "outside.txt").write_text("outside", encoding="utf-8")

    script = "import sys; from opsgen.render.resources import read_text; print(read_text(sys.argv[1]))"

    def read(name: str) -> subprocess.CompletedProcess[str]:
        python = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(site)!r}); {script}", name]
        return subprocess.run(python, capture_output=True, text=True, check=False, cwd=tmp_path)

    assert read("templates/inside.txt").stdout == "inside\n"
    assert "ResourceMissingError" in read("templates/outside.txt").stderr
