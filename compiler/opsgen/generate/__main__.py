"""`python -m opsgen.generate` writes what is stale; with `--check` it only says so, and exits 1."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.drift.report import document as drift
from opsgen.gate import schema as gate
from opsgen.generate import language, pages
from opsgen.quality.report import document
from opsgen.report import document as diagnostics

if TYPE_CHECKING:
    from collections.abc import Callable

CHECKOUT = Path(__file__).parents[3]

GENERATED: dict[str, Callable[[], str]] = {
    "schemas/opsgen.schema.json": language.json_schema,
    "schemas/check-result.schema.json": document.schema,
    "schemas/drift-report.schema.json": drift.schema,
    "schemas/gate-result.schema.json": gate.of_result,
    "schemas/metrics.schema.json": gate.of_metrics,
    "schemas/diagnostics.schema.json": diagnostics.schema,
    "compiler/opsgen/spec/core_schema.json": language.core_schema,
    "docs/language.md": pages.language,
    "docs/codes.md": pages.codes,
}


def main(arguments: list[str]) -> int:
    made = {path: make() for path, make in GENERATED.items()}
    stale = [path for path, text in made.items() if _read(path) != text]
    for path in stale:
        if "--check" in arguments:
            print(f"{path} is stale: run python -m opsgen.generate")
        else:
            (CHECKOUT / path).write_text(made[path], encoding="utf-8", newline="\n")
            print(f"wrote {path}")
    return 1 if stale and "--check" in arguments else 0


def _read(path: str) -> str | None:
    file = CHECKOUT / path
    return file.read_text(encoding="utf-8") if file.exists() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
