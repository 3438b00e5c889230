"""Diagnostics for syntax errors: the cause, its place and the fix."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from opsgen.source import codes
from opsgen.source.characters import describe, quote
from opsgen.source.indentation import misindented
from opsgen.source.parser_hints import ADVICE
from opsgen.source.strict import tab_indentation
from opsgen.source.unclosed import CLOSERS, find_fault

if TYPE_CHECKING:
    from opsgen.source.indentation import Entry
    from opsgen.source.text import FileError, Problems, Range

_ENDS_MAPPING = "expected key|block end"


def explain(problems: Problems, error: Any) -> FileError:
    """Return the diagnostic for a `YAMLError` of ruamel.yaml's C or Python parser."""
    at = _index(error, "problem_mark")
    for cause in _CAUSES:
        if found := cause(problems, str(error.problem), at):
            return found
    reported = f"{error.context}: {error.problem}"
    advice = next(each for each in ADVICE if re.search(each.pattern, reported))
    at = _index(error, "context_mark") if advice.at_context else at
    return problems.fatal(advice.code, (at, at + 1), advice.message.format(problem=error.problem), *advice.help)


def is_tab_in_block(error: Any) -> bool:
    """Whether the parser refused a tab at the start of a block scalar, where YAML allows it as text."""
    return "block scalar" in str(error.context) and "tab character" in str(error.problem)


def other_version(problems: Problems, at: Range) -> FileError:
    """Return the diagnostic for a file that declares another YAML version."""
    message = "this file declares another version of YAML, but a spec is YAML 1.2"
    return problems.fatal(codes.YAML_VERSION, at, message, "remove the `%YAML` line")


def _index(error: Any, mark: str) -> int:
    return int(getattr(getattr(error, mark, None), "index", 0))


def _tab(problems: Problems, problem: str, at: int) -> FileError | None:
    text = problems.source.text
    line = text.rfind("\n", 0, at) + 1
    indentation = re.compile(r" *(\t)[ \t]*").match(text, line)
    if not indentation or not (text[at : at + 1] == "\t" or re.search("tab character|mapping values", problem)):
        return None
    return tab_indentation(problems, indentation.span(1))


def _reference(problems: Problems, _problem: str, at: int) -> FileError | None:
    """Explain `{min: ${var.x}}`: inside brackets, the second `{` starts a mapping."""
    written = re.compile(r"\$\{([^{}\n]*\}[^\s,\[\]{}]*)?").match(problems.source.text, max(at - 1, 0))
    if written is None:
        return None
    message = f"text with `{written[0][:2]}` needs quotes inside brackets"
    help_ = "put the whole value in quotes" + (f', such as `"{written[0]}"`' if written[1] else "")
    return problems.fatal(codes.INVALID_YAML, written.span(), message, help_)


def _quote_or_bracket(problems: Problems, _problem: str, at: int) -> FileError | None:
    text = problems.source.text
    fault = find_fault(text, at)
    if fault is None:
        return None
    opener = text[fault.offset]
    span = (fault.offset, fault.offset + 1)
    if opener not in CLOSERS:
        message = "this quote is not closed" + (" before the next key" if opener in text[span[1] :] else "")
        help_ = f"close it with another {quote(opener)}; inside single quotes, write one as two: `''`"
        return problems.fatal(codes.UNCLOSED_QUOTE, span, message, help_)
    close_it = f"close it with {quote(CLOSERS[opener])}"
    if fault.closer is None:
        help_ = _lost_in_comment(text, fault.offset) or close_it
        return problems.fatal(codes.UNBALANCED_BRACKET, span, f"this {quote(opener)} is not closed", help_)
    closer = (fault.closer, fault.closer + 1)
    message = f"this {quote(opener)} is closed by {quote(text[fault.closer])}"
    return problems.fatal(codes.UNBALANCED_BRACKET, span, message, close_it, related=(closer, "it is closed here"))


def _lost_in_comment(text: str, offset: int) -> str | None:
    """Return the help for a bracket that is closed on its line, but after a `#`."""
    end = text.find("\n", offset)
    comment = re.search(r"\s(#[^\s\]},]*)(?=.*[\]}])", text[offset : end if end >= 0 else len(text)])
    return f'`#` starts a comment that hides the closing bracket: write `"{comment[1]}"` in quotes' if comment else None


