"""Parts of a spec as YAML, laid out for people to paste and extend.

ruamel.yaml lays it out; which texts need quotes is decided where all of opsgen's YAML is encoded.
"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

from opsgen.render.encode.yaml_scalar import is_plain
from opsgen.runtime.profile.propose import is_personal
from opsgen.runtime.profile.proposed_spec import CONNECTION
from opsgen.terminal.escape import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ruamel.yaml.comments import CommentedMap

    from opsgen.language.dataset import Dataset
    from opsgen.runtime.profile.targets import Profiled

LONGEST_LINE = 110
"""The width from which a mapping is split into several lines."""
ABOUT = "Rows of {}. Describe what one row is, and what the data is for."
"""The description of a dataset that has none."""
KEPT = "730d"
KEPT_BECAUSE = "decide how long personal data may be kept"
KEYS = (
    *("connection", "path", "table", "format", "encoding", "delimiter", "quote", "escape", "skip", "comment"),
    *("decimal", "thousands", "date_format", "timestamp_format", "null_values"),
)
"""The keys of a source in their order."""
ENDLESS = 1 << 20
"""Large, so that no value is split over several lines."""


def mapping(tree: Mapping[str, Any], *, flow: bool = False) -> CommentedMap:
    """A mapping of a spec. `flow` writes it on one line, with everything in it."""
    from ruamel.yaml.comments import CommentedMap

    made = CommentedMap({_scalar(key): node(value, flow=flow) for key, value in tree.items()})
    if flow:
        made.fa.set_flow_style()
    return made


def sequence(items: Sequence[Any], *, flow: bool = False) -> Any:
    """A list of a spec."""
    from ruamel.yaml.comments import CommentedSeq

    made = CommentedSeq(node(item, flow=flow) for item in items)
    if flow:
        made.fa.set_flow_style()
    return made


def node(value: Any, *, flow: bool = False) -> Any:
    """Any value of a spec. Values with a layout are unchanged."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(value, CommentedMap | CommentedSeq):
        return value
    if isinstance(value, dict):
        return mapping(value, flow=flow)
    if isinstance(value, list | tuple):
        return sequence(value, flow=flow)
    return _scalar(value)


def _scalar(value: Any) -> Any:
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    if isinstance(value, str) and not is_plain(value, flow=True):
        return DoubleQuotedScalarString(value)
    return value


def dump(tree: CommentedMap) -> str:
    """The text of the YAML."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="rt")
    yaml.width = ENDLESS
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = StringIO()
    yaml.dump(tree, stream)
    return stream.getvalue()


def connection(root: str) -> CommentedMap:
    """The connection for profiled files."""
    return mapping({CONNECTION: mapping({"type": "files", "root": root}, flow=True)})


def datasets(profiled: Profiled, proposals: Mapping[str, Mapping[str, Any]]) -> CommentedMap:
    """The profiled datasets, with the proposed rules."""
    declared = profiled.graph.spec.datasets
    made = mapping(
        {
            name: _dataset(declared[name], proposals[name], profile.left_out)
            for name, profile in profiled.profiles.items()
        }
    )
    for name in list(made)[1:]:
        made.yaml_set_comment_before_after_key(name, before="\n")
    return made


def _dataset(dataset: Dataset, proposed: Mapping[str, Any], left_out: Mapping[str, str]) -> CommentedMap:
    """A dataset with one line for each column. `left_out` has the columns that cannot be declared, and why."""
    has_personal = any(map(is_personal, proposed["columns"].values()))
    rules = [{kind: mapping(body, flow=True)} for rule in proposed["quality"] for kind, body in rule.items()]
    parts = {
        "description": dataset.description or _about(dataset),
        "source": mapping(source_of(dataset), flow=True),
        **({"retention": dataset.retention or KEPT} if has_personal or dataset.retention else {}),
        "columns": mapping({name: _column(name, column) for name, column in proposed["columns"].items()}),
        "quality": sequence(rules),
    }
    made = mapping(parts)
    if has_personal and dataset.retention is None:
        made.yaml_add_eol_comment(KEPT_BECAUSE, "retention")
    if left_out:
        told = "\n".join(f"not declared: {visible(name)}, since {why}" for name, why in left_out.items())
        made.yaml_set_comment_before_after_key("columns", before=told, indent=4)
    return made


def _about(dataset: Dataset) -> str:
    return ABOUT.format(visible(dataset.source.path or dataset.source.table or "data"))


def source_of(dataset: Dataset) -> dict[str, Any]:
    """The `source` of a dataset."""
    source = dataset.source
    given = {key: getattr(source, key) for key in KEYS}
    return {key: value for key, value in given.items() if value} | ({} if source.header else {"header": False})


def _column(name: str, column: Mapping[str, Any], indent: int = 6) -> CommentedMap:
    """A column on one line, or with one line for each key if that would be too long."""
    if len(f"{' ' * indent}{name}: {dict(column)}") <= LONGEST_LINE:
        return mapping(column, flow=True)
    made = {key: node(value, flow=len(str(value)) <= LONGEST_LINE) for key, value in column.items()}
    if "fields" in column:
        made["fields"] = mapping(
            {field: _column(field, inner, indent + 4) for field, inner in column["fields"].items()}
        )
    if "items" in column:
        made["items"] = _column("items", column["items"], indent + 2)
    return mapping(made)
