"""Reads secrets, which a spec only names: from an environment variable, or from a file that one names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.runtime.engines.engine import UnreadableError

if TYPE_CHECKING:
    from opsgen.language.secret import SecretReference


def value(reference: SecretReference | None) -> str | None:
    """The value of a secret, if the spec names one."""
    return None if reference is None else named(reference.secret)


def named(name: str) -> str:
    """The value of the secret of this name: `NAME` holds it, or `NAME_FILE` is the path of the file that does."""
    found = os.environ.get(name)
    if found is not None:
        return found
    path = os.environ.get(f"{name}_FILE")
    if path is None:
        raise UnreadableError(f"the secret {name} is needed: neither {name} nor {name}_FILE is an environment variable")
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        raise UnreadableError(f"the secret {name} cannot be read from the file that {name}_FILE names: {why}") from None
