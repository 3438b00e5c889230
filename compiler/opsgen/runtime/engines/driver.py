"""Drivers: optional packages, imported when a connection needs one."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from opsgen.runtime.engines.engine import UnreadableError


def driver(module: str, extra: str) -> Any:
    """The driver's module. Raises an error that says what to install, if it is missing."""
    try:
        return import_module(module)
    except ImportError:
        raise UnreadableError(f"{module} is not installed; run: pip install 'opsgen[{extra}]'") from None
