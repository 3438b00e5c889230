"""Credentials in plain text: how they are recognised, and how text is shown without them."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from opsgen.diagnostics.known_secrets import hide

if TYPE_CHECKING:
    from collections.abc import Iterator


class SecretPattern(NamedTuple):
    """What a kind of credential looks like. Where a pattern has a group, that is the credential."""

    name: str
    literals: tuple[str, ...]
    """One of these is in every such text; looking for them is far cheaper than matching."""
    pattern: str


class Credential(NamedTuple):
    """Where a text holds a credential."""

    name: str
    start: int
    end: int


_NAME = (
    r"(?i:[\w-]*(?:pass?(?:w(?:or)?d|phrase)|(?:private|secret|access|api|account)[_-]?key|secret[_-]?access[_-]?key"
    r"|client[_-]?secret|(?:access|api|auth|bearer|refresh)[_-]?token))"
)
_TOKEN = r"(?:[A-Z0-9_]*_)?TOKEN"  # noqa: S105  # the name of one, as a pattern
_SENSITIVE = f"{_NAME}|{_TOKEN}"
_POINTER = r"(?=[$<{\[&*!|>/]|\Z)"
"""How a value begins that only says where the secret is: a variable, a placeholder, a file, a mapping."""

FORMS = (
    SecretPattern(
        "a private key", ("-----BEGIN ",), r"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----(?:[A-Za-z0-9+/=]|\\n)*"
    ),
    SecretPattern("a password in an address", ("://",), r"://[^\s/:@\"']*:([^\s/@\"'$<{*%][^\s/@\"']*)@"),
    SecretPattern(
        "a password in an argument",
        tuple(f"{end}=" for word in ("wd", "word", "phrase", "key", "secret", "token") for end in (word, word.upper())),
        rf"(?:\A|(?<=[\s;&?]))(?:--?(?:token|{_SENSITIVE})|{_SENSITIVE})=(?!{_POINTER}|(?i:true|false)\b)([^\s;&\"']+)",
    ),
    SecretPattern("an AWS access key", ("AKIA", "ASIA"), r"\bA[KS]IA[A-Z0-9]{16}\b(?<!EXAMPLE)"),
    SecretPattern("an Azure storage key", ("AccountKey=",), r"AccountKey=([A-Za-z0-9+/]{40,}={0,2})"),
    SecretPattern("an Azure access signature", ("sig=",), r"[?&;]sig=([A-Za-z0-9%+/]{40,}={0,2})"),
    SecretPattern("a Google API key", ("AIza",), r"\bAIza[0-9A-Za-z_-]{35}"),
    SecretPattern("a Google client secret", ("GOCSPX-",), r"\bGOCSPX-[0-9A-Za-z_-]{28}"),
    SecretPattern("a Google access token", ("ya29.",), r"\bya29\.[0-9A-Za-z_-]{20,}"),
    SecretPattern(
        "a GitHub token",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
        r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})",
    ),
    SecretPattern("a GitLab token", ("glpat-",), r"\bglpat-[0-9A-Za-z_-]{20,}"),
    SecretPattern("a Slack token", ("xox",), r"\bxox[abeoprs]-[0-9A-Za-z-]{10,}"),
    SecretPattern("a Slack webhook", ("hooks.slack.com/",), r"hooks\.slack\.com/services/([A-Za-z0-9/]{20,})"),
    SecretPattern("a JSON web token", ("eyJ",), r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    SecretPattern("a Databricks token", ("dapi",), r"\bdapi[0-9a-f]{32}\b"),
    SecretPattern("a Hugging Face token", ("hf_",), r"\bhf_[A-Za-z]{34}\b"),
    SecretPattern(
        "an API key",
        ("sk-", "sk_live_"),
        r"\bsk(?:-(?:proj|ant|svcacct|admin)-[\w-]{20,}|-[A-Za-z0-9]{40,}|_live_[A-Za-z0-9]{24,})",
    ),
    SecretPattern("a package registry's token", ("npm_", "pypi-"), r"\b(?:npm_[A-Za-z0-9]{36}|pypi-AgE[\w-]{50,})"),
    SecretPattern("a Vault token", ("hvs.",), r"\bhvs\.[\w-]{24,}"),
    SecretPattern("a SendGrid key", ("SG.",), r"\bSG\.[\w-]{22}\.[\w-]{43}"),
)

_EXAMPLE = r"\bA[KS]IA[A-Z0-9]{9}EXAMPLE\b|(?<![\w/+])[\w/+]{30,}EXAMPLEKEY\b"
"""The keys of AWS's documentation, which everybody knows."""

_ENTRY = (
    rf"""(?:(?<![\w-]){_NAME}|\b{_TOKEN})["']?\s*[:=]\s*+(?!["']?{_POINTER})(?P<secret>"[^"]*"?|'[^']*'?|[^,}}\]]+)"""
)
"""A key and its value in YAML, JSON or a connection string. A value without quotes ends where a mapping may go on.

A name is tried from its first character only: from each of its words, a long line would take quadratic time."""
_LONG_BASE64 = r"(?<![\w:/+])(?=[a-z0-9+/]*[A-Z])(?=[A-Z0-9+/]*[a-z])(?P<secret>[A-Za-z0-9+/]{60,}={0,2})"


