"""The inputs of a transform, which the language has as names or as mappings with a window."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.language.dataset import Transform


class TransformInput(NamedTuple):
    """A dataset that a transform reads."""

    dataset: str
    window: str | None
    """How far before the end of a partition it is read; None for what overlaps the partition."""
    place: Path
    """Where the spec names the dataset, below the transform."""


def inputs_of(transform: Transform | None) -> Iterator[TransformInput]:
    """The inputs of a transform, in the order of the spec; none without a transform."""
    for index, each in enumerate(transform.inputs if transform is not None else ()):
        if isinstance(each, str):
            yield TransformInput(each, None, ("inputs", index))
        else:
            yield TransformInput(each.dataset, each.window, ("inputs", index, "dataset"))


def input_names(transform: Transform | None) -> list[str]:
    """The names of the datasets that a transform reads."""
    return [each.dataset for each in inputs_of(transform)]
