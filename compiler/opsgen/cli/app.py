"""The definition of the command line: names, arguments and help of every command.

Typer only parses. What it parsed runs after it is done, so that interrupts and closed pipes reach `run.py`.
"""

from __future__ import annotations

import signal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from opsgen import __version__
from opsgen.diagnostics.known_secrets import forget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

app = typer.Typer(
    name="opsgen",
    help="One ops spec, compiled into Airflow DAGs, GitHub Actions workflows and Kubernetes manifests.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

SpecArgument = Annotated[
    Path | None, typer.Argument(metavar="SPEC_OR_FOLDER", help="The spec, or the folder with its opsgen.yaml; here.")
]


_chosen: list[Callable[[], int]] = []
"""The command that the arguments name, with its arguments."""

EnvironmentOption = Annotated[str | None, typer.Option(metavar="NAME", help="The environment; the spec's first.")]
SpecOption = Annotated[Path | None, typer.Option(metavar="SPEC_OR_FOLDER", help="The spec; opsgen.yaml here.")]
NoCacheOption = Annotated[bool, typer.Option("--no-cache", help="Neither use nor keep what an earlier run found out.")]
MetricsOption = Annotated[Path, typer.Option(metavar="FILE", help="The metrics that the training wrote, in JSON.")]
LintFormat = Literal["text", "concise", "json", "sarif", "github", "junit"]
ProfileFormat = Literal["text", "json", "yaml"]
ReportFormat = Literal["text", "json", "html", "junit", "prometheus", "openlineage"]
GateFormat = Literal["text", "json", "junit"]
DriftFormat = Literal["text", "json", "html", "prometheus"]


def run(arguments: list[str]) -> int:
    """Parse and run; usage errors are printed and give exit code 2."""
    _chosen.clear()
    forget()
    try:
        app(arguments, prog_name="opsgen")
    except SystemExit as ended:
        if ended.code or not _chosen:
            return ended.code if isinstance(ended.code, int) else 0
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:  # Schedulers end a task by it: what is open is closed then.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    return _chosen[0]()


@app.callback()
def _opsgen(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        print(f"opsgen {__version__}")
        raise typer.Exit


@app.command()
def build(
    spec: SpecArgument = None,
    env: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this environment; may be repeated.")
    ] = None,
    output: Annotated[Path | None, typer.Option(metavar="DIR", help="Where the files go; the spec's folder.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 with a diff where files differ.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite files that were edited or are not opsgen's.")
    ] = False,
    report: Annotated[
        bool, typer.Option("--report", help="Tell where each field of the spec went, backend by backend.")
    ] = False,
    no_cache: NoCacheOption = False,
) -> None:
    """Compile a spec into its artifacts: validate, plan, render, verify, write."""
    from opsgen.cli.commands.build import build as command

    how = {"check": check, "force": force, "cached": not no_cache} | ({"report_fields": True} if report else {})
    _chosen.append(partial(command, spec, env or [], output, **how))


@app.command()
def lint(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILE", help="Specs or folders, or - for stdin; opsgen.yaml here.")
    ] = None,
    format_: Annotated[LintFormat, typer.Option("--format", help="The form of the report.")] = "text",
    select: Annotated[list[str] | None, typer.Option(metavar="CODES", help="Show only these, e.g. DAT,K8S112.")] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="CODES", help="Do not show these.")] = None,
    statistics: Annotated[bool, typer.Option("--statistics", help="Count the codes instead.")] = False,
    changed: Annotated[
        bool, typer.Option("--changed", help="The files are what changed: lint the specs of their projects.")
    ] = False,
    stdin_filename: Annotated[
        str | None, typer.Option(metavar="FILE", help="The name and place of the spec that comes in through stdin.")
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what is safe to mend, then say what remains.")] = False,
    unsafe_fixes: Annotated[
        bool, typer.Option("--unsafe-fixes", help="Mend what is likely meant, too: look at it afterwards.")
    ] = False,
    diff: Annotated[
        bool,
        typer.Option("--diff", help="Show what --fix would change, and write nothing; exit 1 if it would."),
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Lint again whenever a file changes.")] = False,
    no_cache: NoCacheOption = False,
) -> None:
    """Say what is wrong with specs: everything that build would report, with nothing written to the project."""
    from opsgen.cli.commands.lint import lint as plain
    from opsgen.cli.commands.lint_options import Fixes, LintOptions, lint_with
    from opsgen.cli.lint_view import LintView

    view = LintView(format_, tuple(_codes(select)), tuple(_codes(ignore)), statistics)
    fixes = Fixes(diff=diff, unsafe=unsafe_fixes) if fix or diff or unsafe_fixes else None
    how = LintOptions(view, changed, fixes, stdin_filename, watch)
    if how == LintOptions(LintView()) and "-" not in (files or []):
        _chosen.append(partial(plain, files or [], cached=not no_cache))
    else:
        _chosen.append(partial(lint_with, files or [], how))


def _codes(given: list[str] | None) -> Iterator[str]:
    """Codes may be given one by one, or several with commas between them."""
    for text in given or []:
        yield from filter(None, (code.strip().upper() for code in text.split(",")))


@app.command()
def fmt(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILE", help="Specs or folders, or - for stdin; opsgen.yaml here.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 where layouts differ.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; print the difference, exit 1 if any.")] = False,
) -> None:
    """Lay specs out in one way, with all comments kept; of a folder, its spec and what that includes."""
    from opsgen.cli.commands.fmt import fmt as command

    _chosen.append(partial(command, files or [], check=check, diff=diff))


@app.command()
def schema() -> None:
    """Print the JSON Schema of the language, for editors."""
    from opsgen.cli.commands.schema import schema as command

    _chosen.append(partial(command))


@app.command()
def init(
    folder: Annotated[list[str] | None, typer.Argument(metavar="[DIR]", help="Where to begin; here.")] = None,
    files: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="FILE...", help="Data files, or a folder of them, to begin from."),
    ] = None,
) -> None:
    """Write a small commented spec that lints and builds as it is, or with --from one for your own data."""
    from opsgen.cli.commands.init import init as command

    _chosen.append(partial(command, folder or [], files or []))


