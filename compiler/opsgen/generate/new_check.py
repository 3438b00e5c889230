"""`python -m opsgen.generate.new_check CODE name` starts a check: its file, its line in `CHECKS`, and its fixtures."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

from opsgen.compile.code_registry import codes

CHECKOUT = Path(__file__).parents[3]

AREAS = {"REF": "references", "LNG": "data", "SQL": "data", "DAT": "data", "MOD": "models", "PLT": "platform"}
"""Where the checks of each prefix are. `--area` chooses another package."""

CHECK = '''"""TODO: one sentence that states the mistake.

Why: TODO: what goes wrong when it is ignored.

Example:

    TODO: the smallest YAML with the mistake

Use instead:

    TODO: the same YAML without it
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Finding
    from opsgen.graph import EnvironmentGraph

CODE = Code("{code}", "{name}", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    """TODO: yield a `Finding(Place(path), message, help)` for each mistake."""
    yield from ()
'''


class NewCheck(NamedTuple):
    """A check to start."""

    code: str
    name: str
    area: str

    @property
    def module(self) -> str:
        """The name of its file, without the suffix."""
        return self.name.replace("-", "_")


def start(new: NewCheck, root: Path = CHECKOUT) -> list[Path]:
    """Write what a check consists of.

    Both fixtures are copies of a good spec of the same kind of check. The tests fail until the check reports the bad
    one, which the contributor changes.

    Raises:
        ValueError: the code or the name is taken or malformed.
    """
    checks = root / "compiler/opsgen/checks"
    file, folder = checks / new.area / f"{new.module}.py", root / "tests/checks" / new.code
    _require_free(new, file)
    registry = checks / "__init__.py"
    registered = _registered(registry.read_text(encoding="utf-8"), new)
    good = (root / "tests/checks" / _like(new.code) / "good.opsgen.yaml").read_text(encoding="utf-8")
    written = {
        file: CHECK.replace("{code}", new.code).replace("{name}", new.name),
        registry: registered,
        folder / "bad.opsgen.yaml": good,
        folder / "good.opsgen.yaml": good,
    }
    folder.mkdir(parents=True)
    for path, text in written.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return list(written)


def _require_free(new: NewCheck, file: Path) -> None:
    if not re.fullmatch(r"[A-Z]{3}[0-9]{3}", new.code) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", new.name):
        message = "a check has a code such as DAT199 and a name such as no-owner"
        raise ValueError(message)
    taken = codes()
    if new.code in taken or file.exists() or new.name in {code.name for code in taken.values()}:
        message = f"{new.code} or {new.name} is taken"
        raise ValueError(message)


def _registered(text: str, new: NewCheck) -> str:
    """The module with the check imported in alphabetical order and at the end of `CHECKS`."""
    block = re.search(rf"from opsgen\.checks\.{new.area} import \((.*?)\n\)", text, re.DOTALL)
    tail = re.search(r"^CHECKS: .*?(?=^\)$)", text, re.DOTALL | re.MULTILINE)
    if block is None or tail is None:
        message = f"checks/__init__.py imports nothing from {new.area}, or has no CHECKS"
        raise ValueError(message)
    modules = sorted([*re.findall(r"\w+", block[1]), new.module])
    text = f"{text[: tail.end()]}    {new.module},\n{text[tail.end() :]}"
    return text[: block.start(1)] + "".join(f"\n    {module}," for module in modules) + text[block.end(1) :]


def _like(code: str) -> str:
    """A code whose good spec passes every check that the tests of `code` run."""
    return "MOD104" if code.startswith(("DAT", "MOD", "PLT3")) else "LNG206"


def main(arguments: list[str]) -> int:
    """Start the check that the command line names."""
    match arguments:
        case [code, name]:
            area = AREAS.get(code[:3], "platform")
        case [code, name, "--area", area] if area in AREAS.values():
            pass
        case _:
            print(f"usage: new_check CODE name [--area {'|'.join(sorted({*AREAS.values()}))}]", file=sys.stderr)
            return 2
    try:
        written = start(NewCheck(code, name, area))
    except ValueError as error:
        print(f"new_check: {error}", file=sys.stderr)
        return 2
    for path in written:
        print(f"wrote {path.relative_to(CHECKOUT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
