"""`opsgen init`: a small spec to start from."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen import SPEC_FILE
from opsgen.cli.starter import project_name, write_spec
from opsgen.exit_codes import CLEAN, USAGE
from opsgen.terminal.verbosity import note

if TYPE_CHECKING:
    from collections.abc import Sequence

SPEC = """\
# Completion in your editor: run `opsgen schema > opsgen.schema.json`, then add the line between the quotes at the top.
# "# yaml-language-server: $schema=opsgen.schema.json"
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
    description: One row per order.
    source: {{connection: lake, path: orders.csv}}
    ingest: # the command that brings the data in; no shell reads it
      command: [python, ingest.py]
      schedule: "0 4 * * *"
      timezone: Europe/Berlin
    publish: after_checks # the command writes to $OPSGEN_OUTPUT; readers see the data once it has passed its checks
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
    """Write a spec unless there is one: from these data files, or the example above where none are given."""
    # A shell expands `--from *.csv` into several arguments: only the first belongs to the option.
    further = [argument for argument in arguments if files and _is_file(argument)]
    folders = [Path(argument) for argument in arguments if argument not in further]
    if len(folders) > 1:
        print("opsgen: give one folder; data files follow --from", file=sys.stderr)
        return USAGE
    folder = folders[0] if folders else Path()
    if files:
        from opsgen.cli.commands.init_from_data import init_from_data

        return init_from_data(folder, [*files, *further])
    from opsgen.cli.starter_requirements import clear_drafts

    clear_drafts(folder)
    path = folder / SPEC_FILE
    code = write_spec(path, SPEC.format(name=project_name(folder)))
    if code == CLEAN:
        from opsgen.cli.starter_requirements import write_requirements

        write_requirements(folder)
        note(f"wrote {path}; opsgen build {folder if str(folder) != '.' else ''}".rstrip() + " compiles it")
    return code


def _is_file(argument: str) -> bool:
    path = Path(argument)
    return not path.is_dir() and bool(path.suffix)
