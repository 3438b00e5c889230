"""The ledger of a dataset: which version is published, which are staged, and what each was made of."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

State = Literal["writing", "staged", "passed", "rejected", "publishing", "published"]
STATES = frozenset({"writing", "staged", "passed", "rejected", "publishing", "published"})


LONGEST_RUN = timedelta(hours=24)
"""How long a version can stay in one state. Then its run counts as killed: opsgen cannot see whether it still runs."""
FOLDER = "_opsgen"
"""The folder below the root of a connection that holds the ledgers of its files."""


_RUN = re.compile(r"[\w-]{1,64}", re.ASCII)
_PARTITION = re.compile(r"[0-9T-]{0,16}", re.ASCII)
"""What can be in the names of staged data. A ledger may come from a repository or a shared disk."""


class LedgerError(Exception):
    """The ledger cannot be read; the message says why."""


class Version(NamedTuple):
    """Names a version: the partition that it holds, or an empty text for a whole dataset, and the run that wrote it."""

    partition: str
    run: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """The rows of a version that failed rules with `quarantine`, and were staged apart from the others."""

    identity: str = ""
    """Token of these rows where they are staged."""
    rows: int = 0
    rules: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """For each rule, how many rows failed it, and how many it checked."""
    problem: str = ""
    """Why no row could be moved. Then the version has all of them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger knows of one version."""

    partition: str
    """Key of the partition, such as `2024-01-31`; empty where the version is the whole dataset."""
    run: str
    state: State
    at: str
    """When it came into this state, in UTC (ISO 8601)."""
    base: str = ""
    """Token of what was published when this version was begun. If it has changed since, the version is outdated."""
    identity: str = ""
    """Token of the staged data that was checked."""
    rows: int | None = None
    place: str = ""
    """Where the version is staged, for people."""
    code: str = ""
    """SHA-256 of the SQL or of the command that wrote it."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """Token of each input, by dataset."""
    quarantined: Quarantined | None = None
    """What was moved out of the version. None if no rule moves rows."""

    @property
    def version(self) -> Version:
        return Version(self.partition, self.run)

    def now(self, state: State, **more: Any) -> Entry:
        """The same version in another state."""
        return replace(self, state=state, at=timestamp(), **more)

    def is_older(self, age: timedelta) -> bool:
        return datetime.now(UTC) - datetime.fromisoformat(self.at) > age


class Ledger(NamedTuple):
    """All entries of one dataset. Of each partition one is published, at most."""

    entries: tuple[Entry, ...] = ()

    def published(self, partition: str = "") -> Entry | None:
        """What is published of a partition."""
        return next((each for each in self.entries if each.state == "published" and each.partition == partition), None)

    def staged(self, version: Version) -> Entry | None:
        """A version that is not published, or not yet."""
        return next((each for each in self.entries if each.version == version and each.state != "published"), None)

    def published_token(self, partition: str = "") -> str:
        """Changes with every publication of a partition."""
        found = self.published(partition)
        return "none" if found is None else f"{found.run}-{found.at}"

    def publishing(self) -> tuple[Entry, ...]:
        """The versions whose publishing has begun and is not recorded as done: a process was killed meanwhile."""
        return tuple(each for each in self.entries if each.state == "publishing")

    def abandoned(self, partition: str, kept: timedelta) -> tuple[Entry, ...]:
        """Versions to remove before a partition is written: what was rejected of it, and what is too old of others.

        `kept` is how long rejected versions are kept.
        """
        rejected = (each for each in self.entries if each.state == "rejected")
        running = (each for each in self.entries if each.state in ("writing", "staged", "passed"))
        return (
            *(each for each in rejected if each.partition == partition or each.is_older(kept)),
            *(each for each in running if each.is_older(max(kept, LONGEST_RUN))),
        )

    def keep(self, entry: Entry) -> Ledger:
        """The ledger with this entry in the place of the one it follows."""
        return Ledger((*(each for each in self.entries if not _replaces(entry, each)), entry))

    def drop(self, entry: Entry) -> Ledger:
        return Ledger(tuple(each for each in self.entries if each != entry))


def _replaces(entry: Entry, other: Entry) -> bool:
    if entry.state == "published" and other.state == "published":
        return entry.partition == other.partition
    # The published version of a run stays while the same run, started again, writes another.
    return entry.version == other.version and (other.state != "published" or entry.state == "published")


def timestamp() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def encode(ledger: Ledger) -> bytes:
    """JSON Lines, one entry on each."""
    return b"".join(text(entry).encode() + b"\n" for entry in ledger.entries)


def text(entry: Entry) -> str:
    """An entry as JSON. What is compared with ledgers of earlier versions of opsgen has no key that they lack."""
    fields = asdict(entry)
    if entry.quarantined is None:
        del fields["quarantined"]
    return json.dumps(fields, sort_keys=True)


def decode(text: bytes, place: str) -> Ledger:
    """The ledger of a file. Raises LedgerError."""
    try:
        return Ledger(tuple(entries(json.loads(line) for line in text.splitlines())))
    except (ValueError, TypeError, RecursionError) as error:
        raise LedgerError(f"{place} is not a ledger of opsgen's ({error}); restore it, or remove it") from None


def entries(rows: Iterable[Any]) -> Iterable[Entry]:
    """Entries of mappings. Raises ValueError or TypeError for what is none."""
    for row in rows:
        entry = Entry(**row)
        if entry.quarantined is not None:
            entry = replace(entry, quarantined=_quarantined(row["quarantined"]))
        if not isinstance(entry.inputs, dict) or not isinstance(entry.rows, int | None):
            raise TypeError("an entry has values of other types")
        texts = (entry.base, entry.identity, entry.place, entry.code)
        if not all(isinstance(text, str) for text in texts):
            raise TypeError("an entry has values of other types")
        if entry.state not in STATES:
            raise ValueError(f"`{entry.state}` is no state")
        # What is staged is found, and removed, by these two.
        if not _RUN.fullmatch(entry.run) or not _PARTITION.fullmatch(entry.partition):
            raise ValueError("an entry has no name of a version")
        if datetime.fromisoformat(entry.at).tzinfo is None:
            raise ValueError(f"`{entry.at}` has no time zone")
        yield entry


def _quarantined(found: Mapping[str, Any]) -> Quarantined:
    made = Quarantined(**found)
    counts = [made.rows, *(count for counts in made.rules.values() for count in counts)]
    if not all(isinstance(count, int) for count in counts) or any(len(each) != 2 for each in made.rules.values()):
        raise TypeError("the quarantined rows of an entry are not counted")
    if not isinstance(made.identity, str) or not isinstance(made.problem, str):
        raise TypeError("an entry has values of other types")
    return replace(made, rules={name: tuple(each) for name, each in made.rules.items()})
