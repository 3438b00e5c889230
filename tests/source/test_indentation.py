from __future__ import annotations

import pytest

from opsgen.source.indentation import misindented
from source.specs import loaded

HEAD = "datasets:\n  orders:\n    columns:\n      id: {type: integer}\n"


@pytest.mark.parametrize(
    ("text", "place", "message", "help_"),
    [
        (
            f"{HEAD}     amount: {{type: number}}\n",
            (5, 6),
            "unexpected indentation: `amount` starts in column 6, but no key or item above it does",
            ("indent it by 6 spaces, like `id` in line 4", "indent it by 4 spaces, like `columns` in line 3"),
        ),
        (
            f"{HEAD}         amount: {{type: number}}\n",
            (5, 10),
            "unexpected indentation: `amount` starts in column 10, but no key or item above it does",
            ("indent it by 6 spaces, like `id` in line 4",),
        ),
        (
            "a:\n  type: integer\n\n   # required\n   required: true\n",
            (5, 4),
            "unexpected indentation: `required` starts in column 4, but no key or item above it does",
            ("indent it by 2 spaces, like `type` in line 2",),
        ),
        (
            "quality:\n  - row_count: {min: 1}\n - unique: {columns: [id]}\n",
            (3, 2),
            "unexpected indentation: this item starts in column 2, but no key or item above it does",
            ("indent it by 2 spaces, like the list item in line 2", "indent it by 0 spaces, like `quality` in line 1"),
        ),
    ],
)
def test_a_wrong_indentation_is_reported_with_those_that_would_be_right(text, place, message, help_):
    [diagnostic] = loaded(text).diagnostics
    assert (diagnostic.code, diagnostic.span.line, diagnostic.span.column) == ("SRC110", *place)
    assert (diagnostic.message, diagnostic.help) == (message, help_)


@pytest.mark.parametrize(
    "text",
    [
        "a: late: over 30 minutes\n",  # the `:` is at fault, not the column
        "a: 1\n- b\n",  # there are other entries in this column
        "  just text\n",
    ],
)
def test_other_mistakes_are_left_to_other_messages(text):
    assert all(misindented(text, at) is None for at in range(len(text)))
