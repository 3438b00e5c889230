"""Text for the fields in which the kubelet expands `$(NAME)`: `command`, `args` and `env[].value`.

https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
"""

from __future__ import annotations

import re

_OPERATOR = re.compile(r"\$\$+|\$(?=\()")


def argument(text: str) -> str:
    """Return text that the kubelet expands to `text`: it replaces `$$` by `$`, and leaves any other `$` unchanged."""
    return _OPERATOR.sub(lambda dollars: dollars[0] * 2, text)
