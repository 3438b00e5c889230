"""A package whose body waits until someone asks for one of its names, while its modules can be imported at once.

What a library does in compiled code can take far less time to import than the Python code that surrounds it.
"""

from __future__ import annotations

import sys
from functools import partial
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType


def defer(package: str) -> None:
    """Put the package in its place without its body, unless it is imported already or not installed."""
    if package in sys.modules:
        return
    spec = find_spec(package)
    if spec is not None:
        module = sys.modules[package] = module_from_spec(spec)
        module.__getattr__ = partial(_complete, module)  # type: ignore[method-assign]


def _complete(module: ModuleType, name: str) -> Any:
    """What the module's `__getattr__` does: run the body, and then be a package like any other."""
    del module.__getattr__
    module.__spec__.loader.exec_module(module)  # type: ignore[union-attr]
    return getattr(module, name)
