"""A process that builds: `builder.py ROOT GENERATION [...]`, one build after the other, once it was told to start."""

from __future__ import annotations

import sys
from pathlib import Path

from opsgen.emit import File, write


def artifacts(generation: int, count: int = 60) -> list[File]:
    """Some files stay the same, some change, some come and go, in folders of their own and in a shared one."""
    stays = [File(f"deploy/{number % 5}/stays-{number}.yaml", b"same\n") for number in range(count // 3)]
    changes = [
        File(f".github/workflows/{number}.yml", f"{generation}\n".encode() * 500) for number in range(count // 3)
    ]
    comes = [File(f"dags/{generation}/{number}.py", f"{generation}\n".encode()) for number in range(count // 3)]
    return [*stays, *changes, *comes]


if __name__ == "__main__":
    print("ready", flush=True)
    sys.stdin.readline()
    for generation in sys.argv[2:]:
        if found := write(artifacts(int(generation)), Path(sys.argv[1])).diagnostics:
            sys.exit(str(found))
