"""`opsgen init`: a small spec to begin with."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.cli.exit_codes import CLEAN, FINDINGS, USAGE
from opsgen.cli.specs import SPEC_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

IGNORE_FILE = ".gitignore"
IGNORED = (".opsgen/transaction/", ".*.????????????????.new")
"""What only a killed command leaves behind: the record of a build, and drafts of files."""
IGNORED_WHY = "# What an interrupted opsgen command may leave behind. Do commit .opsgen/manifest."

SPEC = """\
# yaml-language-server: $schema=opsgen.schema.json
# For completion and checks in your editor: opsgen schema > opsgen.schema.json
#
# An ops spec: `opsgen lint` checks it, `opsgen build` compiles it into the outputs at the end.
version: 1

project:
  name: {name}
  owner: data-platform

teams:
  data-platform: {{email: data-platform@example.com}}

connections:
  lake: {{type: files, root: data}} # a folder, or an address such as s3://bucket/prefix

datasets:
  orders:
    description: One row an order.
    source: {{connection: lake, path: orders/*.csv}}
    ingest: # the command that brings the data in; no shell reads it
      command: [python, ingest.py]
      schedule: "0 4 * * *"
      timezone: Europe/Berlin
    freshness: {{error_after: 48h}}
    retention: 730d # it holds personal data
    columns:
      order_id: {{type: integer, primary_key: true}}
      customer: {{type: string, required: true, classification: pii}}
      country: {{type: string, pattern: "[A-Z]{{2}}"}}
      amount: {{type: number, required: true, min: 0, unit: EUR}}
    quality:
      - row_count: {{min: 1}}
      - not_null: {{column: country, max_fraction: 0.01, severity: warn}}

outputs:
  airflow: {{version: "3", path: dags}}
  github: {{path: .github/workflows}}
"""


def init(arguments: Sequence[str], files: Sequence[str]) -> int:
    """Write a spec unless there is one: for these files, or the one above where there are none."""
    further = [argument for argument in arguments if files and _is_file(argument)]  # as a shell makes them of `*`
    folders = [Path(argument) for argument in arguments if argument not in further]
    if len(folders) > 1:
        print("opsgen: name one folder to begin in; data files follow --from", file=sys.stderr)
        return USAGE
    folder = folders[0] if folders else Path()
    if files:
        from opsgen.cli.commands.init_from_data import init_from_data

        return init_from_data(folder, [*files, *further])
    path = folder / SPEC_FILE
    code = write(path, SPEC.format(name=project_name(folder)))
    if code == CLEAN:
        print(f"wrote {path}; opsgen build {folder if str(folder) != '.' else ''}".rstrip() + " compiles it")
    return code


def _is_file(argument: str) -> bool:
    path = Path(argument)
    return not path.is_dir() and bool(path.suffix)


def write(path: Path, text: str) -> int:
    """Write a spec that is not there yet; one that is there is left as it is, which is said."""
    from opsgen.cli.user_files import leads_astray
    from opsgen.emit.atomic_file import created
    from opsgen.source.access import may_write_at

    if may_write_at(path.parent) is None:
        print(f"opsgen: no spec is written: {leads_astray(path)}", file=sys.stderr)
        return FINDINGS
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with created(path) as draft:
            draft.write_bytes(text.encode())
    except FileExistsError:
        print(f"opsgen: {path} is there already and was left as it is", file=sys.stderr)
        _ignore(path.parent)  # An earlier run may have been killed before it did that.
        return FINDINGS
    except OSError as error:
        print(f"opsgen: {path} cannot be written: {error.strerror}", file=sys.stderr)
        return FINDINGS
    _ignore(path.parent)
    return CLEAN


def _ignore(folder: Path) -> None:
    """Add what must not be committed to `.gitignore`, unless that is there already."""
    from opsgen.emit.atomic_file import atomic_file
    from opsgen.source.access import may_write, resolved
    from opsgen.source.limits import MAX_FILE_BYTES
    from opsgen.source.read import read
    from opsgen.source.text import FileError

    path = folder / IGNORE_FILE
    real = may_write(IGNORE_FILE, str(resolved(folder)))
    try:
        if real is None:
            raise OSError("it is a link out of the folder")
        before = read(real, str(path)) if Path(real).exists() else b""
        if len(before) > MAX_FILE_BYTES:
            raise OSError("it is too large")
        missing = [line for line in IGNORED if line.encode() not in before.split()]
        if missing:
            start = before if before.endswith(b"\n") or not before else before + b"\n"
            with atomic_file(Path(real)) as draft:
                draft.write_bytes(start + "\n".join([IGNORED_WHY, *missing, ""]).encode())
                if before:
                    draft.chmod(Path(real).stat().st_mode & 0o7777)
    except (OSError, FileError) as error:
        reason = error.diagnostic.message if isinstance(error, FileError) else error.strerror or error
        print(f"opsgen: add {' and '.join(IGNORED)} to {path}, which cannot be written: {reason}", file=sys.stderr)


def project_name(folder: Path) -> str:
    """The folder's name, as a project may be called."""
    words = re.findall(r"[a-z0-9]+", folder.resolve().name.lower())
    name = "-".join(words)[:40].strip("-")
    return name if re.match(r"[a-z]", name) else "my-project"
