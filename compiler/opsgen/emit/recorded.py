"""The digest that the manifest records of a file: without the pins of actions, which update bots change."""

from __future__ import annotations

import hashlib
import re

_PIN = re.compile(rb"(?m)^(\s*(?:- )?uses: [\w./-]+)@[0-9a-f]{40}  # v?\d[\w.-]*$")


def recorded_digest(content: bytes) -> str:
    """Return the SHA-256 digest of a file's content with its pins blanked, as in `uses: actions/checkout`."""
    blanked = _PIN.sub(rb"\1", content) if b"uses: " in content else content
    return hashlib.sha256(blanked).hexdigest()


def has_digest(content: bytes, recorded: str) -> bool:
    """Whether a file has the content that the manifest records. Earlier versions of opsgen recorded the pins, too."""
    return recorded_digest(content) == recorded or hashlib.sha256(content).hexdigest() == recorded
