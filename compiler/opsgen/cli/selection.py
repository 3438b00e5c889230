"""Which projects a command is for: those that its arguments name, those of changed files, or all of the repository."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from opsgen.cli.bug_report import bug_report
from opsgen.cli.specs import locate, shown
from opsgen.exit_codes import BUG, CLEAN
from opsgen.terminal.streams import OutputError
from opsgen.terminal.verbosity import note

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Selection(NamedTuple):
    """How the arguments of a command select projects."""

    everything: bool = False
    """Whether all projects of the repository are selected."""
    changed: bool = False
    """Whether the arguments are changed files. Without any, git reports which files changed."""
    since: str | None = None
    """The commit that git compares with."""

    @property
    def is_given(self) -> bool:
        """Whether the arguments are anything else than specs."""
        return self != Selection()

    def specs(self, arguments: Sequence[str]) -> list[str] | None:
        """Return the specs; None, after printing why, where one of them cannot be used."""
        if self._is_contradictory(arguments):
            return None
        given: Sequence[str | None] | None = self._found(arguments) if self.is_given else (arguments or (None,))
        if given is None:
            return None
        found = [locate(spec) for spec in given]
        return None if None in found else list(dict.fromkeys(filter(None, found)))

    def files(self, arguments: Sequence[str]) -> list[str] | None:
        """Return the changed files; None, after printing why, where git cannot report them."""
        if self._is_contradictory(arguments):
            return None
        from opsgen.cli import changed

        return [*arguments] if arguments else changed.files(self.since)

    def _found(self, arguments: Sequence[str]) -> Sequence[str | None] | None:
        from opsgen.cli import changed, projects

        if self.changed:
            return projects.of_files(arguments) if arguments else changed.specs(self.since)
        root = changed.root()
        found = [projects.from_here(spec) for spec in projects.below(root)]
        if not found:
            print(f"opsgen: there is no spec in {root} or below", file=sys.stderr)
        return found or None

    def _is_contradictory(self, arguments: Sequence[str]) -> bool:
        contradiction = self._contradiction(arguments)
        if contradiction:
            print(f"opsgen: {contradiction}", file=sys.stderr)
        return contradiction is not None

    def _contradiction(self, arguments: Sequence[str]) -> str | None:
        if self.everything and (arguments or self.changed):
            return "--all takes no argument, and cannot be combined with --changed"
        if self.since is not None and (arguments or not self.changed):
            return "--since needs --changed without arguments"
        return None


def each(command: str, specs: Sequence[str], run: Callable[[str], int]) -> int:
    """Run a command for each spec, also after one of them failed. Returns the most serious exit code."""
    failed: dict[str, int] = {}
    for spec in specs:
        note(f"{shown(spec)}:")
        if code := _run(command, spec, run):
            failed[spec] = code
    if failed and len(specs) > 1:
        print(f"{len(failed)} of {len(specs)} projects failed: {', '.join(map(shown, failed))}")
    return max(failed.values(), default=CLEAN)


def _run(command: str, spec: str, run: Callable[[str], int]) -> int:
    try:
        return run(spec)
    except OutputError:
        raise
    except Exception as error:
        print(bug_report([command, spec], error), file=sys.stderr)
        return BUG
