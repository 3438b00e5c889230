"""Packages with backends that tests put beside opsgen, as pip would: the package and its entry point."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from opsgen.backends import outside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest


def install(site: Path, distribution: str, name: str, value: str) -> None:
    """Write what pip writes of a package beside its code."""
    info = site / f"{distribution.replace('-', '_')}-0.1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 0.1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[{outside.ENTRY_POINTS}]\n{name} = {value}\n", encoding="utf-8")


@contextmanager
def installed(site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this process find what is installed in a folder."""
    monkeypatch.syspath_prepend(site)
    before = set(sys.modules)
    _forget()
    yield
    _forget()
    for module in set(sys.modules) - before:
        if module.startswith(("opsgen_gitlab", "broken")):
            del sys.modules[module]


def _forget() -> None:
    outside.installed.cache_clear()
    outside.load.cache_clear()
