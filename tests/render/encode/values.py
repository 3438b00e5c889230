"""What specs hold, for property tests: any text, and the texts that languages stumble over."""

from __future__ import annotations

from hypothesis import strategies as st

TRAPS = (
    # taken for something else by a YAML reader
    "NO", "y", "off", "True", "~", "null", "NaN", ".inf", "-.INF", "1.10", "22:30", "190:20:30", "010", "0o17",
    "0x1F", "0b11",
    "1e3", "72044e0", "+1", "-1", "1_000", "12e03", "2024-01-01", "2001-12-14t21:59:43.10-05:00", "=", "<<", "---",
    "...", "250m", "4Gi",
    # structure
    "", " ", " x", "x ", "a: b", "a:", ":a", "a #b", "#a", "- a", "-", "? a", "?", "*a", "&a", "!a", "!!int 3", "|",
    ">", "%TAG", "@a", "`a`",
    "[a]", "{a}", "a, b", "'", '"', "\\", "it's", 'he said "no"', "\"'", "a\\", "a\nb: c", "a\n---\nb", "\n", "\n\n",
    "a\n", "a\n\n",
    " a\nb", "a \nb", "a\n b\n", "\ta", "a\tb", "a\r\nb", "a\rb", '"""', "'''", "# coding: latin-1", "*/", "-->",
    "]]>",
    # characters
    "\0", "\x1b[31m", "\x7f", "\x85", "\xa0", "\xad", "\u200b", "\u2028", "\u2029", "\u202e", "\u2066", "\ufeff",
    "\ufffe", "\U000e0001",
    "é", "e\u0301", "日本語", "שלום", "🚀", "☎\ufe0f",
    # templates and shells
    "{{ x }}", "{% x %}", "{# x", "${{ secrets.X }}", "${{", "$${{{ }}", "${{ '${{' }}", "$(NAME)", "$$(NAME)", "$",
    "$$", "`id`", "; rm", "a && b",
    "-rf", "*", "~/x", "::error::", "%0A",
)  # fmt: skip

# No file holds a lone surrogate: these are refused where the spec is read.
texts = st.text() | st.sampled_from(TRAPS) | st.lists(st.sampled_from(TRAPS), max_size=4).map("".join)
long_texts = st.text(alphabet=st.sampled_from("aZ é日\u0301🚀\u202e'\"\\\n\t{}#"), max_size=300)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | numbers | texts


def nested(scalar: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Values as JSON has them."""
    return st.recursive(
        scalar,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
        max_leaves=12,
    )
