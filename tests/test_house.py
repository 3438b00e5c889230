"""The rules of the house that a reader of the code relies on: who may import whom, and what stays unloaded."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Literal

import pytest

from opsgen.generate.layers import LAYERS
from program import opsgen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "compiler" / "opsgen"
EXAMPLES = ("datasets-only", "flight-delays")

PARTS = tuple(chain.from_iterable(LAYERS))
WITHOUT_MODELS = {"cron", "metric_names", "validate", "values"}
"""The parts of `language/` that can be imported without pydantic."""
HEAVY = {"pydantic", "jinja2", "jsonschema", "typer", "click", "rich", "check_jsonschema", "yaml", "duckdb", "sqlglot"}

SLOW = {"dataclasses", "inspect", "tempfile", "zipfile", "cronsim"}
"""What takes longer to import than a small spec takes to check."""


@dataclass(frozen=True)
class Import:
    """That a file imports a module: for its types alone, in a function that needs it, or whenever it is imported."""

    file: Path
    module: str
    when: Literal["typing", "call", "import"]

    @property
    def importer(self) -> str:
        return part(self.file.relative_to(PACKAGE).with_suffix("").parts)

    @property
    def imported(self) -> str:
        return part(tuple(self.module.split("."))[1:])

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)} imports {self.module}"


def part(names: tuple[str, ...]) -> str:
    """The part of the architecture that a module belongs to."""
    for length in (2, 1):
        if ".".join(names[:length]) in PARTS:
            return ".".join(names[:length])
    return names[0] if names and (PACKAGE / names[0]).exists() else "opsgen"


@cache
def imports(folder: Path) -> tuple[Import, ...]:
    return tuple(chain.from_iterable(_imports(file) for file in sorted(folder.rglob("*.py"))))


def _imports(file: Path) -> Iterator[Import]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for_types = _inside(tree, _is_type_checking)
    in_functions = _inside(tree, lambda node: isinstance(node, ast.FunctionDef))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} has a relative import"
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        when: Literal["typing", "call", "import"] = (
            "typing" if node in for_types else "call" if node in in_functions else "import"
        )
        yield from (Import(file, module, when) for module in modules)


def _inside(tree: ast.AST, holds: Callable[[ast.AST], bool]) -> set[ast.AST]:
    return {node for holder in ast.walk(tree) if holds(holder) for node in ast.walk(holder)}


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def own() -> list[Import]:
    """The imports of opsgen's own modules by each other, across parts."""
    inside = [each for each in imports(PACKAGE) if each.module.split(".")[0] == "opsgen"]
    return [each for each in inside if each.importer != each.imported]


def test_every_module_has_a_place_in_the_architecture() -> None:
    names = {path.stem if path.suffix == ".py" else path.name for path in PACKAGE.iterdir() if path.name[0] != "."}
    assert names - {"__init__", "__pycache__", "py.typed", "py"} <= {each.split(".")[0] for each in PARTS}


def test_a_part_imports_only_from_those_above_it() -> None:
    layer = {name: number for number, names in enumerate(LAYERS) for name in names}
    wrong = [each for each in own() if layer[each.imported] and layer[each.imported] >= layer[each.importer]]
    assert not wrong, "\n".join(map(str, wrong))


def test_the_layers_hold_what_is_imported() -> None:
    """Else the test above would see nothing."""
    edges = {(each.importer, each.imported) for each in own()}
    assert {
        ("language", "diagnostics"),
        ("compile", "checks"),
        ("backends.airflow", "graph"),
        ("cli", "compile"),
    } <= edges


def test_no_module_imports_itself_through_others() -> None:
    """Not even in functions: a circle means that two modules are one, or that a third is missing."""
    modules = {_module(file): file for file in PACKAGE.rglob("*.py")}
    graph: dict[str, set[str]] = {module: set() for module in modules}
    for each in imports(PACKAGE):
        imported = each.module if each.module in modules else each.module.rpartition(".")[0]
        importer = _module(each.file)
        if each.when != "typing" and imported in modules and imported != importer:
            graph[importer].add(imported)
    circle = _circle(graph)
    assert not circle, " → ".join(circle)
    assert _circle({"a": {"b"}, "b": {"c"}, "c": {"a"}})


def _module(file: Path) -> str:
    names = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(names).removesuffix(".__init__")


