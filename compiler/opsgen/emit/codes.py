"""The diagnostics of the writer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Diagnostic, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

UNSAFE_PATH = Code(
    "OUT101",
    "unsafe-output-path",
    """An artifact would land outside the output folder, inside `.git` or `.opsgen`, or under a name that some machine
cannot hold; or the output folder itself is the root of the file system or lies inside `.git`.

Why: a spec may come from someone else, and what it yields is built on Linux, macOS and Windows. Refused are absolute
paths, `..`, `~`, backslashes, drive letters, control characters, what Windows reserves (`NUL`, `con.txt`, `a:b`) and
names of over 255 bytes.

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
    """Two artifacts would be one file, or one of them a folder of the other, on some machine.

Why: one of them would be lost. macOS and Windows do not tell apart names that differ only by case or by Unicode
normalisation.

Example:

    dags/dataset_flights.py
    dags/Dataset_flights.py

Use instead names that differ by more, or another `path` for one of the outputs:

    dags/dataset_flights.py
    dags/dataset_arrivals.py
""",
)

PROTECTED = Code(
    "OUT103",
    "output-over-source",
    """An artifact would replace a file that the build reads, such as the spec itself.

Why: the next build would not find its spec again. `--force` does not change this.

Example, in a project whose spec lies in `conf/`:

    outputs:
      kubernetes: {path: conf/opsgen.yaml}

Use instead a folder of its own for each output:

    outputs:
      kubernetes: {path: deploy}
""",
)

LINK = Code(
    "OUT104",
    "output-through-link",
    """An output path is a symbolic link or goes through one.

Why: a build would write somewhere else than it says, perhaps over files of another project. `--force` follows no links
either.

Example:

    dags -> /opt/airflow/dags

Use instead a real folder, or build straight into the other place:

    opsgen build --output /opt/airflow
""",
)

OCCUPIED = Code(
    "OUT105",
    "output-path-occupied",
    """A folder, a device or a pipe stands where a file has to be written, or a file stands where a folder has to be.

Why: opsgen would have to remove what it did not write. `--force` does not do that either.

Example, where the spec yields `deploy/prod/kustomization.yaml`:

    -rw-r--r-- 1 me me deploy

Use instead another `path` for the output, or move what stands there:

    mv deploy deploy.sh
""",
)

EDITED = Code(
    "OUT106",
    "output-edited",
    """Someone edited a file since opsgen wrote it. The edit is kept, and nothing at all is written.

Why: the edit would be lost, and it was made for a reason.

Example:

    -    schedule="0 4 * * *",
    +    schedule="0 5 * * *",

Use instead the spec: make the change there, then build. `opsgen build --check` shows the difference; to give the edit
up, overwrite it:

    opsgen build --force
""",
)

FOREIGN = Code(
    "OUT107",
    "output-not-owned",
    """A file that opsgen did not write stands where an artifact has to be written. It is kept, and nothing is written.

Why: it may be the only copy. opsgen owns the files that `.opsgen/manifest` lists, and takes over a file that already
holds exactly what it would write.

Example, in a project that has such a workflow of its own:

    outputs:
      github: {path: .github/workflows}     # yields .github/workflows/ci.yml

Use instead another name for that file, or let the artifact replace it:

    git mv .github/workflows/ci.yml .github/workflows/tests.yml
""",
)

EDITED_ORPHAN = Code(
    "OUT108",
    "orphan-edited",
    """The spec no longer yields a file that opsgen wrote, so it has to go; but someone edited it since. The edit is
kept, and nothing at all is written.

Why: the edit would be lost, and it was made for a reason.

Example, after a dataset whose DAG was changed by hand left the spec:

    dags/dataset_flights.py

Use instead a place outside the artifacts to keep the file, or let it be removed:

    opsgen build --force
""",
)

