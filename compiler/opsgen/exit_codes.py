"""The exit codes of every command, for the commands themselves and for the platforms that run them.

It imports nothing, because every command needs it, even one answered by the cache.
"""

CLEAN = 0
FINDINGS = 1
"""Errors in a spec, failed rules, drift, or files that differ."""
USAGE = 2
"""The command line is wrong, or a file that it names cannot be used."""
BUG = 3
UNREADABLE = 4
"""Data or metrics cannot be read, so there is no result."""
NO_DATA = 5
"""Too little data for a result, or rows without a time, unless the monitor's `on_no_data` allows that."""
SUPERSEDED = 5
"""Another version of the dataset was published meanwhile: a retry would fail in the same way."""
SKIP = 99
"""Nothing to do, such as no drift with `drift --trigger`: Airflow skips the tasks downstream (`skip_on_exit_code`)."""
INTERRUPTED = 130
"""128 + SIGINT, as shells report it."""

_USAGE = "wrong usage, or a file that was named cannot be used"
_SPEC = "wrong usage, or the spec has errors"
_COMMON = {BUG: "a bug in opsgen", INTERRUPTED: "interrupted"}

_PRODUCED = {
    CLEAN: "published, or the step succeeded",
    FINDINGS: "",
    USAGE: _SPEC,
    UNREADABLE: "data cannot be read, or a limit was reached",
    SUPERSEDED: "another version was published meanwhile",
}

EXIT_CODES = {
    "build": {CLEAN: "files are up to date", FINDINGS: "errors, or --check found differences", USAGE: _USAGE} | _COMMON,
    "lint": {CLEAN: "no errors", FINDINGS: "errors, or --diff found something to fix", USAGE: _USAGE} | _COMMON,
    "fmt": {CLEAN: "files are formatted", FINDINGS: "files differ, or cannot be formatted", USAGE: _USAGE} | _COMMON,
    "init": {
        CLEAN: "wrote a spec",
        FINDINGS: "there is a spec already, or it cannot be written",
        USAGE: _USAGE,
        UNREADABLE: "some data files cannot be read",
    }
    | _COMMON,
    "promote": {
        CLEAN: "promoted, or --check found no difference",
        FINDINGS: "errors, no evidence, or --check found differences",
        USAGE: _USAGE,
    }
    | _COMMON,
    "rollback": {CLEAN: "restored", FINDINGS: "errors, or there is no such release", USAGE: _USAGE} | _COMMON,
    "pin": {CLEAN: "recorded", FINDINGS: "the spec has errors", USAGE: _USAGE} | _COMMON,
    "check": {
        CLEAN: "all rules passed, or only warnings",
        FINDINGS: "a rule of severity error failed",
        USAGE: _SPEC,
        UNREADABLE: "data cannot be read",
    }
    | _COMMON,
    "profile": {CLEAN: "profiled", USAGE: _SPEC, UNREADABLE: "data cannot be read"} | _COMMON,
    "transform": _PRODUCED
    | {FINDINGS: "the SQL or a rule failed", SKIP: "with --skip: the partition waits for its inputs"}
    | _COMMON,
    "ingest": _PRODUCED | {FINDINGS: "the command or a rule failed"} | _COMMON,
    "batch": _PRODUCED
    | {CLEAN: "succeeded", FINDINGS: "the command or a rule failed", SKIP: "its model has no champion yet"}
    | _COMMON,
    "publish": _PRODUCED | {FINDINGS: "a rule failed"} | _COMMON,
    "run": {
        CLEAN: "everything was made",
        FINDINGS: "a command or a rule failed, or --partition waits for inputs",
        USAGE: _SPEC,
        UNREADABLE: "data cannot be read, or a limit was reached",
        SUPERSEDED: "another version was published meanwhile",
        SKIP: "with --skip: nothing to make",
    }
    | _COMMON,
    "drift": {
        CLEAN: "no drift (with --trigger: drift)",
        FINDINGS: "drift (not with --trigger)",
        USAGE: _SPEC,
        UNREADABLE: "data cannot be read or compared",
        NO_DATA: "too little data, or rows without a time",
        SKIP: "with --trigger: no drift",
    }
    | _COMMON,
    "gate": {
        CLEAN: "all gates passed",
        FINDINGS: "a gate failed",
        USAGE: _SPEC,
        UNREADABLE: "metrics cannot be read",
    }
    | _COMMON,
    "register": {
        CLEAN: "registered",
        FINDINGS: "a gate failed, so it is not registered",
        USAGE: _SPEC,
        UNREADABLE: "files, metrics or the registry cannot be read",
    }
    | _COMMON,
    "train": {
        CLEAN: "registered, or the step succeeded",
        FINDINGS: "a command or a gate failed",
        USAGE: _SPEC,
        UNREADABLE: "files, metrics or the registry cannot be read",
    }
    | _COMMON,
    "promote-model": {
        CLEAN: "promoted",
        FINDINGS: "no challenger, no passed gates, or other files",
        USAGE: _SPEC,
        UNREADABLE: "the registry cannot be read",
    }
    | _COMMON,
    "fetch-model": {
        CLEAN: "the folder has the version",
        FINDINGS: "there is no champion yet, or the digest differs",
        USAGE: _SPEC,
        UNREADABLE: "the registry cannot be read",
    }
    | _COMMON,
    "explain": {CLEAN: "printed", USAGE: "no such code"},
}
"""What each exit code means, by command: the end of each help text."""


class BugError(Exception):
    """opsgen produced something that its own verification refuses; the message describes it."""
