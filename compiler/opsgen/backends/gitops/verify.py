"""Verify Applications: each file has exactly the values of its artifact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.api import Problem, Verification

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opsgen.backends.api import Rendered
    from opsgen.graph import ProjectGraph


def verify(project: ProjectGraph, rendered: Iterable[Rendered]) -> Verification:  # noqa: ARG001 (the protocol's)
    """Parse each Application and compare it with its artifact."""
    return Verification(tuple(problem for each in rendered for problem in _problems(each)))


def _problems(rendered: Rendered) -> Iterator[Problem]:
    import json

    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    path, planned = rendered.artifact.path, rendered.artifact.values["application"].document
    try:
        found = YAML(typ="safe").load(rendered.text)
    except YAMLError as error:
        yield Problem(path, f"not YAML: {error}")
        return
    # As JSON, `true` and `1` differ, which are equal in Python.
    if json.dumps(found, default=str) != json.dumps(planned):
        yield Problem(path, "the file has other values than the Application")
