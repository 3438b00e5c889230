"""`opsgen profile`: statistics of a dataset or file, and quality rules proposed from them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.cli.environments import choose, datasets
from opsgen.cli.reports import format_name, write_report
from opsgen.exit_codes import CLEAN, UNREADABLE, USAGE
from opsgen.runtime.check.result import Outcome
from opsgen.terminal.verbosity import note

if TYPE_CHECKING:
    from opsgen.runtime.check.run import Watcher
    from opsgen.runtime.profile.targets import Profiled


def profile(target: str, spec: Path | None, environment: str | None, format_: str | None, report: Path | None) -> int:
    """Profile a dataset of the spec, or data files."""
    from opsgen.runtime.engines.engine import UnreadableError
    from opsgen.runtime.profile.files import UnknownFileError
    from opsgen.terminal.progress import Progress

    format_ = format_name("profile", report, format_)
    if format_ is None:
        return USAGE
    try:
        with Progress(sys.stderr) as progress:
            found = _profiled(target, spec, environment, progress)
        code = USAGE if found is None else write_report("profile", found, Outcome.PASS, format_, report, always=True)
    except UnknownFileError as error:
        print(f"opsgen: {error}", file=sys.stderr)
        return USAGE
    except UnreadableError as error:
        print(f"opsgen: {error}", file=sys.stderr)
        return UNREADABLE
    if code == CLEAN and format_ == "text" and sys.stdout.isatty():
        note(f"\nopsgen profile {target} --format yaml proposes columns and rules for a spec")
    return code


def _profiled(target: str, spec: Path | None, environment: str | None, watcher: Watcher) -> Profiled | None:
    """The profile; None, after printing why, where there is no such dataset."""
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
    """Whether this is a file, or cannot be the name of a dataset."""
    return any(mark in target for mark in "./\\*") or Path(target).is_file()
