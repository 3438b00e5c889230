"""Elements of a page. Text in them is escaped where the page is written, and shows what would not show itself."""

from __future__ import annotations

from typing import TypeAlias
from xml.etree.ElementTree import Element, tostring

from opsgen.report.visible import visible

Child: TypeAlias = "Element | str"


def element(tag: str, *children: Child, **attributes: object) -> Element:
    """An element with text and elements in it; `class_` and `aria_label` are written as HTML has them."""
    made = Element(tag, {key.rstrip("_").replace("_", "-"): visible(str(value)) for key, value in attributes.items()})
    for child in children:
        if isinstance(child, str):
            _add(made, visible(child))
        else:
            made.append(child)
    return made


def style(css: str) -> Element:
    """A style sheet, as it is."""
    made = Element("style")
    made.text = css
    return made


def page(*children: Element) -> str:
    """A whole document with these elements."""
    return (
        "<!doctype html>\n" + tostring(element("html", *children, lang="en"), encoding="unicode", method="html") + "\n"
    )


def _add(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
