"""The JSON Schemas of workflows and actions, from the package check-jsonschema."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FOLDER = "builtin_schemas/vendor"


def validator(kind: Literal["workflows", "actions"]) -> Callable[[object], Iterator[str]] | None:
    """Return a function that yields the schema errors of a file; None without the packages of the extra `verify`."""
    # `find_spec` does not import the package, which would load its whole command line.
    carrier = find_spec("check_jsonschema")
    if carrier is None or find_spec("jsonschema_rs") is None:
        return None
    import jsonschema_rs

    (package,) = carrier.submodule_search_locations or [""]
    text = Path(package, _FOLDER, f"github-{kind}.json").read_text(encoding="utf-8")
    schema = jsonschema_rs.Draft7Validator(json.loads(text))

    def problems(document: object) -> Iterator[str]:
        for error in schema.iter_errors(document):
            yield f"not valid for GitHub at {'.'.join(map(str, error.instance_path))}: {error.message[:500]}"

    return problems
