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
from typing import TYPE_CHECKING, Any, ClassVar

from proof.reader import ROWS, read, versions
from proof.runs import KILLS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pytest

    from program import Run, Zygote

READER = Path(__file__).with_name("reader.py")
LAST = (1, 2, 5, 6, 8)
"""The calls before which processes are killed in a run of all tests, counted from the last one."""
FEW = (2, 8)
"""The same for the modes that share most of the code with `full`."""
LESS = 5
"""How many times fewer kills there are in other modes than `full`, and where a version takes seconds to write."""
RACES = KILLS // 5 or 1
"""How often two processes publish at once."""
SUPERSEDED = 5
DAYS = ("2024-03-30", "2024-03-31")
"""The partitions. The first is published once, and must stay as it is."""

PARTITION = {"partition": {"column": "day", "by": "day"}}
MODES: dict[str, dict[str, Any]] = {
    "full": {},
    "partition": PARTITION,
    "append": PARTITION | {"materialize": "append"},
    "incremental": {"materialize": {"mode": "incremental", "unique_key": ["id"], "version_column": "version"}},
}

FEW_MODES = ("full", "partition", "incremental")
"""Those of a run of all tests; `append` is published as `partition` is."""


@dataclass(frozen=True)
class Subject:
    """A project whose dataset `good` is built from `raw`, and what reads `good`."""

    folder: Path
    connections: dict[str, Any]
    raw: dict[str, Any]
    good: dict[str, Any]
    kind: str
    """What the reader reads: `file`, `folder`, `duckdb`, `postgres` or `objects`."""
    address: str
    mode: str = "full"

    @property
    def by_day(self) -> bool:
        return "partition" in MODES[self.mode]

    def lay_out(self) -> None:
        key = {"type": "integer", "primary_key": True}
        columns = {"id": key, "day": key | {"type": "date"}, "version": {"type": "integer", "required": True}}
        scope = {"scope": "partition"} if self.by_day else {}
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
                    "quality": [{"row_count": {"min": ROWS, **scope}}],
                    "transform": {"inputs": ["raw"], "sql": "good.sql"},
                    **MODES[self.mode],
                },
            },
        }
        (self.folder / "opsgen.yaml").write_text(json.dumps(spec), encoding="utf-8")

    def choose(self, version: int) -> None:
        """Let the next run make this version."""
        day = ":partition_start" if self.by_day else f"date '{DAYS[-1]}'"
        sql = f"select id, {day} as day, {version} as version from raw where id < {ROWS + version}"  # noqa: S608
        (self.folder / "good.sql").write_text(sql, encoding="utf-8")

    def publish_first(self, zygote: Zygote) -> Run:
        """Publish version 0, twice: the first run creates what later ones find."""
        self.choose(0)
        for day in (*DAYS, DAYS[-1]) if self.by_day else (DAYS[-1],) * 2:
            whole = self.run(zygote, day=day)
            assert whole.code == 0, whole.out + whole.err
        return whole

    def run(self, zygote: Zygote, *arguments: str, run: str = "", day: str = DAYS[-1], **fault: Any) -> Run:
        environment = {"OPSGEN_RUN": run} if run else {}
        partition = ["--partition", day] if self.by_day else []
        command = ["transform", "good", *partition, *arguments]
        return zygote.run(command, self.folder, environment=environment, statements=True, **fault)

    def published(self) -> int:
        """The published version of the last day."""
        found = read(self.kind, self.address)
        assert found is not None
        whole = versions(found)
        assert whole is not None, found
        assert whole[:-1] == ([0] if self.by_day else []), found
        return whole[-1]

    def kills(self, whole: Run) -> Iterator[dict[str, Any]]:
        """Kills before calls, the last ones first, because they publish; then, if many are wanted, at any moment."""
        calls, few = len(whole.calls), LAST if self.mode == "full" else FEW
        wanted = 2 * KILLS if self.mode == "full" else 2 * KILLS // LESS
        chosen = range(1, min(calls, wanted) + 1) if KILLS else few
        yield from ({"kill_at": number} for number in kill_at(whole, chosen))
        chance = random.Random(f"{self.kind} {self.mode}")  # noqa: S311
        for _ in range(wanted - calls):
            yield {"kill_after": chance.uniform(0, whole.seconds)}


def kill_at(whole: Run, chosen: Iterable[int]) -> set[int]:
    """The calls before which processes are killed: those that are chosen, counted from the last one, and one more.

    That is the call that publishes. Which it is, from the last one, differs by place.
    """
    aimed = [number for number, (call, path) in enumerate(whole.calls, 1) if _publishes(call, path)][-1:]
    return {*(len(whole.calls) - number + 1 for number in chosen), *aimed}


def _publishes(call: str, path: str) -> bool:
    """Whether a call puts a file in its place, other than a ledger, which every step replaces."""
    return call in ("os.rename", "os.link") and ".ledger" not in path


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

    cases: ClassVar[Sequence[tuple[str, str]]]
    """The places and modes that the fixture `subject` is parametrized with."""

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        modes = MODES if KILLS else FEW_MODES if "rival" not in metafunc.fixturenames else ("full",)
        if not hasattr(self, "cases"):
            return  # The class has a fixture with cases of its own.
        chosen = [case for case in self.cases if case[1] in modes]
        metafunc.parametrize("subject", chosen, indirect=True, ids="-".join)

    def test_readers_see_whole_versions_only_whenever_a_process_is_killed(
        self, subject: Subject, zygote: Zygote
    ) -> None:
        faults = list(subject.kills(subject.publish_first(zygote)))
        states, seen = list[int](), dict[str, Any]()
        with reading(subject, seen):
            for version, fault in enumerate(faults, 1):
                subject.choose(version)
                killed = subject.run(zygote, **fault)
                assert killed.code == -9 or "kill_after" in fault, killed.err
                left = subject.published()
                assert left in (version - 1, version), fault
                states.append(left - version)
                again = subject.run(zygote)
                assert again.code == 0, (fault, again.err)
                assert subject.published() == version
        report(subject, f"{len(faults)} kills ({states.count(-1)} left the old version), {seen['reads']} reads")
        assert seen["torn"] == []
        assert set(seen["versions"]) <= set(range(len(faults) + 1))
        assert seen["reads"]
        assert -1 in states

    def test_of_two_processes_that_publish_at_once_one_wins(
        self, subject: Subject, zygote: Zygote, rival: Zygote
    ) -> None:
        subject.publish_first(zygote)
        won = list[int]()
        for race in range(RACES):
            runs = {f"first-{race}": zygote, f"second-{race}": rival}
            for number, run in enumerate(runs, 1):
                # In the mode `incremental`, only a version that is newer replaces rows.
                subject.choose(2 * race + number)
                for step in ("write", "check"):
                    assert subject.run(zygote, "--step", step, run=run).code == 0
            with ThreadPoolExecutor(2) as pool:
                ended = list(pool.map(lambda run: subject.run(run[1], "--step", "publish", run=run[0]), runs.items()))
            assert sorted(each.code for each in ended) == [0, SUPERSEDED], [each.err for each in ended]
            won.append([each.code for each in ended].index(0) + 1)
            assert subject.published() == 2 * race + won[-1]
        report(subject, f"{RACES} races, {won.count(1)} won by the first")


def report(subject: Subject, what: str) -> None:
    """What was tried, for the output of `nox -s proof`."""
    print(f"\n{subject.kind}, {subject.mode}: {what}")
