"""Kubernetes: the fields in which the kubelet expands `$(NAME)`: `command`, `args` and `env[].value`."""

from __future__ import annotations

import re

_OPERATOR = re.compile(r"\$\$+|\$(?=\()")


def argument(text: str) -> str:
    """Text that the kubelet expands to `text` itself: it takes `$$` for `$`, and leaves a `$` alone elsewhere."""
    return _OPERATOR.sub(lambda dollars: dollars[0] * 2, text)
