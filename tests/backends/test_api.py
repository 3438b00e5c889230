"""What every backend has, and that lint reports everything that would keep a backend from building."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from opsgen.backends import BACKENDS
from opsgen.backends.outside import ATTRIBUTES
from opsgen.compile import pipeline
from opsgen.diagnostics.model import Severity
from opsgen.language.output import Outputs
from opsgen.render.resources import resource

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
    spec.write_text(text + "  sql: {}\n  gitops: {cluster: in-cluster, status_creator: a}\n")
    result = subprocess.run([sys.executable, "-c", program, spec], capture_output=True, text=True, check=True)
    loaded = {name for name in result.stdout.split() if not name.startswith("opsgen.backends.") or backend in name}
    assert not [name for name in loaded if set(name.split(".")) & set(FOR_PLANS)]
    assert f"opsgen.backends.{backend}.check" in loaded


def test_every_output_of_the_language_has_a_backend_and_templates() -> None:
    assert [*Outputs.model_fields] == [*(backend.name for backend in BACKENDS), "plugins"]
    for backend in BACKENDS:
        assert all(hasattr(backend, attribute) for attribute in ATTRIBUTES if attribute != "options")
        assert "path" in get_args(Outputs.model_fields[backend.name].annotation)[0].model_fields
        assert resource(f"templates/{backend.name}", backend.templates).is_dir()


NAMES = re.compile(rf"[\"'](?:{'|'.join(backend.name for backend in BACKENDS if backend.name != 'sql')})[\"']")
"""The names of backends as texts of Python. `sql` is a key of rules and transforms, too."""
KNOWS_NAMES = {
    "backends/__init__.py": "it lists the backends",
    "compile/committed_pins/__init__.py": "it reads the versions of actions, which other platforms do not have",
    "compile/requirements/found.py": "it reads the requirements of GitHub's jobs, a file outside of the spec",
    "compile/requirements/missing.py": "see compile/requirements/found.py",
    "cli/app.py": "`github` is a format of lint's report",
    "graph/project.py": "a spec may choose which of two platforms starts scheduled work",
    "graph/served.py": "it says which tasks cannot read opsgen.lock: those in pods of one of these platforms",
    "language/deployment.py": "see graph/project.py",
    "language/environment.py": "`kubernetes` is where tasks run",
    "report/formats.py": "see cli/app.py",
    "runtime/profile/starter_spec.py": "it writes a spec with two outputs",
}
"""What has the name of a backend in it, and why it does not have to change when there is a new one."""


def test_nothing_else_knows_the_names_of_backends() -> None:
    package = ROOT / "compiler" / "opsgen"
    modules = {file.relative_to(package).as_posix(): file for file in package.rglob("*.py")}
    found = {name for name, file in modules.items() if NAMES.search(file.read_text(encoding="utf-8"))}
    own = {name for name in found if name.startswith(tuple(f"backends/{backend.name}/" for backend in BACKENDS))}
    assert found - own <= KNOWS_NAMES.keys()
