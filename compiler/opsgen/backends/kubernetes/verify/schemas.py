"""The strict schemas of Kubernetes' own kinds, from the package kubernetes-validate, for each version."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opsgen.backends.kubernetes.verify.crd_schemas import custom_schemas

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import jsonschema_rs

Definitions = dict[str, Any]

PACKAGES = ("jsonschema_rs", "kubernetes_validate")
_REFERENCE = re.compile(r'"\$ref": "#/\$defs/([^"]+)"')
# These API versions have other names in the definitions.
_GROUPS = {"v1": "core.v1", "networking.k8s.io/v1": "networking.v1"}


def is_available() -> bool:
    """Whether the packages of the extra `verify` are installed."""
    return all(find_spec(package) for package in PACKAGES)


class Schemas:
    """The schemas of one version of Kubernetes."""

    def __init__(self, version: str) -> None:
        self._definitions = _definitions(version)
        self._custom = custom_schemas(self._definitions)
        self._validators: dict[tuple[str, str], jsonschema_rs.Draft202012Validator] = {}

    def errors(self, manifest: Mapping[str, Any]) -> Iterator[str]:
        """Yield the errors of an object, each with its path."""
        api_version, kind = str(manifest.get("apiVersion")), str(manifest.get("kind"))
        schema = self._schema(api_version, kind)
        if schema is None:
            yield f"there is no {kind} in {api_version}"
            return
        for error in self._validator((api_version, kind), schema).iter_errors(manifest):
            yield f"{'.'.join(map(str, error.instance_path)) or 'the object'}: {error.message}"

    def _schema(self, api_version: str, kind: str) -> Definitions | None:
        if (api_version, kind) in self._custom:
            return self._custom[api_version, kind]
        name = f"io.k8s.api.{_GROUPS.get(api_version, api_version.replace('/', '.'))}.{kind}"
        return {"$ref": f"#/$defs/{name}"} if name in self._definitions else None

    def _validator(self, key: tuple[str, str], schema: Definitions) -> jsonschema_rs.Draft202012Validator:
        import jsonschema_rs

        if key not in self._validators:
            needed = _needed(schema, self._definitions)
            self._validators[key] = jsonschema_rs.Draft202012Validator({**schema, "$defs": needed})
        return self._validators[key]


@lru_cache(maxsize=2)
def schemas(version: str) -> Schemas:
    """Return the schemas of a version such as `1.34`."""
    return Schemas(version)


def _definitions(version: str) -> Definitions:
    # `find_spec` does not import the package, which would load its whole command line.
    spec = find_spec("kubernetes_validate")
    (package,) = (spec and spec.submodule_search_locations) or [""]
    (folder,) = Path(package, "kubernetes-json-schema").glob(f"v{version}.*-local-strict")
    definitions: Definitions = json.loads((folder / "_definitions.json").read_text(encoding="utf-8"))["$defs"]
    return definitions


def _needed(schema: Definitions, definitions: Definitions) -> Definitions:
    """Return the definitions that a schema needs, directly or through others. Compiling all of them takes long."""
    needed: Definitions = {}
    names = _references(schema)
    while names:
        name = names.pop()
        if name not in needed:
            needed[name] = definitions[name]
            names |= _references(needed[name])
    return needed


def _references(schema: Definitions) -> set[str]:
    return set(_REFERENCE.findall(json.dumps(schema)))