def _circle(graph: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize(("library", "home"), [("jinja2", "render"), ("typer", "cli")])
def test_a_library_has_one_home(library: str, home: str) -> None:
    assert {each.importer for each in imports(PACKAGE) if each.module.split(".")[0] == library} == {home}


def test_only_the_language_and_what_is_generated_from_it_need_pydantic() -> None:
    users = [each for each in imports(PACKAGE) if each.module.split(".")[0] == "pydantic" and each.when == "import"]
    assert {each.importer for each in users} == {"language", "generate"}


def test_models_are_only_types_outside_the_language() -> None:
    """Lint works on stand-ins for them, so that nobody may ask for their class."""
    uses = [
        each for each in own() if each.imported == "language" and each.importer != "generate" and each.when != "typing"
    ]
    assert uses
    assert not [str(each) for each in uses if each.module.split(".")[2] not in WITHOUT_MODELS]


def test_nobody_imports_the_source_root() -> None:
    """`compiler.opsgen` would be a second copy of every module."""
    folders = [ROOT / name for name in ("compiler", "tests", "benchmarks", "examples")]
    assert not [str(each) for folder in folders for each in imports(folder) if each.module.startswith("compiler")]


def test_lint_loads_nothing_heavy_or_slow() -> None:
    assert loaded_by_lint(ROOT / "examples" / "datasets-only" / "opsgen.yaml") & (HEAVY | SLOW) == set()


def test_lint_of_a_spec_with_plain_sql_loads_nothing_heavy() -> None:
    assert loaded_by_lint(ROOT / "examples" / "flight-delays" / "opsgen.yaml") & HEAVY == set()


def test_lint_of_a_spec_with_other_sql_loads_what_reads_sql_and_nothing_else_that_is_heavy() -> None:
    assert loaded_by_lint(ROOT / "tests" / "checks" / "SQL109" / "good.opsgen.yaml") & HEAVY == {"sqlglot"}


def test_lint_of_a_bad_spec_loads_nothing_heavy() -> None:
    assert loaded_by_lint(ROOT / "tests" / "checks" / "LNG101" / "bad.opsgen.yaml") & HEAVY == set()


def loaded_by_lint(spec: Path) -> set[str]:
    """Which modules a process has loaded after it linted a spec."""
    program = (
        "import json, sys\n"
        "from opsgen.cli.run import run_safely\n"
        "run_safely(['lint', sys.argv[1]])\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))\n"
    )
    result = subprocess.run([sys.executable, "-c", program, spec], capture_output=True, text=True, check=True)
    return set(json.loads(result.stdout.splitlines()[-1]))


MOST_MODULES = 61
"""How many modules of its own, checks and packages aside, opsgen may import to lint a small spec."""
MEDIAN_LINES = 8
"""How long half of the functions in these modules may be at most."""


def test_lint_of_a_first_spec_imports_few_modules(tmp_path: Path) -> None:
    """Each module costs a lookup in the file system, which is most of what lint of a small spec costs."""
    modules = modules_of_first_lint(tmp_path)
    assert "opsgen.compile.pipeline" in modules
    assert len(modules) <= MOST_MODULES, "\n".join(modules)


def test_the_functions_that_lint_imports_are_short(tmp_path: Path) -> None:
    """Else fewer modules could come from longer functions."""
    files = [
        PACKAGE.parent.joinpath(*module.split(".")).with_suffix(".py") for module in modules_of_first_lint(tmp_path)
    ]
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    functions = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert median((node.end_lineno or 0) - node.lineno + 1 for node in functions) <= MEDIAN_LINES


def modules_of_first_lint(folder: Path) -> list[str]:
    """The modules of opsgen outside `checks/`, without packages, that lint imports for what `opsgen init` writes."""
    assert opsgen("init", folder=folder).returncode == 0
    program = (
        "import json, sys\n"
        "from opsgen.cli.run import run_safely\n"
        "code = run_safely(['lint', '--no-cache', 'opsgen.yaml'])\n"
        "modules = [name for name, module in sys.modules.items() if not hasattr(module, '__path__')]\n"
        "print(json.dumps([code, sorted(name for name in modules if name.startswith('opsgen.'))]))\n"
    )
    result = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True)
    code, modules = json.loads(result.stdout.splitlines()[-1])
    assert code == 0, result.stdout
    return [name for name in modules if not name.startswith("opsgen.checks.")]