def _stray_bracket(problems: Problems, _problem: str, at: int) -> FileError | None:
    character = problems.source.text[at : at + 1]
    if character not in CLOSERS.values():
        return None
    return problems.fatal(
        codes.UNBALANCED_BRACKET,
        (at, at + 1),
        f"this {quote(character)} closes nothing",
        "remove it, or put the text in quotes",
    )


def _no_key(problems: Problems, problem: str, at: int) -> FileError | None:
    if problems.source.text[at : at + 1] != ":" or not re.search(f"{_ENDS_MAPPING}|node content", problem):
        return None
    message, help_ = "there is no key in front of this `:`", "write one, or put the text in quotes"
    return problems.fatal(codes.KEY_NOT_TEXT, (at, at + 1), message, help_)


def _escape(problems: Problems, problem: str, at: int) -> FileError | None:
    text = problems.source.text
    if "unknown escape character" not in problem:
        return None
    start = at if text[at] == "\\" else at - 1
    return problems.fatal(
        codes.UNKNOWN_ESCAPE,
        (start, start + 2),
        f"{quote(text[start : start + 2])} is not a valid escape in double quotes",
        "use single quotes, where a backslash is an ordinary character, or write it twice",
    )


def _surrogate(problems: Problems, problem: str, at: int) -> FileError | None:
    text = problems.source.text
    if "invalid Unicode character escape code" not in problem:
        return None
    start = text.rindex("\\", 0, at + 1)
    escape = re.compile(r"\\(?:u.{4}|U.{8})").match(text, start)
    written = escape[0] if escape else "\\"
    point = int(written[2:] or "0", 16)
    what = describe(chr(point)) if 0xD800 <= point <= 0xDFFF else "no character that exists"
    return problems.fatal(
        codes.FORBIDDEN_CHARACTER,
        (start, start + len(written)),
        f"the escape {quote(written)} is {what}",
        "write the character itself, or the whole of it as one escape such as `\\U0001F600`",
    )


def _no_token(problems: Problems, problem: str, at: int) -> FileError | None:
    character = problems.source.text[at : at + 1]
    if "cannot start any token" not in problem:
        return None
    return problems.fatal(
        codes.INVALID_YAML,
        (at, at + 1),
        f"{quote(character)} cannot start a value that has no quotes",
        "put the text in quotes",
    )


def _after_quote(problems: Problems, problem: str, at: int) -> FileError | None:
    text = problems.source.text
    before = text[text.rfind("\n", 0, at) + 1 : at].rstrip()
    if not before.endswith(("'", '"')) or not re.search(_ENDS_MAPPING, problem):
        return None
    return problems.fatal(
        codes.INVALID_YAML,
        (at, at + 1),
        "text goes on here after its closing quote",
        "put quotes around all of it; inside single quotes, write one as two: `''`",
    )


def _indentation(problems: Problems, problem: str, at: int) -> FileError | None:
    if not re.search(f"{_ENDS_MAPPING}|mapping values|sequence entries", problem):
        return None
    found = misindented(problems.source.text, at)
    if found is None:
        return None
    entry = found.entry
    start = f"{quote(entry.name)} starts" if entry.name != "- " else "this item starts"
    nearby = [each for each in (found.inner, found.outer) if each]
    return problems.fatal(
        codes.INVALID_YAML,
        (found.offset, found.offset + 1),
        f"unexpected indentation: {start} in column {entry.column}, but no key or item above it does",
        *(_align(each) for each in nearby),
    )


def _align(entry: Entry) -> str:
    spaces = f"{entry.column - 1} space{'' if entry.column == 2 else 's'}"
    name = "the list item" if entry.name == "- " else quote(entry.name)
    return f"indent it by {spaces}, like {name} in line {entry.line}"


def _directive(problems: Problems, problem: str, _at: int) -> FileError | None:
    first = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*(%[^\n]*)").match(problems.source.text)
    if first is None or not re.search("document start|version minor part|incompatible YAML", problem):
        return None
    if re.match(r"%YAML\b(?![ \t]+1\.2\b)", first[1]):
        return other_version(problems, first.span(1))
    message = "a line `---` is missing after the directives that start here"
    return problems.fatal(codes.INVALID_YAML, first.span(1), message, "remove the lines that start with `%`")


_CAUSES = (
    _directive,
    _tab,
    _reference,
    _quote_or_bracket,
    _stray_bracket,
    _no_key,
    _escape,
    _surrogate,
    _no_token,
    _after_quote,
    _indentation,
)
