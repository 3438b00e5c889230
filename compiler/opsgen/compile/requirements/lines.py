"""The lines of requirements files, as pip reads them.

https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_COMMENT = re.compile(r"(?:^|\s)#.*$")
_COMMENT_LINE = re.compile(r"\s*#")
# Both read small letters only: lint takes longer to compile a pattern that ignores case.
_NAMED = re.compile(r"(?P<name>[a-z0-9][a-z0-9._-]*)\s*(?:\[[^\]]*\]\s*)?(?P<after>$|[\s<>=!~;(@])")
_FILE = re.compile(r"(?:^|/)(?P<name>[^/-]+)-(?P<version>\d[^/-]*?)(?:-[^/]*?)?\.(?:whl|zip|tar\.gz)(?=$|[\[#?;])")
_VERSION = re.compile(r"==\s*(?P<version>[0-9a-z.+!]+)")
_SAFE = re.compile(r"(?:^|\s)--(?:hash|require-hashes|no-index)(?=[\s=]|$)")
_OTHER_FILE = re.compile(
    r"(?:^|\s)(?:-(?P<short>[rc])\s*|--(?P<long>requirement|constraint)(?:=|\s+))(?P<path>\"[^\"]+\"|'[^']+'|[^\s\"']+)"
)


class OtherFile(NamedTuple):
    """A file that a line adds."""

    path: str
    is_constraint: bool
    """Whether the file restricts packages without installing them."""


class Line(NamedTuple):
    """A line without comments, continued lines as one."""

    number: int
    text: str

    @property
    def named(self) -> str | None:
        """The normalized name of a package without a place, which pip looks for in its indexes."""
        found = self._by_name
        return _normalized(found["name"]) if found and found["after"] != "@" else None

    @property
    def placed(self) -> str | None:
        """The normalized name of a package whose file or URL the line has."""
        found = self._by_name
        if not found or found["after"] != "@":
            found = self._file
        return _normalized(found["name"]) if found else None

    @property
    def version(self) -> str | None:
        """The version of the package: that of its file, or the only one that the line accepts."""
        found = self._by_name
        if found and found["after"] != "@":
            found = _VERSION.match(self.text.lower(), found.start("after"))
        else:
            found = self._file
        return found["version"] if found else None

    @property
    def restricts_pip(self) -> bool:
        """Whether pip, because of this line, takes no package from an index without a hash.

        One hash suffices: pip then requires a hash of every package. https://pip.pypa.io/en/stable/topics/secure-installs/
        """
        return bool(_SAFE.search(self.text))

    @property
    def other_file(self) -> OtherFile | None:
        """The file that the line adds."""
        found = _OTHER_FILE.search(self.text) if self.text.startswith("-") else None
        return OtherFile(found["path"].strip("\"'"), "c" in (found["short"] or found["long"])[0]) if found else None

    @property
    def _by_name(self) -> re.Match[str] | None:
        return _NAMED.match(self.text.lower())

    @property
    def _file(self) -> re.Match[str] | None:
        """The file that the line names, by its path or by the URL after `NAME @`."""
        found, text = self._by_name, self.text.lower()
        place = text[found.end() :] if found and found["after"] == "@" else text
        return _FILE.search(next(iter(place.split()), ""))


def lines_of(physical: Sequence[str]) -> Iterator[Line]:
    """Yield the lines of a file that are not empty."""
    parts: list[str] = []
    start = 1
    for number, text in enumerate(physical, 1):
        start = start if parts else number
        is_comment = _COMMENT_LINE.match(text)
        if text.endswith("\\") and not is_comment:  # A comment cannot be continued.
            parts.append(text.strip("\\"))
            continue
        # Without the space, pip would read the comment as a part of the line that it follows.
        yield from _line(start, [*parts, f" {text}" if is_comment else text])
        parts = []
    yield from _line(start, parts)


def _line(number: int, parts: list[str]) -> Iterator[Line]:
    text = _COMMENT.sub("", "".join(parts)).strip()
    if text:
        yield Line(number, text)


def _normalized(name: str) -> str:
    # https://packaging.python.org/en/latest/specifications/name-normalization/
    return re.sub(r"[-_.]+", "-", name)
