"""`opsgen profile`: what the data of a dataset or a file is like, and what a spec may say of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.cli.environments import choose, datasets
from opsgen.cli.exit_codes import CLEAN, UNREADABLE, USAGE
from opsgen.cli.reports import format_name, write_report
from opsgen.runtime.check.result import Outcome

if TYPE_CHECKING:
    from opsgen.runtime.check.run import Watcher
    from opsgen.runtime.profile.targets import Profiled


def profile(target: str, spec: Path | None, environment: str | None, format_: str | None, report: Path | None) -> int:
    """Profile a dataset of the spec, or files that are named as such."""
    from opsgen.runtime.engines.engine import UnreadableError
    from opsgen.runtime.profile.files import UnknownFileError
    from opsgen.terminal.progress import Progress

    format_ = format_name("profile", report, format_)
    if format_ is None:
        return USAGE
    try:
        with Progress(sys.stderr) as progress:
            found = _profiled(target, spec, environment, progress)
        code = USAGE if found is None else write_report("profile", found, Outcome.PASS, format_, report)
    except UnknownFileError as error:
        print(f"opsgen: {error}", file=sys.stderr)
        return USAGE
    except UnreadableError as error:
        print(f"opsgen: {error}", file=sys.stderr)
        return UNREADABLE
    if code == CLEAN and format_ == "text" and sys.stdout.isatty():
        print(f"\nopsgen profile {target} --format yaml proposes what a spec may say of it")
    return code


def _profiled(target: str, spec: Path | None, environment: str | None, watcher: Watcher) -> Profiled | None:
    """The profile; None where there is no such dataset, which is said."""
    from opsgen.runtime.profile import targets
    from opsgen.runtime.profile.files import look
    from opsgen.runtime.profile.names import valid_name

    if is_file(target):
        file = look(target)
        return targets.of_files({valid_name(file.stem, ()): file}, watcher)
    chosen = choose(spec, environment)
    if chosen is None or datasets([target], chosen.graph) is None:
        return None
    return targets.of_dataset(chosen.graph, target, chosen.folder, watcher)


def is_file(target: str) -> bool:
    """Whether this cannot be the name of a dataset, or is a file all the same."""
    return any(mark in target for mark in "./\\*") or Path(target).is_file()
