"""Files that belong to opsgen beside its code: `templates/` and `schemas/`.

In the wheel they lie inside the package; in a checkout (and so in an editable install) in folders beside
`pyproject.toml`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


class ResourceMissingError(LookupError):
    """A file of opsgen's own that is not there: the installation is broken, or the name is wrong."""


def resource(name: str) -> Traversable:
    """The file or folder `name`, a posix path such as `templates/airflow/dataset.py.jinja`."""
    for root in _roots():
        found = root.joinpath(*name.split("/"))
        if found.is_file() or found.is_dir():
            return found
    raise ResourceMissingError(f"opsgen's own file {name!r} is missing; reinstall opsgen")


def read_text(name: str) -> str:
    """The text of the file `name`."""
    return resource(name).read_text(encoding="utf-8")


def _roots() -> tuple[Traversable, ...]:
    from importlib.resources import files
    from pathlib import Path

    package = files("opsgen")
    checkout = Path(__file__).parents[3]
    if (checkout / "pyproject.toml").is_file():
        return package, checkout
    return (package,)
