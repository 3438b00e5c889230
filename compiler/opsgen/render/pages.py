"""HTML pages from the templates in `templates/report/`.

Jinja's autoescape makes text inert between tags and in quoted attributes, and nowhere else. Templates therefore put
text only there: never into a script, a style sheet, an unquoted attribute, or an attribute that holds an address.
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
    """A page from a template such as `report/drift.html.jinja`."""
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
    """What is inserted, with control characters and bidi marks as escapes, which browsers would obey or hide."""
    # What macros return was finalized inside them, and is the only markup: values are plain text.
    return value if isinstance(value, Markup) else visible(str(value))
