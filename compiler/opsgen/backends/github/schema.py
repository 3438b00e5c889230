"""The schema of workflows, which the package check-jsonschema carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FILE = "vendor/github-workflows.json"


def validator() -> Callable[[object], Iterator[str]] | None:
    """What tells how a workflow breaks the schema; None where the packages of the extra `verify` are missing."""
    try:
        from importlib.resources import files

        from jsonschema import Draft7Validator
        from jsonschema.exceptions import best_match

        text = files("check_jsonschema").joinpath("builtin_schemas", *_FILE.split("/")).read_text(encoding="utf-8")
    except (ImportError, FileNotFoundError):
        return None
    import json

    schema = Draft7Validator(json.loads(text))

    def problems(workflow: object) -> Iterator[str]:
        error = best_match(schema.iter_errors(workflow))
        if error is not None:
            yield f"not valid for GitHub at {error.json_path}: {error.message}"

    return problems
