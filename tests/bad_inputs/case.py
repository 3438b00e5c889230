"""A case of bad input: what is wrong with a project, which code it gets, and where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

SPEC = "opsgen.yaml"
SOUND = Path(__file__).with_name("delays.opsgen.yaml").read_text(encoding="utf-8")
"""A spec without a fault."""
HERE, THERE = "▸", "▹"
"""What marks the place of the error in a case's text, and the other place that it names."""


@dataclass(frozen=True)
class Link:
    """A link in a project."""

    target: str


class Pipe:
    """A named pipe in a project."""


Content: TypeAlias = str | bytes | Link | Pipe


@dataclass(frozen=True)
class Refused:
    """What is refused. `files` hold the marks, if any; `said` are words that must be among those of the report."""

    what: str
    code: str
    files: dict[str, Content]
    said: tuple[str, ...] = ()

    @property
    def here(self) -> str | None:
        return self._marked(HERE)

    @property
    def there(self) -> str | None:
        return self._marked(THERE)

    def _marked(self, mark: str) -> str | None:
        """`file:line:column` of a mark."""
        for name, content in self.files.items():
            if isinstance(content, str) and mark in content:
                before = content[: content.index(mark)].replace(HERE, "").replace(THERE, "")
                line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
                return f"{name}:{line}:{column}"
        return None


def unmarked(content: str) -> str:
    return content.replace(HERE, "").replace(THERE, "")


def changed(*edits: tuple[str, str]) -> str:
    """The sound spec with some of its words replaced; each is replaced where it stands first."""
    text = SOUND
    for old, new in edits:
        assert old in text, f"the sound spec has no {old!r}"
        text = text.replace(old, new, 1)
    return text


def edit(what: str, code: str, old: str, new: str, *said: str) -> Refused:
    """A case with one change of the sound spec."""
    return Refused(what, code, {SPEC: changed((old, new))}, said)


def edits(what: str, code: str, *changes: tuple[str, str], said: tuple[str, ...] = ()) -> Refused:
    """A case with several changes of the sound spec."""
    return Refused(what, code, {SPEC: changed(*changes)}, said)


def spec(what: str, code: str, content: Content, *said: str) -> Refused:
    """A case with a spec of its own."""
    return Refused(what, code, {SPEC: content}, said)


def files(what: str, code: str, others: dict[str, Content], *said: str) -> Refused:
    """A case with files beside a spec, which is the sound one if none of them is."""
    return Refused(what, code, {SPEC: SOUND} | others, said)