MANIFEST = Code(
    "OUT109",
    "manifest-malformed",
    """A line of `.opsgen/manifest` is not a digest, two spaces and a path that no other line has.

Why: opsgen tells its own files from others by these lines; without them it would have to guess. Most often a merge left
its marks.

Example:

    <<<<<<< HEAD

Use instead either side of the merge, then build. To go on without the bad lines:

    opsgen build --force
""",
)

NOT_WRITTEN = Code(
    "OUT110",
    "output-not-written",
    """The operating system refuses to read or to write; the message has its reason. The artifacts are as they were.

Why: the disk may be full, a folder read-only, or a permission missing. A build writes all files or none.

Example:

    drwxr-xr-x 2 root root dags

Use instead a folder that can be written to, or another one:

    opsgen build --output out
""",
)

INTERRUPTED = Code(
    "OUT111",
    "build-interrupted",
    """A build was killed while it replaced files, and the artifacts may be partly old and partly new.

Why: `opsgen build` completes such a build before it does anything else, but `opsgen build --check` writes nothing, so
it only says so. Where the record in `.opsgen/transaction` cannot be used, or the system still refuses to write,
`opsgen build` says so too.

Example:

    .opsgen/transaction/journal

Use instead the artifacts after another build; `--force` drops a record that cannot be used, and writes all files anew:

    opsgen build
""",
)

FOREIGN_JOURNAL = Code(
    "OUT112",
    "foreign-journal",
    """`.opsgen/transaction` has the record of an interrupted build that no build of yours wrote for this folder.
Nothing in it is used, and nothing is written.

Why: completing a build overwrites, creates and removes files. If any record were trusted, a pull request could commit
one that replaces your workflows. So each record is signed with a key of yours, which opsgen keeps in your state folder
(`opsgen` in `$XDG_STATE_HOME`, `~/.local/state` or `%LOCALAPPDATA%`). A record of your own looks foreign after the
folder was moved or copied, after the key was deleted, or if no key could be stored.

Example, in a fresh clone:

    .opsgen/transaction/journal

Use instead the files as they are in the checkout. Remove the record if it is committed, or let opsgen delete it unused:

    git rm -r .opsgen/transaction
    opsgen build --force
""",
)

NOT_AN_ARTIFACT = Code(
    "OUT113",
    "manifest-lists-other-file",
    """`.opsgen/manifest` lists a file that the spec no longer yields, but the file was not made by opsgen: its first
line is not `Generated by opsgen from`, or it is in the output folder of another build. The file is kept, and nothing is
written.

Why: the manifest is committed, so anyone who can open a pull request can add lines to it. opsgen deletes a listed file
only if its content shows that opsgen wrote it.

Example, in `.opsgen/manifest`:

    9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08  src/app.py

Use instead a manifest without that line. `--force` drops the line; it removes the file only if the file is in the
folder of an output of this spec:

    opsgen build --force
""",
)

OTHER_PROJECT = Code(
    "OUT114",
    "output-of-another-project",
    """The output folder has the manifest of another project. Nothing is written. `--force` does not change this.

Why: a build removes what its manifest lists and its spec does not yield. Two projects with one output folder would
remove each other's files.

Example:

    opsgen build churn.yaml
    opsgen build pricing.yaml

Use instead a folder for each project. If the project was renamed, write its new name into the line `# project:` of
`.opsgen/manifest`:

    opsgen build churn.yaml --output churn
    opsgen build pricing.yaml --output pricing
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
    FOREIGN_JOURNAL,
    NOT_AN_ARTIFACT,
    OTHER_PROJECT,
)

FORCEABLE = frozenset({each.code for each in (EDITED, FOREIGN, EDITED_ORPHAN, MANIFEST, NOT_AN_ARTIFACT)})
"""What `--force` overrides; never a link, a folder or a device."""


def diagnostic(code: Code, message: str, path: str | None, *, line: int = 1, help: Sequence[str] = ()) -> Diagnostic:  # noqa: A002
    """A diagnostic about a file below the output folder; `path` is None where no such file exists."""
    span = None if path is None else Span(path, line, 1, line, 1)
    return Diagnostic(code.code, code.severity, message, span, tuple(help))
