"""The definition of the command line: names, arguments and help of every command.

Typer only parses. The chosen command runs after typer is done, so that interrupts and closed pipes reach `run.py`.
"""

# No `from __future__ import annotations`: typer would compile and evaluate the text of each annotation twice, and
# `opsgen --help` would take a quarter more CPU (11.3 P in place of 8.9 P, typer 0.29.2).
import os
import signal
from collections.abc import Callable, Iterator
from copy import copy
from functools import partial
from inspect import getdoc
from pathlib import Path
from typing import Annotated, Literal

import typer
from typer.main import get_command_name
from typer.models import CommandInfo

from opsgen import __version__
from opsgen.cli import completion
from opsgen.cli.help import Command
from opsgen.diagnostics.known_secrets import forget
from opsgen.terminal import verbosity

app = typer.Typer(
    name="opsgen",
    help="Compile one ops spec into Airflow DAGs, GitHub Actions workflows and Kubernetes manifests.",
    epilog="`opsgen COMMAND --help` lists the options and exit codes of a command.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_chosen: list[Callable[[], int]] = []
"""The command that the arguments name, with its arguments."""

HERE = "./opsgen.yaml"
BuiltArgument = Annotated[
    list[str] | None, typer.Argument(metavar="SPEC", help="Spec files or folders", show_default=HERE)
]
SpecsArgument = Annotated[
    list[str] | None, typer.Argument(metavar="SPEC", help="Spec files or folders, or - for stdin", show_default=HERE)
]
AllOption = Annotated[bool, typer.Option("--all", help="Every project of the repository")]
ChangedOption = Annotated[bool, typer.Option("--changed", help="Projects of changed files: the arguments, or git's")]
SinceOption = Annotated[
    str | None,
    typer.Option("--since", metavar="COMMIT", help="For --changed", show_default="the default branch"),
]
SpecOption = Annotated[
    Path | None, typer.Option("--spec", metavar="SPEC", help="Spec file or folder", show_default=HERE)
]
SameSpecOption = Annotated[Path | None, typer.Option("--spec", metavar="SPEC", help="The same as the argument SPEC")]
EnvOption = Annotated[
    str | None,
    typer.Option(
        "--env", metavar="ENV", help="Environment", show_default="first", autocompletion=completion.environments
    ),
]
ReportOption = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report to FILE and print a summary")]
MetricsOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Metrics of a training, as JSON", show_default="of $OPSGEN_RUN")
]
NoCacheOption = Annotated[bool, typer.Option("--no-cache", help="Do not read or write the cache")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print only findings and errors")]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="Also print what is read and written")]
QueriesOption = Annotated[bool, typer.Option("--verbose", "-v", help="Also print what is read and queried")]

IngestArgument = Annotated[
    str, typer.Argument(metavar="DATASET", help="Dataset to load", autocompletion=completion.datasets)
]
TransformArgument = Annotated[
    str, typer.Argument(metavar="DATASET", help="Dataset to build", autocompletion=completion.datasets)
]
PublishArgument = Annotated[
    str, typer.Argument(metavar="DATASET", help="Dataset that others write", autocompletion=completion.datasets)
]
BatchArgument = Annotated[
    str, typer.Argument(metavar="DEPLOYMENT", help="Batch deployment to run", autocompletion=completion.deployments)
]
PartitionOption = Annotated[
    str | None,
    typer.Option("--partition", metavar="KEY", help="Partition, such as 2024-01-31"),
]
TargetsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="TARGET",
        help="Datasets, models or batch deployments to make",
        show_default="all",
        autocompletion=completion.targets,
    ),
]
StepOption = Annotated[
    Literal["write", "check", "publish"] | None,
    typer.Option("--step", metavar="STEP", help="write, check or publish", show_default="all"),
]

