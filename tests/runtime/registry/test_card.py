from __future__ import annotations

from typing import TYPE_CHECKING

import yaml
from markdown_it import MarkdownIt

from opsgen.graph.project import build
from opsgen.language.root import Spec
from opsgen.runtime.registry.candidate import ReportedMetrics, candidate
from opsgen.runtime.registry.card import card, shortened
from runtime.registry.projects import SPEC

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "<script>alert(1)</script> | [x](javascript:y) ![i](z)\n# *Bold*\n```\n---"
FIGURES = {
    ("roc_auc",): 0.70128,
    ("a|b",): float("nan"),
    ("origin", "JFK", "roc_auc"): 0.71,
    ("origin", "JFK", "rows"): 1_000_000.0,
    ("origin", "<LGA>", "roc_auc"): 0.6,
}


def made(folder: Path, spec: str = SPEC) -> str:
    graph = build("dev", Spec.model_validate(yaml.safe_load(spec)), {}, "ghcr.io/example/flights:1.4.0")
    return card(graph, candidate(graph, "delay", folder, folder, ReportedMetrics("{}", FIGURES, "snapshot 7")))


def test_a_card_says_what_there_is_to_know(tmp_path: Path) -> None:
    text = made(tmp_path)
    head, _, rest = text.partition("## Metrics")
    assert head == (
        "# delay\n\nWhether a flight is late.\n\n- Owner: ml\n- Task: classification\n- Risk: limited\n\n"
        "## Intended use\n\nWarn \\| early.\n\n## Limitations\n\n\\# One year.\n\n"
    )
    metrics, _, origin = rest.partition("## Origin")
    assert metrics == (
        "\n\n| Metric | Value |\n| --- | --- |\n| roc\\_auc | 0.70128 |\n| a\\|b |  |\n\n"
        "| origin | roc\\_auc | rows |\n| --- | --- | --- |\n| JFK | 0.71 | 1,000,000 |\n| \\<LGA\\> | 0.6 |  |\n\n"
    )
    assert (
        "- Trained on: `features`, columns `origin`\n"
        "- Predicts: `late`\n- The data: One row per \\<flight\\>." in origin
    )
    assert '- Parameters: {"max\\_iter": 200, "solver": "lbfgs", "layers": \\[8, 4\\]}' in origin
    assert "- Version of the data: snapshot 7\n- Seed: 7\n- Image: ghcr.io/example/flights:1.4.0\n" in origin


def test_text_of_the_spec_is_only_text(tmp_path: Path) -> None:
    tree = yaml.safe_load(SPEC)
    tree["models"]["delay"] |= {"description": HOSTILE, "card": dict.fromkeys(("intended_use", "limitations"), HOSTILE)}
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(made(tmp_path, yaml.safe_dump(tree)))
    kinds = {inner.type for token in tokens for inner in [token, *(token.children or [])]}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "fence", "hr", "strong_open", "em_open"}
    titles = [tokens[number + 1].content for number, token in enumerate(tokens) if token.type == "heading_open"]
    assert titles == ["delay", "Intended use", "Limitations", "Metrics", "Origin"]


def test_a_long_card_is_cut_between_blocks() -> None:
    blocks = [f"block {number}" for number in range(100)]
    text = "\n\n".join(blocks) + "\n"
    assert shortened(text, len(text), "More.") == text
    cut = shortened(text, 100, "More.")
    assert len(cut) <= 100
    *kept, more = cut.rstrip().split("\n\n")
    assert (kept, more) == (blocks[: len(kept)], "More.")
    assert len(kept) > 5


def test_one_long_block_is_left_out() -> None:
    assert shortened("x" * 200, 100, "More.").strip() == "More."
