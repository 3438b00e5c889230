"""HTML pages from the templates in `templates/report/`.

Jinja's autoescape makes text inert between tags and in quoted attributes, and nowhere else. Templates therefore insert
text only there: never into a script, a style sheet, an unquoted attribute, or an attribute with an address.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from opsgen.render.resources import read_text
from opsgen.terminal.escape import visible

if TYPE_CHECKING:
    from collections.abc import Mapping


def page(template: str, values: Mapping[str, object]) -> str:
    """Return a page from a template such as `report/drift.html.jinja`."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    return Environment(
        autoescape=True,
        loader=FunctionLoader(lambda template: read_text(f"templates/{template}")),
        finalize=_visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def _visible(value: object) -> str:
    """Escape control characters and bidi marks in an inserted value, which browsers would interpret or hide."""
    # The output of macros was finalized inside them, and is the only markup: values are plain text.
    return value if isinstance(value, Markup) else visible(str(value))
