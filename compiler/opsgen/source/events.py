"""The YAML 1.2 events of a text, by ruamel.yaml's C parser, or by its Python parser if that is not installed.

The C parser is imported without the rest of ruamel.yaml, whose import takes longer than parsing a small spec.
`_ruamel_yaml` imports error classes of modules that load all of ruamel.yaml. Stand-ins replace those classes during the
import, and the body of the package runs only when one of its names is used.
"""

from __future__ import annotations

import re
import sys
from functools import partial
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_EXTENSION = "_ruamel_yaml"
_PACKAGE = "ruamel.yaml"
_ERRORS = {
    "ruamel.yaml.reader": "ReaderError",
    "ruamel.yaml.scanner": "ScannerError",
    "ruamel.yaml.parser": "ParserError",
    "ruamel.yaml.composer": "ComposerError",
    "ruamel.yaml.constructor": "ConstructorError",
    "ruamel.yaml.emitter": "EmitterError",
    "ruamel.yaml.serializer": "SerializerError",
    "ruamel.yaml.representer": "RepresenterError",
}

_PRIVATE_USE = range(0xE000, 0xF900)
_HIDDEN = ":?\u2028\u2029\t"
_MOST_HIDDEN = 200_000

# Each pattern starts with a literal, which makes it as fast as `str.find`. The text before it is checked afterwards.
# Only ASCII spaces are white space in YAML.
_COLON_IN_TEXT = re.compile(r""":(?<!["'\]}]:)(?=[^\s,\[\]{}])""", re.ASCII)
_QUESTION_IN_TEXT = re.compile(r"\?(?:(?<=[^\s,\[\]{}]\?)|(?=[^\s,\[\]{}]))", re.ASCII)
_QUESTION_AFTER_SPACE = re.compile(r"\?(?<=[ \t]\?)(?=\s)", re.ASCII)
_LAST_WORD = re.compile(r"(?<![^\s,\[\]{}])(?![&*!]|[-:?]\Z)[^\s,\[\]{}]+\Z", re.ASCII)
_LONGEST_WORD = 100
_LITERAL_TABS = re.compile(r"\|[-+0-9]*[ \t]*(?:#[^\n]*)?\n(?: *\n)* +\t")
_TAG = re.compile(r"!(?<![^\s,\[\]{}]!)(?:<[^>\n]*>|[^\s,\[\]{}]+)", re.ASCII)
_DIRECTIVE = re.compile(r"%(?<![^\n]%)[^\n]*")


class Events(NamedTuple):
    stream: Iterator[Any]
    """Objects of `ruamel.yaml.events`, whose marks count code points. Invalid YAML raises a `YAMLError`."""
    hidden: tuple[tuple[str, str], ...]
    """The stand-ins, with which `unmask` restores the text of a scalar."""


def events(text: str, *, pure: bool = False, hide_tabs: bool = False) -> Events:
    """Return the events of `text`.

    `pure` selects the Python parser even if the C parser is installed. `hide_tabs` hides the tabs at the start of
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


def mask(text: str, *, hide_tabs: bool = False) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the text for the parser, and its stand-ins with the original characters.

    libyaml as ruamel.yaml.clib contains it (0.1.7) reads YAML 1.1 only. It ends a plain scalar inside `{…}` and `[…]`
    at any `:` or `?`, so that it refuses `{root: s3://lake}` and `[why ? because]`. It refuses a tab at the start of a
    literal block, and reads U+2028 and U+2029 as line ends. Where these are text in YAML 1.2, stand-ins hide the
    characters: private-use characters that the text does not contain, one for one, so that offsets stay.
    """
    if not (_COLON_IN_TEXT.search(text) or "?" in text or "\u2028" in text or "\u2029" in text or hide_tabs):
        return text, ()
    stand_ins = _unused(text)
    if len(stand_ins) < len(_HIDDEN):
        return text, ()
    colon, question, line, paragraph, tab = stand_ins
    masked = _COLON_IN_TEXT.sub(colon, text, _MOST_HIDDEN)
    masked = _QUESTION_IN_TEXT.sub(question, masked, _MOST_HIDDEN)
    masked = _QUESTION_AFTER_SPACE.sub(lambda match: question if _follows_text(match) else "?", masked, _MOST_HIDDEN)
    if hide_tabs:
        masked = _LITERAL_TABS.sub(lambda match: match[0][:-1] + tab, masked, _MOST_HIDDEN)
    masked = masked.replace("\u2028", line).replace("\u2029", paragraph)
    hidden = tuple(zip(stand_ins, _HIDDEN, strict=True))
    for syntax in (_TAG, _DIRECTIVE):
        masked = syntax.sub(lambda match: unmask(match[0], hidden[:2]), masked, _MOST_HIDDEN)
    return masked, hidden


def unmask(text: str, hidden: tuple[tuple[str, str], ...]) -> str:
    """Return a part of masked text with its original characters."""
    for stand_in, character in hidden:
        text = text.replace(stand_in, character)
    return text


def _follows_text(question: re.Match[str]) -> bool:
    """Whether a word precedes a `?` on its line, so that it does not start a key: `why ? because`."""
    end = question.start()
    while question.string[end - 1 : end] in (" ", "\t"):
        end -= 1
    return _LAST_WORD.search(question.string[max(end - _LONGEST_WORD, 0) : end]) is not None


def _unused(text: str) -> list[str]:
    used = set() if text.isascii() else set(re.findall("[\ue000-\uf8ff]", text))
    candidates = (character for character in map(chr, _PRIVATE_USE) if character not in used)
    return [character for character, _ in zip(candidates, _HIDDEN, strict=False)]


def c_parser() -> Callable[[str], Any] | None:
    """Return the class `CParser`, or None if it is not installed."""
    if _EXTENSION not in sys.modules and _PACKAGE not in sys.modules:
        _import_alone()
    try:
        extension = import_module(_EXTENSION)
    except ImportError:
        return None
    return extension.CParser  # type: ignore[no-any-return]


def _import_alone() -> None:
    """Import the extension without the package; return None if it needs more than the known modules."""
    spec = find_spec(_PACKAGE)
    if spec is None:
        return
    before = set(sys.modules)
    package = sys.modules[_PACKAGE] = module_from_spec(spec)
    package.__getattr__ = partial(_complete, package)  # type: ignore[method-assign]
    try:
        sys.modules.update(_stand_ins())
        import_module(_EXTENSION)
        sys.modules["ruamel"].yaml = package  # type: ignore[attr-defined]
    except ImportError:
        for name in set(sys.modules) - before:
            if name.startswith((_PACKAGE, _EXTENSION)):
                del sys.modules[name]
    for name in _ERRORS:
        sys.modules.pop(name, None)


def _stand_ins() -> dict[str, ModuleType]:
    """Return modules that contain only an error class."""
    base = import_module("ruamel.yaml.error").MarkedYAMLError
    modules = {name: ModuleType(name) for name in _ERRORS}
    for name, error in _ERRORS.items():
        setattr(modules[name], error, type(error, (base,), {}))
    return modules


def _complete(package: ModuleType, name: str) -> Any:
    """Implement the package's `__getattr__`: run its body, and give the extension the real error classes."""
    del package.__getattr__
    package.__spec__.loader.exec_module(package)  # type: ignore[union-attr]
    extension = import_module(_EXTENSION)
    for module, error in _ERRORS.items():
        setattr(extension, error, getattr(import_module(module), error))
    return getattr(package, name)
