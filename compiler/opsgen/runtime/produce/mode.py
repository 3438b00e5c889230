"""Whether a dataset is checked before it is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsgen.graph import DatasetNode


def is_staged(node: DatasetNode) -> bool:
    """Whether versions of a dataset are staged and checked before they are published.

    SQL always can be. A command can if it writes to OPSGEN_OUTPUT, which the spec says with `publish: after_checks`.
    """
    if node.dataset.publish is not None:
        return node.dataset.publish == "after_checks" and node.producer.kind not in ("online", "external")
    return node.producer.transform is not None and node.producer.transform.sql is not None
