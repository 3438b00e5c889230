"""`python -m opsgen.generate` writes what is stale; with `--check` it only says so, and exits 1."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.generate import language, layers, pages, schemas
from opsgen.report.lint.json import Diagnostics
from opsgen.runtime.check.result import CheckResult
from opsgen.runtime.drift.result import DriftResult
from opsgen.runtime.gate.result import GateResult
from opsgen.runtime.gate.schema import of_metrics
from opsgen.runtime.profile.result import Profile

if TYPE_CHECKING:
    from collections.abc import Callable

CHECKOUT = Path(__file__).parents[3]

GENERATED: dict[str, Callable[[], str]] = {
    "schemas/opsgen.schema.json": language.json_schema,
    "schemas/check-result.schema.json": partial(schemas.of, CheckResult, "check-result"),
    "schemas/diagnostics.schema.json": partial(schemas.of, Diagnostics, "diagnostics"),
    "schemas/drift-report.schema.json": partial(schemas.of, DriftResult, "drift-report"),
    "schemas/gate-result.schema.json": partial(schemas.of, GateResult, "gate-result"),
    "schemas/metrics.schema.json": lambda: schemas.published(of_metrics(), "metrics"),
    "schemas/profile.schema.json": partial(schemas.of, Profile, "profile"),
    "compiler/opsgen/language/validate/core_schema.json": language.core_schema,
    "docs/language.md": pages.language,
    "docs/codes.md": pages.codes,
    "CONTRIBUTING.md": lambda: layers.contributing(_read("CONTRIBUTING.md") or ""),
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