LintFormat = Literal["text", "concise", "json", "sarif", "github", "junit"]
ProfileFormat = Literal["text", "json", "yaml"]
CheckFormat = Literal["text", "json", "html", "junit", "prometheus", "openlineage", "markdown"]
GateFormat = Literal["text", "json", "junit"]
DriftFormat = Literal["text", "json", "html", "prometheus"]
CheckFormatOption = Annotated[
    CheckFormat | None,
    typer.Option("--format", metavar="FORMAT", help="text,json,html,junit,prometheus,openlineage,markdown"),
]


def run(arguments: list[str]) -> int:
    """Parse and run; usage errors are printed and give exit code 2."""
    _chosen.clear()
    forget()
    verbosity.configure(quiet=False, verbose=False)
    try:
        _needed(arguments)(arguments, prog_name="opsgen")
    except SystemExit as ended:
        if ended.code or not _chosen:
            return ended.code if isinstance(ended.code, int) else 0
    # Schedulers end a task with SIGTERM: handled as an interrupt, it closes files and connections.
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    return _chosen[0]()


def _needed(arguments: list[str]) -> typer.Typer:
    """Return the part of the app that these arguments need.

    Typer converts the signature of every command before it reads the arguments, which takes longer than anything else
    after its import. The list of commands needs no signature, and a command needs its own only.
    """
    part = copy(app)
    if "_OPSGEN_COMPLETE" in os.environ:
        return part  # The words to complete are in other variables.
    if arguments in ([], ["-h"], ["--help"]):
        part.registered_commands = [_without_signature(each) for each in app.registered_commands]
    elif chosen := [each for each in app.registered_commands if arguments[0] == _name(each)]:
        part.registered_commands = chosen
    return part


def _without_signature(command: CommandInfo) -> CommandInfo:
    short = copy(command)
    short.name, short.help, short.callback = _name(command), getdoc(command.callback), lambda: None
    return short


def _name(command: CommandInfo) -> str:
    return command.name or get_command_name(command.callback.__name__ if command.callback else "")


def _configure(*, quiet: bool = False, verbose: bool = False) -> None:
    if quiet and verbose:
        raise typer.BadParameter("--quiet and --verbose exclude each other", param_hint="'--quiet'")
    verbosity.configure(quiet=quiet, verbose=verbose)


def _specs(arguments: list[str] | None, option: Path | None) -> list[str]:
    if arguments and option is not None:
        raise typer.BadParameter("the spec is given twice, as SPEC and with --spec", param_hint="'--spec'")
    return arguments or ([] if option is None else [str(option)])


@app.callback()
def _opsgen(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit")] = False,
) -> None:
    if version:
        print(f"opsgen {__version__}")
        raise typer.Exit


@app.command(cls=Command)
def init(
    folder: Annotated[
        list[str] | None, typer.Argument(metavar="DIR", help="Folder of the project", show_default=".")
    ] = None,
    files: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="FILE", help="Data files or folders, several after one --from"),
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Write a first spec: an example, or one for data (--from).

    The spec lints and builds as it is. With --from, its rules pass on the given data files.
    """
    from opsgen.cli.commands.init import init as command

    _configure(quiet=quiet)
    _chosen.append(partial(command, folder or [], files or []))


@app.command(cls=Command)
def lint(
    files: SpecsArgument = None,
    spec: SameSpecOption = None,
    format_: Annotated[
        LintFormat,
        typer.Option(
            "--format", metavar="FORMAT", help="text, concise, json, sarif, github, junit", show_default=False
        ),
    ] = "text",
    select: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODES", help="Report only these codes, such as DAT,K8S112", autocompletion=completion.codes
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(metavar="CODES", help="Do not report these codes", autocompletion=completion.codes),
    ] = None,
    statistics: Annotated[bool, typer.Option("--statistics", help="Count findings by code")] = False,
    all_: AllOption = False,
    changed: ChangedOption = False,
    since: SinceOption = None,
    stdin_filename: Annotated[str | None, typer.Option(metavar="FILE", help="Name of the spec on stdin")] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Apply safe fixes, then report the rest")] = False,
    unsafe_fixes: Annotated[bool, typer.Option("--unsafe-fixes", help="Also apply likely fixes: review them")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Print what --fix would change, write nothing")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Lint again whenever a file changes")] = False,
    no_cache: NoCacheOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Find every mistake in a spec without writing anything.

    Reports everything that build would report. Only --fix changes files.
    """
    from opsgen.cli.commands.lint import lint as plain
    from opsgen.cli.commands.lint_options import Fixes, LintOptions, lint_with
    from opsgen.cli.lint_view import LintView
    from opsgen.cli.selection import Selection

    _configure(quiet=quiet, verbose=verbose)
    specs = _specs(files, spec)
    view = LintView(format_, tuple(_codes(select)), tuple(_codes(ignore)), statistics)
    fixes = Fixes(diff=diff, unsafe=unsafe_fixes) if fix or diff or unsafe_fixes else None
    options = LintOptions(view, Selection(all_, changed, since), fixes, stdin_filename, watch)
    if options == LintOptions(LintView()) and "-" not in specs:
        _chosen.append(partial(plain, specs, cached=not no_cache))
    else:
        _chosen.append(partial(lint_with, specs, options))


