"""The exit codes of every command. It imports nothing: a cached answer needs little more than this module."""

CLEAN = 0
FINDINGS = 1
"""Errors in a spec, failed rules, drift, or files that differ."""
USAGE = 2
"""The command line is wrong, or a file that it names cannot be used."""
BUG = 3
UNREADABLE = 4
"""Data or metrics cannot be read, so there is no verdict."""
INTERRUPTED = 130


class BugError(Exception):
    """opsgen produced something that its own verification refuses; the message says what."""
