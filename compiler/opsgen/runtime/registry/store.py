"""The versions of one model in MLflow."""

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
"""The aliases: the version that passed its gates last, and the newest one."""
READY = "READY"
"""The status of a version that is complete."""
FILES, METRICS, CARD = "model", "metrics.json", "card.md"
"""Where the artifacts of a run lie."""
LONGEST_DESCRIPTION = 5000
"""How many characters MLflow's databases keep of a version's description."""
_BATCH = {"metrics": 1000, "params": 100}
_LONGEST_KEY = 250
_UNFIT = re.compile(r"[^\w\-. :]")
"""What MLflow does not take in the name of a metric or a parameter."""


class Version(NamedTuple):
    """A registered version of the model."""

    number: str
    run: str | None
    """The run that it came from."""
    tags: Mapping[str, str]


class Store:
    """Finds, makes and names the versions of a registered model."""

    def __init__(self, client: Any, address: Address, name: str) -> None:
        self._client = client
        self._address = address
        self.name = name
        with translated(address), short_timeouts():
            self._aliases = self._known_aliases()

    def called(self, version: Version) -> str:
        """What a version is called, in words."""
        return f"version {version.number} of {self.name}"

    def champion(self) -> Version | None:
        """The version that new ones are compared with, if there is one yet."""
        number = self.meaning(CHAMPION)
        if number is None:
            return None
        with translated(self._address):
            return _version(self._client.get_model_version(self.name, number))

    def metrics_document(self, version: Version) -> bytes | None:
        """The file of metrics that a version was registered with; None of one that opsgen did not register."""
        if version.run is None or ARTIFACTS not in version.tags:
            return None
        with translated(self._address), tempfile.TemporaryDirectory() as folder:
            return Path(self._client.download_artifacts(version.run, METRICS, folder)).read_bytes()

    def figures(self, version: Version) -> Mapping[str, float]:
        """The metrics of the run that a version came from."""
        if version.run is None:
            return {}
        with translated(self._address):
            figures: Mapping[str, float] = self._client.get_run(version.run).data.metrics
            return figures

    def of_files(self, digest: str) -> Version | None:
        """The newest version whose files have a digest. Some servers keep versions that could not be completed."""
        with translated(self._address):
            found = self._client.search_model_versions(f"name = '{self.name}' and tag.`{ARTIFACTS}` = '{digest}'")
        whole = [each for each in found if each.status == READY]
        return _version(max(whole, key=lambda each: int(each.version))) if whole else None

    def add(self, candidate: Candidate, card: str) -> Version:
        """Log a run with all that there is of a model, and register its version."""
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
        """Let an alias mean a version."""
        with translated(self._address):
            self._client.set_registered_model_alias(self.name, name, version.number)
        self._aliases[name] = version.number

    def meaning(self, alias: str) -> str | None:
        """The number of the version that an alias means, if it means one."""
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
        """The experiment of the model's runs."""
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
    """The registry of a model in an environment, which must have one."""
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
    """A name as MLflow takes it, as it would that of a file; the document of metrics has it as it is."""
    parts = [_UNFIT.sub("_", part) if part.strip(".") else "_" for part in path.split("/")]
    return "/".join(parts)[:_LONGEST_KEY].rstrip("/")


def _batches(entries: list[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(entries), size):
        yield entries[start : start + size]
