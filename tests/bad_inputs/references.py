"""What goes round in circles: each is refused with the whole way round."""

from __future__ import annotations

from bad_inputs.case import SOUND, Refused, changed, edit, edits, files

CASES = [
    edits(
        "a cycle of datasets",
        "REF107",
        (
            'ingest: {command: [python, ingest.py], schedule: "0 4 * * *", timezone: UTC, timeout: 1h, retries: 1}',
            "transform: {inputs: [▸features], command: [python, flights.py]}",
        ),
        ("inputs: [flights]", "inputs: [▹flights]"),
        said=("flights → features → flights",),
    ),
    edit(
        "a dataset made of itself", "REF107", "inputs: [flights]", "inputs: [flights, ▸features]", "depends on itself"
    ),
    edits(
        "a cycle of variables",
        "VAR104",
        ("{default: data}", '{default: ▸"${var.bucket}"}'),
        ("{default: flights}", '{default: ▹"${var.lake}"}'),
        said=("lake → bucket → lake",),
    ),
    edit("a variable of itself", "VAR104", "{default: data}", '{default: ▸"${var.lake}/x"}', "lake → lake"),
    edits(
        "a cycle of variables in an environment",
        "VAR104",
        ("dev: {", 'dev: {variables: {bucket: "${var.lake}"}, '),
        ("{default: data}", '{default: ▸"${var.bucket}"}'),
    ),
    edit(
        "a cycle by an override",
        "REF107",
        "dev: {",
        "dev: {overrides: {datasets.features.transform: {inputs: [flights, ▸features]}}, ",
        "depends on itself",
    ),
    Refused(
        "a cycle of includes",
        "SRC144",
        {
            "opsgen.yaml": changed(("version: 1\n", "version: 1\ninclude: specs/a.yaml\n")),
            "specs/a.yaml": "include: b.yaml\n",
            "specs/b.yaml": "include: ▸a.yaml\n",
        },
        ("`specs/a.yaml` → `specs/b.yaml` → `specs/a.yaml`",),
    ),
    files(
        "a file that includes itself", "SRC144", {"opsgen.yaml": f"include: ▸opsgen.yaml\n{SOUND}"}, "includes itself"
    ),
]
