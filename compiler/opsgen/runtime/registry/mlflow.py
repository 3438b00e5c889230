"""A model registry in MLflow."""

from __future__ import annotations

import math
import re
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opsgen.runtime.engines.driver import driver
from opsgen.runtime.engines.objects import is_object
from opsgen.runtime.registry.address import Address
from opsgen.runtime.registry.card import shortened
from opsgen.runtime.registry.connection import (
    EXTRA,
    does_not_exist,
    exists_already,
    open_client,
    short_timeouts,
    translated,
)
from opsgen.runtime.registry.registry import (
    ARTIFACTS,
    CARD,
    FILES,
    GATES_FILE,
    METRICS,
    RUN,
    RegistryError,
    Run,
    Version,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opsgen.language import model
    from opsgen.runtime.registry.candidate import Candidate

READY = "READY"
"""The status of a version that is complete."""
FINISHED = "FINISHED"
"""The status of a run that is complete."""
LONGEST_DESCRIPTION = 5000
"""The longest description of a version that MLflow's databases store."""
_BATCH = {"metrics": 1000, "params": 100}
_LONGEST_KEY = 250
_UNFIT = re.compile(r"[^\w\-. :]")
"""Characters that MLflow rejects in names of metrics and parameters."""


class MlflowRegistry:
    """Runs in an experiment, and versions and aliases of a registered model."""

    def __init__(self, client: Any, address: Address, name: str) -> None:
        self._client = client
        self._address = address
        self.name = name
        with translated(address), short_timeouts():
            self._aliases = self._known_aliases()

    def run(self, id_: str) -> Run | None:
        with translated(self._address):
            found = next((each for each in self._runs(id_) if each.info.status == FINISHED), None)
        return None if found is None else Run(found.info.run_id, dict(found.data.tags))

    def add_run(self, id_: str, candidate: Candidate, card: str) -> Run:
        tags = {**candidate.tags, RUN: id_}
        with translated(self._address):
            self._ensure_model(candidate)
            made = self._client.create_run(self._experiment(), tags=_run_tags(tags), run_name=candidate.name).info
            self._log_all(made.run_id, candidate, card)
            self._remove_former(id_, made.run_id)
        return Run(made.run_id, tags)

    def fetch_run(self, run: Run, folder: Path) -> None:
        self._download(run.reference, folder)

    def document(self, reference: str, name: str) -> bytes | None:
        with translated(self._address), tempfile.TemporaryDirectory() as folder:
            if name not in [each.path for each in self._client.list_artifacts(reference)]:
                return None
            return Path(self._client.download_artifacts(reference, name, folder)).read_bytes()

    def record(self, run: Run, gates: bytes, tags: Mapping[str, str]) -> None:
        with translated(self._address):
            self._client.log_text(run.reference, gates.decode(), GATES_FILE)
            for key, value in tags.items():
                self._client.set_tag(run.reference, key, value)

    def of_files(self, digest: str) -> Version | None:
        with translated(self._address):
            found = self._client.search_model_versions(f"name = '{self.name}' and tag.`{ARTIFACTS}` = '{digest}'")
        # Some servers keep versions that failed halfway.
        whole = [each for each in found if each.status == READY]
        return _version(max(whole, key=lambda each: int(each.version))) if whole else None

    def add_version(self, run: Run) -> Version:
        card = (self.document(run.reference, CARD) or b"").decode()
        tags = {key: value for key, value in run.tags.items() if key.startswith("opsgen.")}
        with translated(self._address):
            uri = self._client.get_run(run.reference).info.artifact_uri
            return _version(
                self._client.create_model_version(
                    self.name,
                    source=f"{uri}/{FILES}",
                    run_id=run.reference,
                    tags=tags,
                    description=shortened(card, LONGEST_DESCRIPTION, f"The whole card is the run's {CARD}."),
                )
            )

    def version(self, number: str) -> Version | None:
        with translated(self._address):
            try:
                return _version(self._client.get_model_version(self.name, number))
            except Exception as error:
                if does_not_exist(error):
                    return None
                raise

    def figures(self, version: Version) -> Mapping[str, float]:
        if version.run is None:
            return {}
        with translated(self._address):
            figures: Mapping[str, float] = self._client.get_run(version.run).data.metrics
            return figures

    def meaning(self, alias: str) -> str | None:
        return self._aliases.get(alias)

    def alias(self, name: str, version: Version) -> None:
        with translated(self._address):
            self._client.set_registered_model_alias(self.name, name, version.number)
        self._aliases[name] = version.number

    def remove_alias(self, name: str) -> None:
        if self._aliases.pop(name, None) is not None:
            with translated(self._address):
                self._client.delete_registered_model_alias(self.name, name)

    def tag(self, version: Version, key: str, value: str) -> None:
        with translated(self._address):
            self._client.set_model_version_tag(self.name, version.number, key, value)

    def place(self, version: Version) -> str | None:
        with translated(self._address):
            source = str(self._client.get_model_version_download_uri(self.name, version.number))
        if "://" not in source and not source.startswith("mlflow-artifacts:"):
            return Path(source.removeprefix("file:")).absolute().as_uri()
        return source if source.startswith("file://") or is_object(source) else None

    def fetch(self, version: Version, folder: Path) -> None:
        if version.run is None:
            raise RegistryError(f"version {version.number} of {self.name} was not made of a run, so it has no files")
        self._download(version.run, folder)

    def _download(self, run: str, folder: Path) -> None:
        # MLflow puts a folder of artifacts into a folder of its name.
        with translated(self._address), tempfile.TemporaryDirectory(dir=folder.parent, prefix=".opsgen-") as temporary:
            self._client.download_artifacts(run, FILES, temporary)
            for path in Path(temporary, FILES).iterdir():
                path.rename(folder / path.name)

    def _runs(self, id_: str) -> list[Any]:
        """The runs with opsgen's id, the newest first."""
        experiment = self._client.get_experiment_by_name(self.name)
        if experiment is None:
            return []
        condition, order = f"tags.`{RUN}` = '{id_}'", ["attributes.start_time DESC"]
        return list(self._client.search_runs([experiment.experiment_id], condition, order_by=order))

    def _remove_former(self, id_: str, run: str) -> None:
        """Remove earlier attempts of a run, except those that are versions."""
        registered = {each.run_id for each in self._client.search_model_versions(f"name = '{self.name}'")}
        for each in self._runs(id_):
            if each.info.run_id != run and each.info.run_id not in registered:
                self._client.delete_run(each.info.run_id)

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


def open_mlflow(registry: model.MlflowRegistry, name: str) -> MlflowRegistry:
    """Open the registered model of a tracking server."""
    address = Address.of(registry)
    return MlflowRegistry(open_client(address), address, name)


def _version(found: Any) -> Version:
    return Version(str(found.version), found.run_id or None, dict(found.tags))


def _described(candidate: Candidate) -> str:
    return (candidate.model.description or "")[:LONGEST_DESCRIPTION]


def _run_tags(tags: Mapping[str, str]) -> dict[str, str]:
    commit = tags.get("opsgen.git_commit")
    return dict(tags) | ({"mlflow.source.git.commit": commit} if commit else {})


def _key(path: str) -> str:
    """A name that MLflow accepts. It rejects what would not be a relative path; the metrics file has the real name."""
    parts = [_UNFIT.sub("_", part) if part.strip(".") else "_" for part in path.split("/")]
    return "/".join(parts)[:_LONGEST_KEY].rstrip("/")


def _batches(entries: list[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(entries), size):
        yield entries[start : start + size]
