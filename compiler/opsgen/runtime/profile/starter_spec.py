"""Writes a first spec for data files, with comments on what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.runtime.profile import references
from opsgen.runtime.profile.fragment import connection, datasets, dump, mapping
from opsgen.runtime.profile.propose import is_personal, proposal

if TYPE_CHECKING:
    from opsgen.runtime.check.run import Watcher
    from opsgen.runtime.profile.propose import Tree
    from opsgen.runtime.profile.targets import Profiled

BEGIN = """\
Completion in your editor: run `opsgen schema > opsgen.schema.json`, then add the line between the quotes at the top.
"# yaml-language-server: $schema=opsgen.schema.json"

An ops spec, begun from data: every rule below holds for the files as they are now. What next:
1. opsgen check    runs the rules. Keep those that are meant, loosen what is only so by chance.
2. Say what the columns mean (description, unit) and who answers for the data (owner, teams).
3. Say how the data comes in (ingest), and how old it may be (freshness): opsgen init elsewhere shows how.
4. opsgen build    compiles the spec into what `outputs` names; opsgen lint only checks it.
"""
ABOUT = {
    "connections": "Where the data lies: a folder, or an address such as s3://bucket/prefix.",
    "datasets": "One a file. In flow style each column is a line: add keys to it as you learn what must hold.",
    "outputs": "What opsgen build writes, and where; take out what you do not use.",
}
PERSONAL = "Columns with `classification: pii` look as if they held personal data, which is masked in every report."
OWNER = "data-platform"


def spec(profiled: Profiled, project: str, root: str, watcher: Watcher) -> str:
    """The text of a spec for all that was profiled; `root` is the folder that the files lie in."""
    proposals = {name: proposal(profile) for name, profile in profiled.profiles.items()}
    for (name, column), to in references.find(profiled, watcher).items():
        declared = proposals[name]["columns"][column]
        declared.pop("allowed", None)  # the other file lists them
        declared["references"] = to
        _as_key(proposals, to if isinstance(to, str) else to["to"])
    tree = mapping(
        {
            "version": 1,
            "project": {"name": project, "owner": OWNER},
            "teams": {OWNER: mapping({"email": f"{OWNER}@example.com"}, flow=True)},
            "connections": connection(root),
            "datasets": datasets(profiled, proposals),
            "outputs": {
                "airflow": mapping({"version": "3", "path": "dags"}, flow=True),
                "github": mapping({"path": ".github/workflows"}, flow=True),
            },
        }
    )
    about = dict(ABOUT)
    if any(is_personal(column) for each in proposals.values() for column in each["columns"].values()):
        about["datasets"] += f"\n{PERSONAL}"
    for key, told in about.items():
        tree.yaml_set_comment_before_after_key(key, before=f"\n{told}")
    tree.yaml_set_start_comment(BEGIN)
    return dump(tree)


def _as_key(proposals: dict[str, Tree], reference: str) -> None:
    """Let the column that is referred to be unique, as it is."""
    dataset, _, column = reference.partition(".")
    columns = proposals[dataset]["columns"]
    is_whole_key = columns[column].get("primary_key") and sum("primary_key" in each for each in columns.values()) == 1
    if not is_whole_key:
        columns[column]["unique"] = True
