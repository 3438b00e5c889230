"""Files of a package besides its code: the `templates/` of every backend's package, and opsgen's `schemas/`.

In the wheel, those of opsgen are inside the package. In a checkout, and so in an editable install, they are in folders
next to `pyproject.toml`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


class ResourceMissingError(LookupError):
    """A file of a package is missing: the installation is broken, or the name is wrong."""


def resource(name: str, package: str = "opsgen") -> Traversable:
    """Return the file or folder `name` of a package, a posix path such as `templates/airflow/dag.py.jinja`."""
    for root in _roots(package):
        found = root.joinpath(*name.split("/"))
        if found.is_file() or found.is_dir():
            return found
    if package == "opsgen":
        raise ResourceMissingError(f"opsgen's own file {name!r} is missing; reinstall opsgen")
    raise ResourceMissingError(f"the package {package!r} has no file {name!r}")


def read_text(name: str, package: str = "opsgen") -> str:
    """Return the text of the file `name` of a package."""
    return resource(name, package).read_text(encoding="utf-8")


def _roots(package: str) -> tuple[Traversable, ...]:
    from importlib.resources import files
    from pathlib import Path

    checkout = Path(__file__).parents[3]
    if package == "opsgen" and (checkout / "pyproject.toml").is_file():
        return files(package), checkout
    return (files(package),)
