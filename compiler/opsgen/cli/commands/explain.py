"""`opsgen explain`: prints the documentation of a diagnostic code."""

from __future__ import annotations

import sys

from opsgen.exit_codes import CLEAN, USAGE


def explain(name: str) -> int:
    from opsgen.compile.code_registry import codes_for
    from opsgen.diagnostics.suggest import did_you_mean

    known = codes_for([name.upper()])
    code = known.get(name.upper())
    if code is None:
        hint = did_you_mean(name.upper(), known) or ("codes look like REF103",)
        print(f"opsgen: there is no code {name!a}; {hint[0]}", file=sys.stderr)
        return USAGE
    print(f"{code.code} {code.name} ({code.severity})\n\n{code.page.strip()}")
    return CLEAN