_HANDED_OVER = (
    rf"""(?<![\w-])--?(?:token|{_SENSITIVE})["']?(?:[^\S\n]*,|\s*\n\s*-)\s*["']?(?!["']?{_POINTER}|-)"""
    r"""(?P<secret>[^\s,"'\]}]+)"""
)
"""A flag that takes a secret, and the value behind it in a list of YAML."""
_SENSITIVE_WORD = r"(?i:pass|key|secret|token)"
"""What is in each name of a secret; looking for it is far cheaper than matching."""
_GUESSABLE = r"(?=.*[0-9])(?=.*[A-Za-z]).{6,}"
"""What no word of a language has the form of."""


def find(text: str) -> Iterator[Credential]:
    """What in a text has the form of a credential, in the order of `FORMS`."""
    for form in FORMS:
        if any(literal in text for literal in form.literals):
            for match in _compiled(form.pattern).finditer(text):
                group = match.lastindex or 0
                yield Credential(form.name, match.start(group), match.end(group))


def find_examples(text: str) -> Iterator[Credential]:
    """The keys of a vendor's documentation in a text: they have the form of credentials, and open nothing."""
    if "EXAMPLE" in text:
        for match in _compiled(_EXAMPLE).finditer(text):
            yield Credential("an example key from the AWS documentation", *match.span())


def is_example(value: str) -> bool:
    """Whether a text is nothing but such a key."""
    return bool(_compiled(_EXAMPLE).fullmatch(value))


def names_secret(name: str, value: str) -> bool:
    """Whether something of this name is a secret, and this its value and not a pointer to it."""
    return bool(_compiled(_SENSITIVE).fullmatch(name)) and not _compiled(_POINTER).match(value)


def hands_over_secret(flag: str, value: str) -> bool:
    """Whether an argument is a flag that takes a secret, and the one behind it a value and not a pointer to one."""
    is_flag = _compiled(rf"--?(?:token|{_SENSITIVE})").fullmatch(flag)
    return bool(is_flag) and not value.startswith("-") and not _compiled(_POINTER).match(value)


def in_tree(root: Any) -> Iterator[str]:
    """The values of secrets in a tree of plain values, whatever it means."""
    waiting, seen, texts = [("", root)], set[int](), list[str]()
    while waiting:
        name, node = waiting.pop()
        if isinstance(node, str):
            texts.append(node)
            if _has_sensitive_word(name) and names_secret(name, node) and not is_example(node):
                yield node
        elif isinstance(node, dict | list) and id(node) not in seen:  # an alias repeats what it refers to
            seen.add(id(node))
            items = list(node.items() if isinstance(node, dict) else enumerate(node))
            # The value of a variable is its default, or stands for its name.
            waiting += [(name if key == "default" else str(key), value) for key, value in items]
            if isinstance(node, list):
                yield from (value for flag, value in pairwise(node) if _hands_over(flag, value))
    if next(find("\n".join(texts)), None) is None:  # mostly there is none, which is seen at once
        return
    for text in texts:
        yield from (text[start:end] for _, start, end in find(text) if not is_example(text[start:end]))
        if "PRIVATE KEY-----" in text:
            yield text


def _has_sensitive_word(name: str) -> bool:
    return bool(_compiled(_SENSITIVE_WORD).search(name))


def _hands_over(flag: object, value: object) -> bool:
    if not isinstance(flag, str) or not isinstance(value, str) or not flag.startswith("-"):
        return False
    return hands_over_secret(flag, value) and not is_example(value)


def in_text(text: str) -> Iterator[str]:
    """The values of secrets in a text that may be no YAML; beside a name, those that look like one."""
    yield from (text[start:end] for _, start, end in find(text) if not is_example(text[start:end]))
    if not _compiled(_SENSITIVE_WORD).search(text):
        return
    yield from (match["secret"] for match in _compiled(_HANDED_OVER).finditer(text) if not is_example(match["secret"]))
    for line in text.split("\n"):
        if _compiled(_SENSITIVE_WORD).search(line):
            for match in _compiled(_ENTRY).finditer(line):
                value = match["secret"].partition(" #")[0].strip().strip("\"'")
                if _compiled(_GUESSABLE).fullmatch(value) and not is_example(value) and " " not in value:
                    yield value


def mask_forms(line: str) -> str:
    """The line with a `*` for each character of a credential, and of a value whose key says that it is one."""
    for _, start, end in find(line):
        line = starred(line, start, end)
    for pattern in (_ENTRY, _LONG_BASE64, _HANDED_OVER):
        for match in _compiled(pattern).finditer(line):
            line = starred(line, *match.span("secret"))
    return line


def mask(line: str) -> str:
    """The line with a `*` for each character of a credential, of a value whose key says that it is one, and of what is
    known to be one."""
    return hide(mask_forms(line))


def starred(line: str, start: int, end: int) -> str:
    """The line with a `*` for each character of a part of it."""
    return line[:start] + "*" * len(line[start:end]) + line[end:]


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
