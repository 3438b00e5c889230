"""The diagnostics of the writer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics import Code, Diagnostic, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

UNSAFE_PATH = Code(
    "OUT101",
    "unsafe-output-path",
    """\
An artifact would land outside the output folder, in a place that belongs to another tool, or under a name that some
machine cannot hold.

Refused are absolute paths, `..`, `~`, backslashes, drive letters, control characters, characters and device names
that Windows reserves (`NUL`, `con.txt`), names over 255 bytes, and everything inside `.git` or `.opsgen`. An output
folder is refused where it is the root of the file system or lies inside `.git`.

Example:

    outputs:
      airflow: {path: ../dags}

Use instead a path below the output folder, and move that folder with `--output`:

    outputs:
      airflow: {path: dags}
""",
)

COLLISION = Code(
    "OUT102",
    "output-paths-collide",
    """\
Two artifacts would be one file, or one of them would be a folder of the other, on some machine: their paths are equal,
or differ only by case or by Unicode normalisation, as macOS and Windows do not tell apart.

Example: the datasets `flights` and `Flights` both yield `dags/dataset_flights.py`.

Use instead names that differ by more than case, or another `path` for one of the outputs.
""",
)

PROTECTED = Code(
    "OUT103",
    "output-over-source",
    """\
An artifact would replace a file that the build reads, such as the spec itself.

Example: `path: opsgen.yaml` in a project whose spec is `opsgen.yaml`.

Use instead a folder of its own for each output.
""",
)

LINK = Code(
    "OUT104",
    "output-through-link",
    """\
An output path is a symbolic link or goes through one, so a build would write somewhere else than it says.

Example: `dags` is a link to `/opt/airflow/dags`.

Use instead a real folder, or build straight into the other place with `--output`. `--force` follows no links either.
""",
)

OCCUPIED = Code(
    "OUT105",
    "output-path-occupied",
    """\
A folder, a device or a pipe stands where a file has to be written, or a file stands where a folder has to be.

Example: `deploy` is a file, and the spec yields `deploy/prod/kustomization.yaml`.

Use instead another `path` for the output, or move what stands there. `--force` does not remove it either.
""",
)

EDITED = Code(
    "OUT106",
    "output-edited",
    """\
Someone edited a file since opsgen wrote it. The edit is kept, and nothing at all is written.

Example: `dags/dataset_flights.py` got another schedule by hand.

Use instead the spec: make the change there, then build. `opsgen build --check` shows the difference, and
`opsgen build --force` overwrites the edit.
""",
)

FOREIGN = Code(
    "OUT107",
    "output-not-owned",
    """\
A file that opsgen did not write stands where an artifact has to be written. It is kept, and nothing at all is written.

opsgen owns the files that `.opsgen/manifest` lists, and a file that already holds exactly what would be written.

Example: the repository has its own `.github/workflows/ci.yml`.

Use instead another `path` for the output, or move the file. `opsgen build --force` overwrites it.
""",
)

EDITED_ORPHAN = Code(
    "OUT108",
    "orphan-edited",
    """\
The spec no longer yields a file that opsgen wrote, so it has to be removed, but someone edited it since. The edit is
kept, and nothing at all is written.

Example: a dataset was deleted from the spec, and its DAG was changed by hand.

Use instead one of these: move the file to keep it, delete it, or let `opsgen build --force` remove it.
""",
)

MANIFEST = Code(
    "OUT109",
    "manifest-malformed",
    """\
`.opsgen/manifest` cannot be read, so opsgen does not know which files are its own. Most often a merge left its marks.

Each line holds a file's SHA-256 digest, two spaces and its path, as `sha256sum` prints them; every path stands once.

Example:

    <<<<<<< HEAD

Use instead either side of the merge, then build. `opsgen build --force` leaves out the bad lines.
""",
)

NOT_WRITTEN = Code(
    "OUT110",
    "output-not-written",
    """\
The system refused to write: a full disk, a read-only folder, a missing permission. The files are as they were before.

Example: `dags` belongs to another user.

Use instead a folder that can be written to, or `--output`; then build again.
""",
)

INTERRUPTED = Code(
    "OUT111",
    "build-interrupted",
    """\
A build was killed while it replaced files, so the artifacts may be partly old and partly new. The next `opsgen build`
completes it before it does anything else; `opsgen build --check` writes nothing, so it only says so.

Example: the machine went down during `opsgen build`.

Use instead the artifacts after another `opsgen build`. Where the record in `.opsgen/transaction` cannot be used,
`opsgen build --force` drops it and writes every artifact anew.
""",
)

CODES = (
    UNSAFE_PATH,
    COLLISION,
    PROTECTED,
    LINK,
    OCCUPIED,
    EDITED,
    FOREIGN,
    EDITED_ORPHAN,
    MANIFEST,
    NOT_WRITTEN,
    INTERRUPTED,
)

FORCEABLE = frozenset({EDITED.code, FOREIGN.code, EDITED_ORPHAN.code, MANIFEST.code})
"""What `--force` overrides; never a link, a folder or a device."""


def diagnostic(code: Code, message: str, path: str | None, *, line: int = 1, help: Sequence[str] = ()) -> Diagnostic:  # noqa: A002
    """A diagnostic about a file below the output folder; `path` is None where no such file exists."""
    span = None if path is None else Span(path, line, 1, line, 1)
    return Diagnostic(code.code, code.severity, message, span, tuple(help))
