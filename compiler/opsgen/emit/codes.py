"""Codes of problems with the output folder, and the diagnostics of the writer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Diagnostic, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

UNSAFE_PATH = Code(
    "OUT101",
    "unsafe-output-path",
    """An artifact would be written outside the output folder, inside `.git` or `.opsgen`, or under a name that is
invalid on some machines; or the output folder itself is the root of the file system or inside `.git`.

Why: a spec may come from someone else, and it is built on Linux, macOS and Windows. opsgen refuses absolute paths,
`..`, `~`, backslashes, drive letters, control characters, names that Windows reserves (`NUL`, `con.txt`, `a:b`) and
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
    """On some machines, two artifacts would be the same file, or one would be a folder of the other.

Why: one of them would be lost. macOS and Windows do not distinguish names that differ only by case or by Unicode
normalization.

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

Example, in a project whose spec is in `conf/`:

    outputs:
      kubernetes: {path: conf/opsgen.yaml}

Use instead a separate folder for each output:

    outputs:
      kubernetes: {path: deploy}
""",
)

LINK = Code(
    "OUT104",
    "output-through-link",
    """An output path is a symbolic link or goes through one.

Why: a build would write to another place than it reports, perhaps over files of another project. `--force` does not
follow links either.

Example:

    dags -> /opt/airflow/dags

Use instead a real folder, or build straight into the other place:

    opsgen build --output /opt/airflow
""",
)

OCCUPIED = Code(
    "OUT105",
    "output-path-occupied",
    """The path of an artifact is a folder, a device or a pipe, or one of its folders is a file.

Why: opsgen would have to remove what it did not write. `--force` does not do that either.

Example, in a project that builds `deploy/prod/kustomization.yaml`:

    -rw-r--r-- 1 me me deploy

Use instead another `path` for the output, or move the existing file:

    mv deploy deploy.sh
""",
)

EDITED = Code(
    "OUT106",
    "output-edited",
    """A file was edited after opsgen wrote it. opsgen keeps the edit and writes nothing.

Why: otherwise the build would overwrite the edit.

Example:

    -    schedule="0 4 * * *",
    +    schedule="0 5 * * *",

Use instead the spec: make the change there, then build. `opsgen build --check` shows the difference; to discard the
edit, overwrite it:

    opsgen build --force
""",
)

FOREIGN = Code(
    "OUT107",
    "output-not-owned",
    """A file that opsgen did not write has the path of an artifact. opsgen keeps the file and writes nothing.

Why: the file may be the only copy. opsgen owns the files in `.opsgen/manifest`, and takes over a file that already has
exactly the content of the artifact.

Example, in a project that already has this workflow:

    outputs:
      github: {path: .github/workflows}     # builds .github/workflows/ci.yml

Use instead another name for that file, or let the artifact replace it:

    git mv .github/workflows/ci.yml .github/workflows/tests.yml
""",
)

EDITED_ORPHAN = Code(
    "OUT108",
    "orphan-edited",
    """The spec no longer builds a file that opsgen wrote, but the file was edited since. opsgen keeps the file and
writes nothing.

Why: otherwise the build would overwrite the edit.

Example, after removing a dataset whose DAG was edited by hand:

    dags/dataset_flights.py

Use instead a place outside the output folders for the file, or let opsgen delete it:

    opsgen build --force
""",
)

MANIFEST = Code(
    "OUT109",
    "manifest-malformed",
    """A line of `.opsgen/manifest` is not a digest, two spaces and a path that no other line has.

Why: opsgen recognizes its own files by these lines. Most often the cause is an unresolved merge conflict.

Example:

    <<<<<<< HEAD

Use instead either side of the merge, then build. To go on without the bad lines:

    opsgen build --force
""",
)

NOT_WRITTEN = Code(
    "OUT110",
    "output-not-written",
    """The operating system refused to read or to write. The message contains its reason. The artifacts are unchanged.

Why: the disk may be full, a folder may be read-only, or a permission may be missing. A build writes all files or none.

Example:

    drwxr-xr-x 2 root root dags

Use instead a folder with write permission:

    opsgen build --output out
""",
)

INTERRUPTED = Code(
    "OUT111",
    "build-interrupted",
    """A build was killed while it replaced files, and the artifacts may be partly old and partly new.

Why: `opsgen build` first completes such a build. `opsgen build --check` writes nothing, so it only reports it.
`opsgen build` reports it too if the journal in `.opsgen/transaction` is unusable or the system still refuses to write.

Example:

    .opsgen/transaction/journal

Use instead: run another build. `--force` discards an unusable journal and writes all files again:

    opsgen build
""",
)

FOREIGN_JOURNAL = Code(
    "OUT112",
    "foreign-journal",
    """`.opsgen/transaction` contains the journal of an interrupted build that you did not start in this folder. opsgen
does not use it and writes nothing.

Why: completing a build overwrites, creates and removes files. If opsgen trusted any journal, a pull request could
commit one that replaces your workflows. So opsgen signs each journal with a key that it keeps in your state folder
(`opsgen` in `$XDG_STATE_HOME`, `~/.local/state` or `%LOCALAPPDATA%`). Your own journal is not recognized after the
folder was moved or copied, after the key was deleted, or if no key could be stored.

Example, in a fresh clone:

    .opsgen/transaction/journal

Use instead the files of the checkout. Remove the journal if it is committed, or let opsgen delete it:

    git rm -r .opsgen/transaction
    opsgen build --force
""",
)

NOT_AN_ARTIFACT = Code(
    "OUT113",
    "manifest-lists-other-file",
    """`.opsgen/manifest` lists a file that the spec no longer builds, but opsgen did not write it: its first line is
not `Generated by opsgen from`, or it is in the output folder of another build. opsgen keeps the file and writes
nothing.

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
    """A file with the path of an artifact was built from another spec, or the output folder has the files of a project
with another name and the same spec. Nothing is written. `--force` does not change this.

Why: otherwise each build would replace the files of the other. The first line of an artifact names its spec, and a
build changes only files of its own spec. Specs can share an output folder if their artifacts have different paths.

Example, where both specs have a dataset `orders`:

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
    """Return a diagnostic about a file below the output folder; `path` is None where no such file exists."""
    span = None if path is None else Span(path, line, 1, line, 1)
    return Diagnostic(code.code, code.severity, message, span, tuple(help))
