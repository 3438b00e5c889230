"""The versions of one registered model in MLflow."""

from __future__ import annotations

import math
import re
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from opsgen.runtime.engines.driver import driver
from opsgen.runtime.registry.address import Address
from opsgen.runtime.registry.candidate import ARTIFACTS
from opsgen.runtime.registry.card import shortened
from opsgen.runtime.registry.connection import (
    EXTRA,
    does_not_exist,
    exists_already,
    open_client,
    short_timeouts,
    translated,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opsgen.graph import EnvironmentGraph
    from opsgen.runtime.registry.candidate import Candidate

CHAMPION, CHALLENGER = "champion", "challenger"
"""The aliases: the version that last passed its gates, and the newest version."""
READY = "READY"
"""The status of a version that is complete."""
FILES, METRICS, CARD = "model", "metrics.json", "card.md"
"""The paths of a run's artifacts."""
LONGEST_DESCRIPTION = 5000
"""The longest description of a version that MLflow's databases store."""
_BATCH = {"metrics": 1000, "params": 100}
_LONGEST_KEY = 250
_UNFIT = re.compile(r"[^\w\-. :]")
"""Characters that MLflow rejects in names of metrics and parameters."""


class Version(NamedTuple):
    """A registered version of the model."""

    number: str
    run: str | None
    """The run that created it."""
    tags: Mapping[str, str]


class Store:
    """Finds and creates the versions of a registered model, and sets its aliases."""

    def __init__(self, client: Any, address: Address, name: str) -> None:
        self._client = client
        self._address = address
        self.name = name
        with translated(address), short_timeouts():
            self._aliases = self._known_aliases()

    def called(self, version: Version) -> str:
        """The version in messages."""
        return f"version {version.number} of {self.name}"

    def champion(self) -> Version | None:
        """The version that new versions are compared with, if there is one."""
        number = self.meaning(CHAMPION)
        if number is None:
            return None
        with translated(self._address):
            return _version(self._client.get_model_version(self.name, number))

    def metrics_document(self, version: Version) -> bytes | None:
        """The metrics file of a version. None if opsgen did not register the version."""
        if version.run is None or ARTIFACTS not in version.tags:
            return None
        with translated(self._address), tempfile.TemporaryDirectory() as folder:
            return Path(self._client.download_artifacts(version.run, METRICS, folder)).read_bytes()

    def figures(self, version: Version) -> Mapping[str, float]:
        """The metrics of the run that created a version."""
        if version.run is None:
            return {}
        with translated(self._address):
            figures: Mapping[str, float] = self._client.get_run(version.run).data.metrics
            return figures

    def of_files(self, digest: str) -> Version | None:
        """The newest complete version whose files have this digest. Some servers keep versions that failed halfway."""
        with translated(self._address):
            found = self._client.search_model_versions(f"name = '{self.name}' and tag.`{ARTIFACTS}` = '{digest}'")
        whole = [each for each in found if each.status == READY]
        return _version(max(whole, key=lambda each: int(each.version))) if whole else None

    def add(self, candidate: Candidate, card: str) -> Version:
        """Log a run with the model's files, metrics and card, and register its version."""
        with translated(self._address):
            self._ensure_model(candidate)
            run = self._client.create_run(self._experiment(), tags=_run_tags(candidate), run_name=candidate.name).info
            self._log_all(run.run_id, candidate, card)
            return _version(
                self._client.create_model_version(
                    self.name,
                    source=f"{run.artifact_uri}/{FILES}",
                    run_id=run.run_id,
                    tags=dict(candidate.tags),
                    description=shortened(card, LONGEST_DESCRIPTION, f"The whole card is the run's {CARD}."),
                )
            )

    def alias(self, name: str, version: Version) -> None:
        """Point an alias to a version."""
        with translated(self._address):
            self._client.set_registered_model_alias(self.name, name, version.number)
        self._aliases[name] = version.number

    def meaning(self, alias: str) -> str | None:
        """The number of the version that an alias points to, if it exists."""
        return self._aliases.get(alias)

    def _known_aliases(self) -> dict[str, str]:
        try:
            found = self._client.get_registered_model(self.name).aliases
        except Exception as error:
            if does_not_exist(error):
                return {}
            raise
        return {alias: str(number) for alias, number in found.items()}

    def _ensure_model(self, candidate: Candidate) -> None:
        tags = {key: candidate.tags[key] for key in ("opsgen.project", "opsgen.model")}
        try:
            self._client.create_registered_model(self.name, tags, _described(candidate))
        except Exception as error:
            if not exists_already(error):
                raise

    def _experiment(self) -> str:
        """The identifier of the experiment with the model's runs; it is created if needed."""
        found = self._client.get_experiment_by_name(self.name)
        if found is None:
            try:
                return str(self._client.create_experiment(self.name))
            except Exception as error:
                if not exists_already(error):
                    raise
            found = self._client.get_experiment_by_name(self.name)
        return str(found.experiment_id)

    def _log_all(self, run: str, candidate: Candidate, card: str) -> None:
        try:
            self._log_figures(run, candidate)
            self._client.log_text(run, candidate.measured.document, METRICS)
            self._client.log_text(run, card, CARD)
            self._client.log_artifacts(run, str(candidate.files), FILES)
        except BaseException:
            with suppress(Exception):
                self._client.set_terminated(run, "FAILED")
            raise
        self._client.set_terminated(run)

    def _log_figures(self, run: str, candidate: Candidate) -> None:
        entities, now = driver("mlflow.entities", EXTRA), int(time.time() * 1000)
        figures = {_key("/".join(path)): value for path, value in candidate.measured.figures.items()}
        metrics = [entities.Metric(key, value, now, 0) for key, value in figures.items() if math.isfinite(value)]
        parameters = {_key(name): value for name, value in candidate.parameters.items()}
        params = [entities.Param(key, value) for key, value in parameters.items()]
        for kind, entries in (("metrics", metrics), ("params", params)):
            for batch in _batches(entries, _BATCH[kind]):
                self._client.log_batch(run, **{kind: batch})


def open_store(graph: EnvironmentGraph, model: str) -> Store:
    """Open the registry of a model, which must have one in this environment."""
    registry = graph.spec.models[model].registry
    if registry is None:
        raise ValueError(f"{model} has no registry")
    name = registry.name or f"{graph.spec.project.name}.{model}"
    address = Address.of(registry)
    return Store(open_client(address), address, name)


def _version(found: Any) -> Version:
    return Version(str(found.version), found.run_id or None, dict(found.tags))


def _described(candidate: Candidate) -> str:
    return (candidate.model.description or "")[:LONGEST_DESCRIPTION]


def _run_tags(candidate: Candidate) -> dict[str, str]:
    commit = candidate.tags.get("opsgen.git_commit")
    return dict(candidate.tags) | ({"mlflow.source.git.commit": commit} if commit else {})


def _key(path: str) -> str:
    """A name that MLflow accepts. It rejects what would not be a relative path; the metrics file has the real name."""
    parts = [_UNFIT.sub("_", part) if part.strip(".") else "_" for part in path.split("/")]
    return "/".join(parts)[:_LONGEST_KEY].rstrip("/")


def _batches(entries: list[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(entries), size):
        yield entries[start : start + size]
