"""Datasets with `layout: versioned`: what their folders contain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.graph.formats import COMPRESSED, ENDINGS, format_of

if TYPE_CHECKING:
    from opsgen.language.dataset import Source

CURRENT = "_current"
"""The file that contains the name of the published version, which is a folder beside it."""
VERSION = r"v-[0-9a-f]{12}"
"""The names of versions. Others can write `_current`, and no other text in it becomes a path."""
VERSION_OR_STAGED = r"v(-|\.opsgen-)[0-9a-f]{12}"
_DEFAULT = {"csv": ".csv", "json": ".jsonl", "parquet": ".parquet"}
_IN_PATH = re.compile(rf"/{VERSION_OR_STAGED}\Z")


def version_format(source: Source) -> str:
    """The format of the data files of a version."""
    return source.format or format_of(_folder(source)) or "parquet"


def version_ending(source: Source) -> str:
    """How the names of data files end in the folder of a version: as the path does, or by the format."""
    name = _folder(source)
    compressed = next((each for each in COMPRESSED if name.endswith(each)), "")
    found = next((each for each in ENDINGS if name.removesuffix(compressed).endswith(each)), None)
    return f"{found}{compressed}" if found else _DEFAULT.get(version_format(source), ".parquet")


def _folder(source: Source) -> str:
    return _IN_PATH.sub("", source.path or "")
