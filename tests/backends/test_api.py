"""What `lint` says of a project, before anything is planned, is all that there is to say."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from opsgen.backends import BACKENDS
from opsgen.compile import pipeline
from opsgen.diagnostics.model import Severity

ROOT = Path(__file__).parents[2]
EXAMPLES = ("datasets-only", "flight-delays")
FOR_PLANS = ("artifacts", "verify", "encode", "api", "jinja", "jinja2")
"""What is no business of a check: parts of module names."""


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_project_without_a_finding_is_made_whole(example: str) -> None:
    analysis = pipeline.analyse(ROOT / "examples" / example / "opsgen.yaml")
    assert analysis.diagnostics == []
    assert analysis.project is not None
    made = pipeline.build_files(analysis.project)
    assert made.files
    assert made.problems == []


def test_a_project_with_an_error_of_a_backend_is_not_made() -> None:
    analysis = pipeline.analyse(ROOT / "tests" / "checks" / "AFL103" / "bad.opsgen.yaml")
    assert [each.code for each in analysis.diagnostics if each.severity is Severity.ERROR] == ["AFL103"]
    assert analysis.project is None


@pytest.mark.parametrize("backend", [backend.name for backend in BACKENDS])
def test_a_check_loads_nothing_for_plans(backend: str, tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from opsgen.compile import pipeline\n"
        "pipeline.analyse(Path(sys.argv[1]))\n"
        "print(*sys.modules)\n"
    )
    shutil.copytree(ROOT / "examples" / "flight-delays" / "transforms", tmp_path / "transforms")
    spec = tmp_path / "opsgen.yaml"
    text = (ROOT / "examples" / "flight-delays" / "opsgen.yaml").read_text()
    spec.write_text(text + "  sql: {}\n")
    result = subprocess.run([sys.executable, "-c", program, spec], capture_output=True, text=True, check=True)
    loaded = {name for name in result.stdout.split() if not name.startswith("opsgen.backends.") or backend in name}
    assert not [name for name in loaded if set(name.split(".")) & set(FOR_PLANS)]
    assert f"opsgen.backends.{backend}.check" in loaded
