"""How much a command prints besides its results: less with `--quiet`, more with `--verbose`.

It imports nothing at the start, because every command needs it, even one answered by the cache.
"""

from __future__ import annotations


class _Verbosity:
    quiet = False
    verbose = False


def configure(*, quiet: bool, verbose: bool) -> None:
    """Set both for the rest of the process."""
    _Verbosity.quiet, _Verbosity.verbose = quiet, verbose


def is_quiet() -> bool:
    return _Verbosity.quiet


def is_verbose() -> bool:
    return _Verbosity.verbose


def note(line: str) -> None:
    """Print what is neither a finding nor an error, such as a summary; with `--quiet`, nothing."""
    if not _Verbosity.quiet:
        print(line)


def detail(line: str) -> None:
    """With `--verbose`, print what is read, written or queried. It goes to standard error: results may be piped."""
    if _Verbosity.verbose:
        import sys

        from opsgen.terminal.escape import safe

        print(safe(line), file=sys.stderr)
