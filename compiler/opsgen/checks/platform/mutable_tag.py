"""The project's version, which is the tag of its image, is a mutable tag such as `stable`.

Why: two pods of one deployment could run different code, a rollback could change nothing, and nobody could tell what
ran last week.

Example:

    project: {name: flights, version: stable}

Use instead:

    project: {name: flights, version: 1.4.0}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("PLT301", "mutable-tag", __doc__, Severity.WARNING)


MUTABLE = frozenset(
    {
        "latest",
        "main",
        "master",
        "head",
        "trunk",
        "stable",
        "edge",
        "dev",
        "develop",
        "nightly",
        "current",
        "release",
        "test",
        "staging",
        "prod",
        "production",
    }
)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    version = graph.spec.project.version
    if graph.spec.project.image is not None and version.lower() in MUTABLE:
        message = f"the image tag `{version}` is mutable: it does not identify the code"
        help_ = ("write a version number; CI pins the digest of the image in opsgen.lock (`opsgen pin`)",)
        yield Finding(Place(("project", "version")), message, help_)
