"""The interface of model registries: runs of training, the versions made of them, and aliases of versions.

A run belongs to one environment. It becomes a version only after its gates passed, and a version never changes: whoever
loads it compares its files with its digest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from opsgen.runtime.engines.engine import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from opsgen.runtime.registry.candidate import Candidate

ARTIFACTS = "opsgen.artifacts"
"""The tag with the digest of a model's files. Equal digests mean the same model."""
RUN = "opsgen.run"
"""The tag of a run with opsgen's own id of it."""
GATES = "opsgen.gates"
"""The tag of a run with `passed` or `failed`; of a version, with the environment behind a dot."""
STATE = "opsgen.state"
"""The tag of a run that is `rejected`; of a version, with the environment behind a dot, `retired`."""
UNGATED = "opsgen.ungated"
"""The tag of a version, with the environment behind a dot: why it is served although it has not passed its gates."""
PASSED, FAILED, REJECTED, RETIRED = "passed", "failed", "rejected", "retired"
FILES, METRICS, CARD, GATES_FILE = "model", "metrics.json", "card.md", "gates.json"
"""What a run has: the folder of the model's files, and documents."""


class RegistryError(UnreadableError):
    """The registry cannot be reached or refuses a request; the message says why, without credentials."""


class Run(NamedTuple):
    """A complete run of training."""

    reference: str
    """Its name in the registry."""
    tags: Mapping[str, str]

    @property
    def id_(self) -> str:
        """opsgen's own id of it."""
        return self.tags[RUN]

    @property
    def digest(self) -> str:
        return self.tags.get(ARTIFACTS, "")


class Version(NamedTuple):
    """A registered version of the model."""

    number: str
    run: str | None
    """The run that it was made of, by its name in the registry."""
    tags: Mapping[str, str]

    @property
    def digest(self) -> str | None:
        """The digest of its files. None if opsgen did not register the version."""
        return self.tags.get(ARTIFACTS)


class ModelRegistry(Protocol):
    """The runs and versions of one model. All methods raise RegistryError."""

    name: str
    """The name of the registered model."""

    def run(self, id_: str) -> Run | None:
        """The newest complete run with opsgen's id. None if there is none."""
        ...

    def add_run(self, id_: str, candidate: Candidate, card: str) -> Run:
        """Upload a run. It takes the place of an earlier one of the same id, once it is complete."""
        ...

    def fetch_run(self, run: Run, folder: Path) -> None:
        """Download the model's files of a run into an empty folder."""
        ...

    def document(self, reference: str, name: str) -> bytes | None:
        """A document of a run, such as its metrics. None if the run does not have it."""
        ...

    def record(self, run: Run, gates: bytes, tags: Mapping[str, str]) -> None:
        """Store the result of the gates in a run, and set tags of the run."""
        ...

    def of_files(self, digest: str) -> Version | None:
        """The newest complete version whose files have this digest."""
        ...

    def add_version(self, run: Run) -> Version:
        """Register a run as a version."""
        ...

    def version(self, number: str) -> Version | None:
        """The version of this number, if it exists."""
        ...

    def figures(self, version: Version) -> Mapping[str, float]:
        """The metrics of a version that opsgen did not register."""
        ...

    def meaning(self, alias: str) -> str | None:
        """The number of the version that an alias points to, if the alias exists."""
        ...

    def alias(self, name: str, version: Version) -> None:
        """Point an alias to a version."""
        ...

    def remove_alias(self, name: str) -> None:
        """Remove an alias, if it exists."""
        ...

    def tag(self, version: Version, key: str, value: str) -> None:
        """Set a tag of a version."""
        ...

    def place(self, version: Version) -> str | None:
        """The URI of a version's files, by which they can be read without the registry. None if there is no such."""
        ...

    def fetch(self, version: Version, folder: Path) -> None:
        """Download the files of a version into an empty folder."""
        ...


def champion(environment: str) -> str:
    """The alias of the version that an environment serves."""
    return f"champion-{environment}"


def challenger(environment: str) -> str:
    """The alias of the newest version that passed the gates of an environment."""
    return f"challenger-{environment}"
