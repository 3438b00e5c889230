"""Where the files of each output go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph.project import EnvironmentGraph

PLUGINS = ("outputs", "plugins")
"""The place of the outputs that other packages bring."""


def output_paths(graph: EnvironmentGraph) -> dict[Path, str]:
    """The file or folder of each output that the environment has, by the place of its options in the spec."""
    chosen = {**dict(_built_in(graph)), **dict(_of_plugins(graph))}
    return {place: options.path for place, options in chosen.items() if isinstance(getattr(options, "path", None), str)}


def _built_in(graph: EnvironmentGraph) -> Iterator[tuple[Path, Any]]:
    # Only outputs have a `path`, so that a new output needs no line here.
    return ((("outputs", name), options) for name, options in vars(graph.spec.outputs).items())


def _of_plugins(graph: EnvironmentGraph) -> Iterator[tuple[Path, Any]]:
    return (((*PLUGINS, name), options) for name, options in graph.spec.outputs.plugins.items())
