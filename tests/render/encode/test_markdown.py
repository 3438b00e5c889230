"""Text of the spec shows as it is in Markdown, whatever is in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from backends.airflow.projects import dags, dataset, minimal, project, said
from opsgen.render.encode.markdown import code, document, inline, paragraphs, table

ALPHABET = st.sampled_from(list("ab1 \\`*_{}[]()<>#+-.!|~=&\"':;/@$^%,\n\t")) | st.characters(
    exclude_categories=["Cc", "Cs"]
)
TEXTS = st.text(ALPHABET, max_size=60)
FULL = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def shown(markdown: str) -> str:
    """The text that a reader sees, and nothing if there is anything but text."""
    tokens = [token for block in FULL.parse(markdown) for token in [block, *(block.children or [])]]
    kinds = {token.type for token in tokens}
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special", "softbreak", "code_inline"}
    texts = [" " if token.type == "softbreak" else token.content for token in tokens if token.type != "inline"]
    return " ".join("".join(texts).split())


def squeezed(text: str) -> str:
    return " ".join(text.split())


@given(TEXTS)
def test_text_within_a_line(text: str) -> None:
    assert shown(inline(text)) == squeezed(text)


@given(TEXTS)
def test_paragraphs(text: str) -> None:
    assert shown("\n".join(paragraphs(text))).replace(" ", "") == squeezed(text).replace(" ", "")


@given(st.text(ALPHABET, min_size=1, max_size=30))
def test_names(name: str) -> None:
    assert shown(code(name)) == squeezed(name)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
def test_cells_of_a_table(rows: list[tuple[str, str]]) -> None:
    markdown = document(table(["Name", "Text"], [(code(name), inline(text)) for name, text in rows]))
    tokens = FULL.parse(markdown)
    cells = [cell.children for cell, opening in zip(tokens[1:], tokens, strict=False) if opening.type == "td_open"]
    texts = ["".join(child.content for child in children or []) for children in cells]
    assert [" ".join(text.split()) for text in texts] == [squeezed(cell) for row in rows for cell in row]


@given(TEXTS, TEXTS)
def test_a_document_is_never_the_name_of_a_file(description: str, column: str) -> None:
    columns = {"id": {"type": "integer", "description": column + ".md"}}
    given_ = minimal(datasets={"orders": dataset(description=description + "README.md", columns=columns)})
    (dag,) = dags(project(given_)).values()
    assert not said(dag, "doc_md").endswith(".md")
