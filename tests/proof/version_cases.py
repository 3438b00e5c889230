"""Versions that are published while others read them, and while processes are killed."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proof.reader import ROWS, is_whole, read
from proof.runs import KILLS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from program import Run, Zygote

READER = Path(__file__).with_name("reader.py")
LAST = (1, 2, 5, 6, 8)
"""The calls before which processes are killed in a run of all tests, counted from the last one."""
RACES = KILLS // 5 or 1
"""How often two processes publish at once."""
SUPERSEDED = 5


@dataclass(frozen=True)
class Subject:
    """A project whose dataset `good` is built from `raw`, and what reads `good`."""

    folder: Path
    connections: dict[str, Any]
    raw: dict[str, Any]
    good: dict[str, Any]
    kind: str
    """What the reader reads: `file`, `duckdb` or `postgres`."""
    address: str

    def lay_out(self) -> None:
        columns = {"id": {"type": "integer", "primary_key": True}, "version": {"type": "integer", "required": True}}
        spec = {
            "version": 1,
            "project": {"name": "lab", "owner": "ml"},
            "environments": {"dev": {}},
            "connections": self.connections,
            "datasets": {
                "raw": {"source": self.raw, "columns": {"id": {"type": "integer"}}},
                "good": {
                    "source": self.good,
                    "columns": columns,
                    "quality": [{"row_count": {"min": ROWS}}],
                    "transform": {"inputs": ["raw"], "sql": "good.sql"},
                },
            },
        }
        (self.folder / "opsgen.yaml").write_text(json.dumps(spec), encoding="utf-8")

    def choose(self, version: int) -> None:
        """Let the next run make this version."""
        sql = f"select id, {version} as version from raw where id < {ROWS + version}"  # noqa: S608
        (self.folder / "good.sql").write_text(sql, encoding="utf-8")

    def run(self, zygote: Zygote, *arguments: str, run: str = "", **fault: Any) -> Run:
        environment = {"OPSGEN_RUN": run} if run else {}
        command = ["transform", "good", *arguments]
        return zygote.run(command, self.folder, environment=environment, statements=True, **fault)

    def published(self) -> int:
        """The published version."""
        found = read(self.kind, self.address)
        assert found is not None
        assert is_whole(found), found
        return found[0] - ROWS


@contextmanager
def reading(subject: Subject, seen: dict[str, Any]) -> Iterator[None]:
    """Another process reads; at the end, `seen` has what it has seen."""
    command = [sys.executable, str(READER), subject.kind, subject.address]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout
        assert reader.stdout.readline() == "reading\n"
        yield
        out, _ = reader.communicate()
        seen.update(json.loads(out))


class VersionCases:
    """A test class of a place inherits these, and has the fixtures `subject`, `zygote` and `rival`."""

    def test_readers_see_whole_versions_only_whenever_a_process_is_killed(
        self, subject: Subject, zygote: Zygote
    ) -> None:
        subject.choose(0)
        for _ in range(2):  # The first run creates what later ones find.
            whole = subject.run(zygote)
            assert whole.code == 0, whole.err
        faults = list(kills(len(whole.calls), whole.seconds, subject.kind))
        states, seen = set(), dict[str, Any]()
        with reading(subject, seen):
            for version, fault in enumerate(faults, 1):
                subject.choose(version)
                killed = subject.run(zygote, **fault)
                assert killed.code == -9 or "kill_after" in fault, killed.err
                left = subject.published()
                assert left in (version - 1, version), fault
                states.add(left - version)
                again = subject.run(zygote)
                assert again.code == 0, (fault, again.err)
                assert subject.published() == version
        assert seen["torn"] == []
        assert set(seen["versions"]) <= set(range(len(faults) + 1))
        assert seen["reads"]
        assert -1 in states

    def test_of_two_processes_that_publish_at_once_one_wins(
        self, subject: Subject, zygote: Zygote, rival: Zygote
    ) -> None:
        subject.choose(0)
        assert subject.run(zygote).code == 0
        for race in range(RACES):
            runs = {f"first-{race}": zygote, f"second-{race}": rival}
            for number, run in enumerate(runs, 1):
                subject.choose(number)
                for step in ("write", "check"):
                    assert subject.run(zygote, "--step", step, run=run).code == 0
            with ThreadPoolExecutor(2) as pool:
                ended = list(pool.map(lambda run: subject.run(run[1], "--step", "publish", run=run[0]), runs.items()))
            assert sorted(each.code for each in ended) == [0, SUPERSEDED], [each.err for each in ended]
            assert subject.published() == [each.code for each in ended].index(0) + 1


def kills(calls: int, seconds: float, seed: str) -> Iterator[dict[str, Any]]:
    """Kills before calls, the last ones first, because they publish; then, if many are wanted, at any moment."""
    chosen = range(1, calls + 1) if KILLS else LAST
    yield from ({"kill_at": calls - number + 1} for number in chosen)
    chance = random.Random(seed)  # noqa: S311
    for _ in range(2 * KILLS - calls):
        yield {"kill_after": chance.uniform(0, seconds)}