def _codes(given: list[str] | None) -> Iterator[str]:
    """Codes may be given one by one, or several with commas between them."""
    for text in given or []:
        yield from filter(None, (code.strip().upper() for code in text.split(",")))


@app.command(cls=Command)
def fmt(
    files: SpecsArgument = None,
    spec: SameSpecOption = None,
    changed: ChangedOption = False,
    since: SinceOption = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if files differ")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Print the diff, write nothing")] = False,
    quiet: QuietOption = False,
) -> None:
    """Format specs, keeping comments.

    In a folder, formats its opsgen.yaml and the files that it includes. With --changed, formats only those of the
    changed files that are specs or that specs include.
    """
    from opsgen.cli.commands.fmt import fmt as command
    from opsgen.cli.selection import Selection

    _configure(quiet=quiet)
    selection = Selection(changed=changed, since=since)
    _chosen.append(partial(command, _specs(files, spec), check=check, diff=diff, selection=selection))


@app.command(cls=Command)
def explain(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Code such as REF103", autocompletion=completion.codes)],
) -> None:
    """Explain a diagnostic code: meaning, consequence and fix."""
    from opsgen.cli.commands.explain import explain as command

    _chosen.append(partial(command, code))


@app.command(cls=Command)
def build(
    files: BuiltArgument = None,
    spec: SameSpecOption = None,
    all_: AllOption = False,
    changed: ChangedOption = False,
    since: SinceOption = None,
    env: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ENV",
            help="Environment, repeatable",
            show_default="all",
            autocompletion=completion.environments,
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Output folder", show_default="the spec's folder")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; print a diff if files differ")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that opsgen did not write")] = False,
    report: Annotated[bool, typer.Option("--report", help="Report which backend uses each field")] = False,
    summary: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write what is printed to FILE, as Markdown")
    ] = None,
    no_cache: NoCacheOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Compile a spec into DAGs, workflows and manifests.

    Writes all files of a project or none. Verifies every file before it writes the first one. With --all or --changed,
    a project that fails does not stop the others.
    """
    from opsgen.cli.commands.build import build_selected as command
    from opsgen.cli.selection import Selection

    _configure(quiet=quiet, verbose=verbose)
    options = {"check": check, "force": force, "cached": not no_cache} | ({"report_fields": True} if report else {})
    run = partial(command, Selection(all_, changed, since), _specs(files, spec), env or [], output, **options)
    if summary is not None:
        from opsgen.cli.summary import with_summary

        run = partial(with_summary, "opsgen build --check" if check else "opsgen build", summary, run)
    _chosen.append(run)


@app.command(cls=Command)
def promote(
    to: Annotated[
        str | None,
        typer.Option(metavar="ENV", help="Environment that gets the release", autocompletion=completion.environments),
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="ENV", help="Where it ran", show_default="the one before"),
    ] = None,
    commit: Annotated[
        str | None, typer.Option(metavar="COMMIT", help="Commit to release", show_default="newest that ran")
    ] = None,
    image: Annotated[
        str | None,
        typer.Option(metavar="IMAGE@sha256:DIGEST", help="Image of the commit", show_default="what ran"),
    ] = None,
    skip: Annotated[
        str | None, typer.Option(metavar="REASON", help="Release what the environment before has not run")
    ] = None,
    adopt: Annotated[bool, typer.Option("--adopt", help="Record the files that are there as a release")] = False,
    check: Annotated[bool, typer.Option("--check", help="Build the releases again, and compare")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that were edited by hand")] = False,
    spec: SpecOption = None,
    quiet: QuietOption = False,
) -> None:
    """Release to an environment what the one before it has run.

    Builds the files of the commit, and verifies with the GitHub CLI that the environment before has run them. Only this
    command, rollback and pin change the files of later environments.
    """
    from opsgen.cli.commands.promote import Options
    from opsgen.cli.commands.promote import promote as command

    _configure(quiet=quiet)
    _chosen.append(partial(command, spec, Options(to, from_, commit, image, skip, adopt, check, force)))


@app.command(cls=Command)
def rollback(
    env: Annotated[
        str | None, typer.Option(metavar="ENV", help="Environment", autocompletion=completion.environments)
    ] = None,
    to: Annotated[
        str | None, typer.Option(metavar="COMMIT", help="Release to go back to", show_default="the one before")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that were edited by hand")] = False,
    spec: SpecOption = None,
    quiet: QuietOption = False,
) -> None:
    """Go back to a former release of an environment.

    Its files and its image come from the history of opsgen.lock, so nothing is built. Data stays as it is.
    """
    from opsgen.cli.commands.rollback import rollback as command

    _configure(quiet=quiet)
    _chosen.append(partial(command, spec, env, to, force=force))


@app.command(cls=Command)
def pin(
    image: Annotated[
        str | None, typer.Argument(metavar="IMAGE@sha256:DIGEST", help="Image with its digest", show_default=False)
    ] = None,
    env: Annotated[
        str | None, typer.Option(metavar="ENV", help="Environment", autocompletion=completion.environments)
    ] = None,
    actions: Annotated[bool, typer.Option("--actions", help="List the pinned actions of the workflows")] = False,
    spec: SpecOption = None,
    quiet: QuietOption = False,
) -> None:
    """Record the image of an environment in opsgen.lock.

    Only pin files change: all other artifacts have the image's tag. With --actions, list the GitHub actions that
    workflows use, with the version and the commit of each.
    """
    from opsgen.cli.commands.pin import pin as command
    from opsgen.cli.commands.pin_actions import list_actions

    _configure(quiet=quiet)
    if actions:
        if image is not None or env is not None:
            raise typer.BadParameter("it takes no image and no --env", param_hint="'--actions'")
        _chosen.append(partial(list_actions, spec))
        return
    if image is None or env is None:
        raise typer.BadParameter("name the image and its environment, or list --actions", param_hint="'--env'")
    _chosen.append(partial(command, spec, env, image))


@app.command(cls=Command)
def check(
    datasets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DATASET", help="Datasets to check", show_default="all", autocompletion=completion.datasets
        ),
    ] = None,
    env: EnvOption = None,
    spec: SpecOption = None,
    format_: CheckFormatOption = None,
    report: ReportOption = None,
    store_failures: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the failing rows to DIR, as CSV")
    ] = None,
    raw: Annotated[bool, typer.Option("--raw", help="Do not escape formulas in these CSV files")] = False,
    sample: Annotated[int, typer.Option(metavar="N", min=0, help="Show up to N failing rows")] = 0,
    partition: Annotated[str | None, typer.Option(metavar="A..B", help="Published partitions of one dataset")] = None,
    no_cache: NoCacheOption = False,
    quiet: QuietOption = False,
    verbose: QueriesOption = False,
) -> None:
    """Check data against the quality rules in a spec.

    The ending of the report's FILE sets the format, unless --format does. FILE can be - for stdout.
    """
    from opsgen.cli.commands.check import check as command

    _configure(quiet=quiet, verbose=verbose)
    called = partial(command, datasets or [], spec, env, format_, report, cached=not no_cache)
    _chosen.append(partial(called, sample=sample, failures=store_failures, raw=raw, partition=partition))


@app.command(cls=Command)
def profile(
    target: Annotated[
        str, typer.Argument(metavar="DATASET|FILE", help="Dataset or data file", autocompletion=completion.datasets)
    ],
    env: EnvOption = None,
    spec: SpecOption = None,
    format_: Annotated[
        ProfileFormat | None, typer.Option("--format", metavar="FORMAT", help="text, json or yaml (proposed rules)")
    ] = None,
    report: ReportOption = None,
    quiet: QuietOption = False,
    verbose: QueriesOption = False,
) -> None:
    """Show statistics of data by column, or propose rules.

    With --format yaml, prints columns and rules for a spec; all of them pass on this data. The ending of the report's
    FILE sets the format, unless --format does. FILE can be - for stdout.
    """
    from opsgen.cli.commands.profile import profile as command

    _configure(quiet=quiet, verbose=verbose)
    _chosen.append(partial(command, target, spec, env, format_, report))


@app.command(cls=Command)
def ingest(
    dataset: IngestArgument,
    env: EnvOption = None,
    spec: SpecOption = None,
    partition: PartitionOption = None,
    step: StepOption = None,
    format_: CheckFormatOption = None,
    report: ReportOption = None,
    quiet: QuietOption = False,
    verbose: QueriesOption = False,
) -> None:
    """Load a dataset with its command, check it and publish it.

    With `publish: after_checks`, the command writes to $OPSGEN_OUTPUT, and readers see the data only after its checks
    passed. With --step, $OPSGEN_RUN names the run that the steps belong to.
    """
    from opsgen.cli.commands.produce import ProduceOptions
    from opsgen.cli.commands.produce import produce as command

    _configure(quiet=quiet, verbose=verbose)
    _chosen.append(partial(command, "ingest", dataset, spec, env, ProduceOptions(step, format_, report, partition)))


@app.command(cls=Command)
def transform(
    dataset: TransformArgument,
    env: EnvOption = None,
    spec: SpecOption = None,
    partition: PartitionOption = None,
    step: StepOption = None,
    format_: CheckFormatOption = None,
    report: ReportOption = None,
    quiet: QuietOption = False,
    skip: Annotated[bool, typer.Option("--skip", help="Exit 99 if the partition waits for its inputs")] = False,
    verbose: QueriesOption = False,
) -> None:
    """Build a dataset from its inputs, check it and publish it.

    Readers see the new rows only after their checks passed. If anything fails, the dataset stays as it is. With --step,
    $OPSGEN_RUN names the run that the steps belong to.
    """
    from opsgen.cli.commands.produce import ProduceOptions
    from opsgen.cli.commands.produce import produce as command

    _configure(quiet=quiet, verbose=verbose)
    options = ProduceOptions(step, format_, report, partition, skip)
    _chosen.append(partial(command, "transform", dataset, spec, env, options))


@app.command(cls=Command)
def batch(
    deployment: BatchArgument,
    env: EnvOption = None,
    spec: SpecOption = None,
    partition: PartitionOption = None,
    step: StepOption = None,
    format_: CheckFormatOption = None,
    report: ReportOption = None,
    quiet: QuietOption = False,
    verbose: QueriesOption = False,
) -> None:
    """Run a batch deployment, then check and publish its output.

    With `publish: after_checks` on the output, the command writes to $OPSGEN_OUTPUT. With --step, $OPSGEN_RUN names the
    run that the steps belong to.
    """
    from opsgen.cli.commands.produce import ProduceOptions
    from opsgen.cli.commands.produce import batch as command

    _configure(quiet=quiet, verbose=verbose)
    _chosen.append(partial(command, deployment, spec, env, ProduceOptions(step, format_, report, partition)))


@app.command(cls=Command)
def publish(
    dataset: PublishArgument,
    env: EnvOption = None,
    spec: SpecOption = None,
    partition: PartitionOption = None,
    step: StepOption = None,
    format_: CheckFormatOption = None,
    report: ReportOption = None,
    quiet: QuietOption = False,
    verbose: QueriesOption = False,
) -> None:
    """Check a dataset that others write, and record its arrival.

    Datasets with `ingest` or `transform` are published by those commands. With --step, $OPSGEN_RUN names the run that
    the steps belong to.
    """
    from opsgen.cli.commands.produce import ProduceOptions
    from opsgen.cli.commands.produce import produce as command

    _configure(quiet=quiet, verbose=verbose)
    _chosen.append(partial(command, "publish", dataset, spec, env, ProduceOptions(step, format_, report, partition)))


@app.command("run", cls=Command)
def run_(
    targets: TargetsArgument = None,
    env: EnvOption = None,
    spec: SpecOption = None,
    partition: Annotated[
        str, typer.Option("--partition", metavar="A..B", help="Partitions of the targets, or missing")
    ] = "missing",
    skip: Annotated[bool, typer.Option("--skip", help="Exit 99 if there is nothing to make")] = False,
    quiet: QuietOption = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Also print the output of each command")] = False,
) -> None:
    """Make datasets, models and batch outputs on this machine.

    Targets are made in the order of the graph, by the commands that the generated tasks run. NAME+ is a target and
    everything made from it, +NAME a target and everything that it is made from. After a failure, targets that do not
    depend on it are still made. A..B includes both partitions.
    """
    from opsgen.cli.commands.run import RunOptions
    from opsgen.cli.commands.run import run as command

    _configure(quiet=quiet, verbose=verbose)
    _chosen.append(partial(command, targets or [], spec, env, RunOptions(partition, skip)))


@app.command(cls=Command)
def train(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="Model to train", autocompletion=completion.models)],
    env: EnvOption = None,
    spec: SpecOption = None,
    step: Annotated[
        Literal["train", "gate", "explain", "register"] | None,
        typer.Option("--step", metavar="STEP", help="train, gate, explain or register", show_default="all"),
    ] = None,
    quiet: QuietOption = False,
    verbose: QueriesOption = False,
) -> None:
    """Train a model, check its gates, explain it and register it.

    The command writes to $OPSGEN_ARTIFACTS, an empty folder that is stored as a run. With --step, $OPSGEN_RUN names the
    run that the steps belong to. All steps together also fetch the champion into artifacts/MODEL.
    """
    from opsgen.cli.commands.train import train as command

    _configure(quiet=quiet, verbose=verbose)
    _chosen.append(partial(command, model, spec, env, step))


@app.command(cls=Command)
def gate(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="Model to check", autocompletion=completion.models)],
    metrics: MetricsOption = None,
    champion: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Metrics of the champion", show_default="registry"),
    ] = None,
    env: EnvOption = None,
    spec: SpecOption = None,
    format_: Annotated[
        GateFormat | None, typer.Option("--format", metavar="FORMAT", help="text, json or junit")
    ] = None,
    report: ReportOption = None,
    quiet: QuietOption = False,
    verbose: QueriesOption = False,
) -> None:
    """Check a model's metrics against its gates.

    Without --metrics, checks the run that $OPSGEN_RUN names, and records the result in it. The ending of the report's
    FILE sets the format, unless --format does. FILE can be - for stdout.
    """
    from opsgen.cli.commands.gate import GateOptions
    from opsgen.cli.commands.gate import gate as command

    _configure(quiet=quiet, verbose=verbose)
    _chosen.append(partial(command, model, spec, env, GateOptions(metrics, champion, format_, report)))


@app.command(cls=Command)
def register(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="Model to register", autocompletion=completion.models)],
    metrics: MetricsOption = None,
    env: EnvOption = None,
    spec: SpecOption = None,
    artifacts: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Model files", show_default="$OPSGEN_ARTIFACTS")
    ] = None,
    quiet: QuietOption = False,
    verbose: QueriesOption = False,
) -> None:
    """Register a trained model as a version, if its gates pass.

    The version becomes the challenger of the environment. It also becomes the champion where `promotion` is automatic
    and no lock pins models. Without --metrics, the model is that of the run that $OPSGEN_RUN names.
    """
    from opsgen.cli.commands.register import register as command

    _configure(quiet=quiet, verbose=verbose)
    _chosen.append(partial(command, model, spec, env, metrics, artifacts))


@app.command("fetch-model", cls=Command)
def fetch_model(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="Model to fetch", autocompletion=completion.models)],
    env: EnvOption = None,
    spec: SpecOption = None,
    to: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder", show_default="artifacts/MODEL")] = None,
    pin: Annotated[
        str | None, typer.Option(metavar="VERSION", help="Version, as 7@sha256:…", show_default="lock or champion")
    ] = None,
    quiet: QuietOption = False,
    verbose: QueriesOption = False,
) -> None:
    """Download the version of a model that an environment serves.

    The files are written only if they have the expected digest. The version is that of $OPSGEN_MODEL_PIN, of --pin, of
    opsgen.lock, or the champion, in this order.
    """
    from opsgen.cli.commands.fetch_model import FetchOptions
    from opsgen.cli.commands.fetch_model import fetch_model as command

    _configure(quiet=quiet, verbose=verbose)
    _chosen.append(partial(command, model, spec, env, FetchOptions(to, pin)))


@app.command("promote-model", cls=Command)
def promote_model(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="Model to promote", autocompletion=completion.models)],
    env: EnvOption = None,
    spec: SpecOption = None,
    version: Annotated[str | None, typer.Option(metavar="N", help="Version", show_default="challenger")] = None,
    ungated: Annotated[
        str | None, typer.Option(metavar="REASON", help="Promote a version that did not pass its gates")
    ] = None,
    newer: Annotated[bool, typer.Option("--newer", help="Do nothing unless the challenger is newer")] = False,
    quiet: QuietOption = False,
    verbose: QueriesOption = False,
) -> None:
    """Let an environment serve a version of a model.

    Writes the version and the digest of its files to opsgen.lock and the pin files. Where no lock pins models, the
    version becomes the champion in the registry.
    """
    from opsgen.cli.commands.promote_model import PromoteOptions
    from opsgen.cli.commands.promote_model import promote_model as command

    _configure(quiet=quiet, verbose=verbose)
    _chosen.append(partial(command, model, spec, env, PromoteOptions(version, ungated, newer)))


@app.command(cls=Command)
def drift(
    deployment: Annotated[
        str,
        typer.Argument(
            metavar="DEPLOYMENT", help="Deployment whose monitor to run", autocompletion=completion.deployments
        ),
    ],
    env: EnvOption = None,
    spec: SpecOption = None,
    format_: Annotated[
        DriftFormat | None, typer.Option("--format", metavar="FORMAT", help="text, json, html or prometheus")
    ] = None,
    report: ReportOption = None,
    trigger: Annotated[bool, typer.Option("--trigger", help="Exit 0 on drift and 99 without drift")] = False,
    quiet: QuietOption = False,
    verbose: QueriesOption = False,
) -> None:
    """Compare live inputs with training data (drift).

    The ending of the report's FILE sets the format, unless --format does. FILE can be - for stdout.
    """
    from opsgen.cli.commands.drift import drift as command

    _configure(quiet=quiet, verbose=verbose)
    _chosen.append(partial(command, deployment, spec, env, format_, report, trigger=trigger))


@app.command(cls=Command)
def schema() -> None:
    """Print the JSON Schema of specs, for completion in editors."""
    from opsgen.cli.commands.schema import schema as command

    _chosen.append(partial(command))
