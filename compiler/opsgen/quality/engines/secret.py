"""Values of secrets: environment variables, since a spec only names them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from opsgen.quality.engines.engine import UnreadableError

if TYPE_CHECKING:
    from opsgen.spec.secret import SecretReference


def value(reference: SecretReference | None) -> str | None:
    """The value of a secret that a connection names, if it names one."""
    if reference is None:
        return None
    found = os.environ.get(reference.secret)
    if found is None:
        raise UnreadableError(f"the secret {reference.secret} is needed, and no environment variable has that name")
    return found