OPENS_FILES = {
    "source/read.py": "reads a project's files, for callers that asked `may_read`",
    "emit": "writes artifacts, never through links, and replaces files for callers that asked `may_write`",
    "release": "reads the files of environments, never through links, and writes former ones into a folder of its own",
    "render/resources.py": "reads opsgen's own files",
    "backends/github/schema.py": "reads a schema that a package brings",
    "backends/kubernetes/verify/schemas.py": "reads schemas that a package brings",
    "generate": "reads and writes what is generated in this repository",
    "cache": "keeps records in the user's cache folder, and compares digests of what was read",
    "terminal/streams.py": "opens the null device",
    "cli/starter.py": "fills drafts of files that it asked `may_write` for, in the folder that the user names",
    "cli/starter_requirements.py": "creates files beside the spec that it follows, and reads how opsgen was installed",
    "cli/reports.py": "writes a report where the user says, for which it asks `may_write_at`",
    "runtime/gate/metrics.py": "reads the file of metrics that the user names",
    "runtime/registry": "reads the model that the user names, and data for its digest; makes the registry's folder",
    "runtime/engines": "reads and writes data, which is where its connection says, and files with secrets",
    "runtime/local": "writes logs into the folder of the user's state, outside of every project",
    "runtime/staging/places.py": "tries whether a staged file can be renamed to its target",
    "runtime/staging/files.py": "replaces data, for which it asks `place_of_result`, and its ledger",
    "runtime/staging/quarantine_files.py": "replaces quarantined rows, for which it asks `place_of_result`",
    "runtime/staging/folders.py": "publishes folders of data, for which it asks `may_replace`, and removes old ones",
    "runtime/check/failing_rows.py": "writes rows where the user says",
}
"""The modules and packages that touch files, and why each does not have to ask `may_read` or `may_write` itself."""

FILE_METHODS = {
    *("open", "fdopen", "read_text", "read_bytes", "write_text", "write_bytes", "touch", "unlink", "rmdir", "mkdir"),
    *("makedirs", "symlink_to", "hardlink_to", "chmod", "rmtree", "copy2", "copyfile", "copytree", "copymode"),
}
FILE_FUNCTIONS = {
    *("os.replace", "os.rename", "os.remove", "os.symlink", "os.link", "os.mkfifo", "os.truncate"),
    *("shutil.copy", "shutil.move", "io.open", "io.FileIO"),
}
NO_FILES = {"self._assembly.open"}
"""What is called as if it opened a file."""


def touches_a_file(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    if name in NO_FILES:
        return False
    if isinstance(call.func, ast.Name):
        return name == "open"
    method = name.rpartition(".")[2]
    # A text's `replace` takes two arguments, a path's one.
    is_move = method in {"replace", "rename"} and len(call.args) == 1 and not call.keywords
    return method in FILE_METHODS or name in FILE_FUNCTIONS or is_move


def opening(folder: Path) -> Iterator[tuple[str, int]]:
    """Each module that touches files, with the line where it does."""
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and touches_a_file(node):
                yield file.relative_to(folder).as_posix(), node.lineno


def allowed(module: str) -> str | None:
    return next((each for each in OPENS_FILES if module == each or module.startswith(f"{each}/")), None)


def test_only_few_modules_touch_files() -> None:
    """Everything else asks them, so that one place decides which files of a project may be opened."""
    found = list(opening(PACKAGE))
    assert not [f"{module}:{line} touches a file" for module, line in found if allowed(module) is None]
    assert {allowed(module) for module, _ in found} == set(OPENS_FILES), "a line of the list is no longer needed"


@pytest.mark.parametrize(
    ("code", "touches"),
    [
        ("open(p)", True),
        ("Path(p).open('w')", True),
        ("os.open(p, 0)", True),
        ("p.read_text()", True),
        ("p.replace(q)", True),
        ("os.replace(p, q)", True),
        ("p.unlink()", True),
        ("text.replace('a', 'b')", False),
        ("read_text('templates/x')", False),
        ("replace(result, sample=1)", False),
        ("tree.copy()", False),
    ],
)
def test_what_touches_a_file(code: str, touches: bool) -> None:
    call = ast.parse(code, mode="eval").body
    assert isinstance(call, ast.Call)
    assert touches_a_file(call) is touches


@pytest.mark.parametrize(
    ("opens", "asks"),
    [
        ("opsgen.source.read.read", {"may_read", "may_write"}),
        ("opsgen.emit.rewrite.Rewrite", {"may_write"}),
        ("opsgen.emit.fsync.replace", {"may_write_at"}),
    ],
)
def test_whoever_opens_a_file_of_the_project_asks_first(opens: str, asks: set[str]) -> None:
    users = {each.file for each in imports(PACKAGE) if each.module == opens and each.when != "typing"}
    asking = {
        each.file for each in imports(PACKAGE) if each.module in {f"opsgen.source.access.{name}" for name in asks}
    }
    assert users
    assert not [str(file.relative_to(PACKAGE)) for file in users - asking if file.parent.name != "emit"]
