"""A plain tree that is changed here and there without touching the one it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opsgen.diagnostics.model import Path


class CopyOnWriteTree:
    """Copies a container when it is first written below, so that what does not change is shared."""

    def __init__(self, root: dict[str, Any]) -> None:
        self.root: dict[str, Any] = dict(root)
        self._own = {id(self.root): self.root}

    def set(self, path: Path, value: Any) -> None:
        """Put a value at a path whose containers exist."""
        container: Any = self.root
        for step in path[:-1]:
            container[step] = container = self._owned(container[step])
        container[path[-1]] = value

    def _owned(self, container: Any) -> Any:
        if id(container) in self._own:
            return container
        copy = container.copy()
        self._own[id(copy)] = copy
        return copy
