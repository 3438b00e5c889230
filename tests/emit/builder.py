"""A process that builds: `builder.py ROOT CALL GENERATION [...]`, one build after the other, once it is told to start.

Before the CALL-th call that changes the file system it says so and waits to be killed; with 0 it never does.
"""

from __future__ import annotations

import sys
from pathlib import Path

from emit.faults import at_call
from emit.trees import write
from opsgen.emit import OutputFile


def artifacts(generation: int, count: int = 60) -> list[OutputFile]:
    """Some files stay the same, some change, some come and go, in folders of their own and in a shared one."""
    stays = [OutputFile(f"deploy/{number % 5}/stays-{number}.yaml", b"same\n") for number in range(count // 3)]
    changes = [
        OutputFile(f".github/workflows/{number}.yml", f"{generation}\n".encode() * 500) for number in range(count // 3)
    ]
    comes = [OutputFile(f"dags/{generation}/{number}.py", f"{generation}\n".encode()) for number in range(count // 3)]
    return [*stays, *changes, *comes]


def wait() -> None:
    print("waiting", flush=True)
    sys.stdin.readline()


def main(root: Path, call: int, generations: list[int]) -> None:
    print("ready", flush=True)
    sys.stdin.readline()
    with at_call(call, wait):
        for generation in generations:
            if found := write(artifacts(generation), root).diagnostics:
                sys.exit(str(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), [int(generation) for generation in sys.argv[3:]])
