"""The YAML events of a text, from ruamel.yaml: by its C parser, or by its Python one where that is not installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from opsgen.source.c_parser import c_parser
from opsgen.source.yaml12_shim import mask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Events(NamedTuple):
    stream: Iterator[Any]
    """Objects of `ruamel.yaml.events`, whose marks count code points; what is no YAML raises a `YAMLError`."""
    hidden: tuple[tuple[str, str], ...]
    """What `unmask` brings the text of a scalar back to what was written with."""


def events(text: str, *, pure: bool = False, hide_tabs: bool = False) -> Events:
    """The events of `text`.

    `pure` asks for the Python parser even where the other one is installed. `hide_tabs` hides the tabs at the start of
    literal blocks, which neither parser reads.
    """
    masked, hidden = mask(text, hide_tabs=hide_tabs)
    parser = None if pure else c_parser()
    return Events(_by_python(masked) if parser is None else _by_c(parser, masked), hidden)


def _by_c(parser: Callable[[str], Any], text: str) -> Iterator[Any]:
    return iter(parser(text).get_event, None)


def _by_python(text: str) -> Iterator[Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.scanner import ScannerError

    from opsgen.source.pure_scanner import PureScanner

    yaml = YAML(typ="safe", pure=True)
    yaml.Scanner = PureScanner
    try:
        yield from yaml.parse(text)
    except (ValueError, AssertionError) as error:  # `chr` of an escape such as "\UFFFFFFFF", versions such as 1.3
        raise ScannerError(None, None, str(error), yaml.reader.get_mark()) from error
