"""The JSON Schema of the language with the options of installed backends, so that editors complete and check them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from opsgen.generate.language import open_to_variables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsgen.backends.api import PluginBackend


def with_plugins(text: str, backends: Iterable[PluginBackend]) -> str:
    """The published schema, in which `outputs.plugins` has the options of these backends by their names."""
    schema = json.loads(text)
    properties = {}
    for backend in backends:
        options: dict[str, Any] = backend.options.model_json_schema(ref_template=f"#/$defs/{backend.name}.{{model}}")
        definitions = options.pop("$defs", {})
        properties[backend.name] = open_to_variables(options)
        schema["$defs"] |= {f"{backend.name}.{name}": open_to_variables(each) for name, each in definitions.items()}
    schema["$defs"]["Outputs"]["properties"]["plugins"]["properties"] = properties
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
