"""The C parser of ruamel.yaml, without the rest of ruamel.yaml.

`_ruamel_yaml` imports the classes of what it makes, events, tokens and nodes, and error classes of modules that load
all of ruamel.yaml: most of what it costs to read a small spec. So those error classes are stood in for while it is
imported, and the body of the package waits until someone asks for one of its names; then all is as it always is.
"""

from __future__ import annotations

import sys
from functools import partial
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_EXTENSION = "_ruamel_yaml"
_PACKAGE = "ruamel.yaml"
_ERRORS = {
    "ruamel.yaml.reader": "ReaderError",
    "ruamel.yaml.scanner": "ScannerError",
    "ruamel.yaml.parser": "ParserError",
    "ruamel.yaml.composer": "ComposerError",
    "ruamel.yaml.constructor": "ConstructorError",
    "ruamel.yaml.emitter": "EmitterError",
    "ruamel.yaml.serializer": "SerializerError",
    "ruamel.yaml.representer": "RepresenterError",
}


def c_parser() -> Callable[[str], Any] | None:
    """The class `CParser`, or None where it is not installed."""
    if _EXTENSION not in sys.modules and _PACKAGE not in sys.modules:
        _import_alone()
    try:
        extension = import_module(_EXTENSION)
    except ImportError:
        return None
    return extension.CParser  # type: ignore[no-any-return]


def _import_alone() -> None:
    """Import the extension without the package, or nothing, if it turns out to need more than is known here."""
    spec = find_spec(_PACKAGE)
    if spec is None:
        return
    before = set(sys.modules)
    package = sys.modules[_PACKAGE] = module_from_spec(spec)
    package.__getattr__ = partial(_complete, package)  # type: ignore[method-assign]
    try:
        sys.modules.update(_stand_ins())
        import_module(_EXTENSION)
        sys.modules["ruamel"].yaml = package  # type: ignore[attr-defined]
    except ImportError:
        for name in set(sys.modules) - before:
            if name.startswith((_PACKAGE, _EXTENSION)):
                del sys.modules[name]
    for name in _ERRORS:
        sys.modules.pop(name, None)


def _stand_ins() -> dict[str, ModuleType]:
    """Modules that hold nothing but an error class."""
    base = import_module("ruamel.yaml.error").MarkedYAMLError
    modules = {name: ModuleType(name) for name in _ERRORS}
    for name, error in _ERRORS.items():
        setattr(modules[name], error, type(error, (base,), {}))
    return modules


def _complete(package: ModuleType, name: str) -> Any:
    """What the package's `__getattr__` does: run its body, and give the extension the error classes that it is due."""
    del package.__getattr__
    package.__spec__.loader.exec_module(package)  # type: ignore[union-attr]
    extension = import_module(_EXTENSION)
    for module, error in _ERRORS.items():
        setattr(extension, error, getattr(import_module(module), error))
    return getattr(package, name)
