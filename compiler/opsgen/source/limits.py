"""The limits on the size of a spec. Each is far above what a project needs, and its diagnostic names it."""

from __future__ import annotations

MAX_FILE_BYTES = 16 * 1024 * 1024
MAX_TOTAL_BYTES = 64 * 1024 * 1024
MAX_FILES = 1_000
MAX_INCLUDE_CHAIN = 50
MAX_LISTED_FOLDERS = 100_000
"""The limit for all globs of a spec together."""
MAX_VALUES = 500_000
"""The limit on keys and values, in one file and in all files of a spec."""
MAX_PROBLEMS = 1_000
"""The limit in one file."""
MAX_DEPTH = 100
MAX_ALIASED_VALUES = 100_000
MAX_INTEGER = 2**64 - 1
MIN_INTEGER = -(2**63)
