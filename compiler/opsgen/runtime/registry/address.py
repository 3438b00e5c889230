"""The address of a registry, and how to remove its credentials from text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, unquote

from opsgen.diagnostics.secret_patterns import mask
from opsgen.runtime.engines import secret
from opsgen.runtime.engines.engine import UnreadableError
from opsgen.terminal.escape import visible

if TYPE_CHECKING:
    from opsgen.language.model import MlflowRegistry

DATABASES = frozenset({"sqlite", "postgresql", "mysql", "mssql"})
_LOCAL = frozenset({"sqlite", "file", ""})
_MASK = "***"
_USER = re.compile(r"(?<=://).*@")
"""Greedy, since a password may contain `@`."""
_LONGEST = 500


class Address(NamedTuple):
    """An address, which may contain credentials. `shown` is the part that may be printed."""

    uri: str
    """The address with its credentials."""

    @classmethod
    def of(cls, registry: MlflowRegistry) -> Address:
        """The address of a registry, from the spec or from a secret."""
        text = registry.uri if isinstance(registry.uri, str) else secret.named(registry.uri.secret)
        if not text.strip():
            raise UnreadableError("the address of the registry is empty")
        return cls(text.strip())

    @property
    def kind(self) -> str:
        """The scheme: `http`, `sqlite`, …; empty for a plain path."""
        return self.uri.partition("://")[0].partition("+")[0].lower() if "://" in self.uri else ""

    @property
    def shown(self) -> str:
        """The address without user, password and parameters."""
        if self.kind in _LOCAL:
            return visible(self.uri)
        address, _, query = self.uri.partition("?")
        if "@" in query:  # what looks like parameters may be part of a password
            return f"{self.kind}://{_MASK}"
        return visible(mask(_USER.sub("", address)))

    def without_credentials(self, text: str) -> str:
        """A message on one line, without the parts of the address that must not be printed."""
        text = text.replace(self.uri, self.shown)
        for part in sorted(self._hidden(), key=len, reverse=True):
            text = text.replace(part, _MASK)
        text = mask(" ".join(text.split()))
        return visible(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")

    def _hidden(self) -> set[str]:
        if self.kind in _LOCAL:
            return set()
        user = _USER.search(self.uri)
        name, _, password = user[0].removesuffix("@").partition(":") if user else ("", "", "")
        query = self.uri.partition("?")[2]
        parts = [user[0] if user else "", password or name, query, *(value for _, value in parse_qsl(query))]
        return {each for part in parts for each in (part, unquote(part)) if each}