@app.command()
def pin(
    image: Annotated[str, typer.Argument(metavar="IMAGE@sha256:DIGEST", help="The image, by its digest.")],
    env: Annotated[str, typer.Option(metavar="NAME", help="The environment that is to run it.")],
    spec: Annotated[Path | None, typer.Option(metavar="SPEC_OR_FOLDER", help="The spec; opsgen.yaml here.")] = None,
) -> None:
    """Record the image that an environment runs in opsgen.lock; every backend uses it from then on."""
    from opsgen.cli.commands.pin import pin as command

    _chosen.append(partial(command, spec, env, image))


@app.command()
def check(
    datasets: Annotated[list[str] | None, typer.Argument(metavar="[DATASET]", help="Datasets; all of them.")] = None,
    env: EnvironmentOption = None,
    spec: SpecOption = None,
    format_: Annotated[
        ReportFormat | None, typer.Option("--format", help="Report format. [default: by the ending of FILE, or text]")
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the report to FILE and print a summary; - is the standard output."),
    ] = None,
    store_failures: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the rows that broke a rule are kept, as CSV.")
    ] = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="Keep formulas as they are in these files; by default they become text.")
    ] = False,
    sample: Annotated[int, typer.Option(metavar="N", min=0, help="Show up to N rows that broke a rule.")] = 0,
) -> None:
    """Run the quality rules of datasets on their data; exit 1 where one fails, 4 where data cannot be read."""
    from opsgen.cli.commands.check import check as command

    called = partial(command, datasets or [], spec, env, format_, report)
    _chosen.append(partial(called, sample=sample, failures=store_failures, raw=raw))


@app.command()
def profile(
    target: Annotated[str, typer.Argument(metavar="DATASET|FILE", help="A dataset of the spec, or a data file.")],
    env: EnvironmentOption = None,
    spec: SpecOption = None,
    format_: Annotated[
        ProfileFormat | None,
        typer.Option("--format", help="A table, JSON, or a part of a spec. [default: by the ending of FILE, or text]"),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the report to FILE and print a summary; - is the standard output."),
    ] = None,
) -> None:
    """Show what data is like, column by column; with --format yaml, propose rules that hold for it."""
    from opsgen.cli.commands.profile import profile as command

    _chosen.append(partial(command, target, spec, env, format_, report))


@app.command()
def transform(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="The dataset to make.")],
    env: EnvironmentOption = None,
    spec: SpecOption = None,
) -> None:
    """Make a dataset from its inputs by the SQL of its transform, all of it or nothing."""
    from opsgen.cli.commands.transform import transform as command

    _chosen.append(partial(command, dataset, spec, env))


@app.command()
def drift(
    deployment: Annotated[str, typer.Argument(metavar="DEPLOYMENT", help="The deployment whose monitor looks.")],
    env: EnvironmentOption = None,
    spec: SpecOption = None,
    format_: Annotated[
        DriftFormat | None, typer.Option("--format", help="Report format. [default: by the ending of FILE, or text]")
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the report to FILE and print a summary; - is the standard output."),
    ] = None,
    trigger: Annotated[bool, typer.Option("--trigger", help="Exit 0 on drift and 99 without drift.")] = False,
) -> None:
    """Compare live inputs with training data; exit 1 on drift, 4 on unreadable data, 5 on too little data."""
    from opsgen.cli.commands.drift import drift as command

    _chosen.append(partial(command, deployment, spec, env, format_, report, trigger=trigger))


@app.command()
def gate(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="The model to judge.")],
    metrics: MetricsOption,
    champion: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The champion's metrics; those in the model's registry.")
    ] = None,
    env: EnvironmentOption = None,
    spec: SpecOption = None,
    format_: Annotated[
        GateFormat | None, typer.Option("--format", help="Report format. [default: by the ending of FILE, or text]")
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the report to FILE and print a summary; - is the standard output."),
    ] = None,
) -> None:
    """Judge a model by its metrics; exit 1 where a gate is not met, 4 where metrics cannot be read."""
    from opsgen.cli.commands.gate import gate as command

    _chosen.append(partial(command, model, spec, env, metrics, champion, format_, report))


@app.command()
def register(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="The model to register.")],
    metrics: MetricsOption,
    env: EnvironmentOption = None,
    spec: SpecOption = None,
    artifacts: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The model's files; $OPSGEN_ARTIFACTS, else artifacts/MODEL.")
    ] = None,
    promote: Annotated[
        bool, typer.Option("--promote/--no-promote", help="Whether it becomes the champion where its gates are met.")
    ] = True,
) -> None:
    """Register a trained model as the challenger, and as the champion where its gates are met; exit 1 where not."""
    from opsgen.cli.commands.register import register as command

    _chosen.append(partial(command, model, spec, env, metrics, artifacts, promote=promote))


@app.command()
def explain(code: Annotated[str, typer.Argument(metavar="CODE", help="A diagnostic's code, e.g. REF103.")]) -> None:
    """Print what a diagnostic means, why it matters and what to write instead."""
    from opsgen.cli.commands.explain import explain as command

    _chosen.append(partial(command, code))
