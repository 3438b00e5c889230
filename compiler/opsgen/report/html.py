"""Elements of a page. Text in them is escaped where the page is written, and shows what would not show itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias
from xml.etree.ElementTree import Element, tostring

from opsgen.render.resources import read_text
from opsgen.terminal.escape import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

Child: TypeAlias = "Element | str"

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""The page may load nothing."""


def element(tag: str, *children: Child, **attributes: object) -> Element:
    """An element with text and elements in it; `class_` and `aria_label` are written as HTML has them."""
    made = Element(tag, {key.rstrip("_").replace("_", "-"): visible(str(value)) for key, value in attributes.items()})
    for child in children:
        if isinstance(child, str):
            _add(made, visible(child))
        else:
            made.append(child)
    return made


def report_page(title: str, *parts: Element) -> str:
    """A report as a page that stands alone."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        style(read_text("report/page.css")),
    )
    return page(head, element("body", element("main", *parts)))


def verdict(outcome: str) -> Element:
    """A word in the colour of what it means."""
    return element("span", str(outcome), class_=f"verdict {outcome}")


def facts(about: Mapping[str, str]) -> Element:
    """Names and what they stand for."""
    return element("dl", *(each for key, value in about.items() for each in (element("dt", key), element("dd", value))))


def scrolling(table: Element, label: str) -> Element:
    """A table that moves sideways on a narrow screen, with the keyboard, too."""
    return element("div", table, class_="scroll", tabindex=0, role="region", aria_label=label)


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
