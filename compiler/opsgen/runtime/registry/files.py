"""A model registry of files, without a server.

    runs/RUN/run.json       the tags and parameters of a run, and the name of its attempt; written last
    runs/RUN/ATTEMPT/       the files of the model, metrics.json and card.md
    versions/N.json         the run and the attempt of a version, and its tags
    aliases/NAME.json       the number of a version

An attempt never changes once it is complete. A retry makes a new one, and `run.json` then names it in one step.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opsgen.runtime.registry.registry import (
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

    from opsgen.runtime.registry.blobs import Blobs
    from opsgen.runtime.registry.candidate import Candidate

_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_ATTEMPT = re.compile(r"[0-9a-f]{12}")
_REFERENCE = re.compile(r"runs/[0-9a-f]{12}/[0-9a-f]{12}")


class FilesRegistry:
    """Runs, versions and aliases of a model as files and folders."""

    def __init__(self, blobs: Blobs, name: str) -> None:
        self._blobs = blobs
        self.name = name

    def run(self, id_: str) -> Run | None:
        found = self._json(_run_file(id_), attempt=_ATTEMPT)
        return None if found is None else Run(f"runs/{id_}/{found['attempt']}", {**found.get("tags", {}), RUN: id_})

    def add_run(self, id_: str, candidate: Candidate, card: str) -> Run:
        attempt = os.urandom(6).hex()
        place = f"runs/{id_}/{attempt}"
        tags = {**candidate.tags, RUN: id_}
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, METRICS).write_text(candidate.measured.document, encoding="utf-8")
            Path(folder, CARD).write_text(card, encoding="utf-8")
            self._blobs.upload(Path(folder), place)
        self._blobs.upload(candidate.files, f"{place}/{FILES}")
        described = {"attempt": attempt, "tags": tags, "parameters": candidate.parameters}
        self._blobs.change(_run_file(id_), lambda _: _encoded(described))
        self._remove_former(id_, attempt)
        return Run(place, tags)

    def fetch_run(self, run: Run, folder: Path) -> None:
        self._blobs.download(f"{run.reference}/{FILES}", folder)

    def document(self, reference: str, name: str) -> bytes | None:
        return self._blobs.read(f"{reference}/{name}")

    def record(self, run: Run, gates: bytes, tags: Mapping[str, str]) -> None:
        self._blobs.change(f"{run.reference}/{GATES_FILE}", lambda _: gates)
        file, attempt = run.reference.rpartition("/")[0] + "/run.json", run.reference.rpartition("/")[2]

        def tagged(before: bytes | None) -> bytes:
            found = json.loads(before or b"{}")
            if found.get("attempt") != attempt:
                raise RegistryError(f"the run {run.id_} was replaced by a retry meanwhile; start this step again")
            return _encoded({**found, "tags": {**found["tags"], **tags}})

        self._blobs.change(file, tagged)

    def of_files(self, digest: str) -> Version | None:
        return next((each for each in self._newest_first() if each.digest == digest), None)

    def add_version(self, run: Run) -> Version:
        described = {"run": run.reference, "tags": dict(run.tags)}
        number = max(self._numbers(), default=0) + 1
        while not self._blobs.create(_version_file(str(number)), _encoded(described)):
            number += 1
        return Version(str(number), run.reference, run.tags)

    def version(self, number: str) -> Version | None:
        found = self._json(_version_file(number), run=_REFERENCE) if _NUMBER.fullmatch(number) else None
        return None if found is None else Version(number, found["run"], found.get("tags", {}))

    def figures(self, version: Version) -> Mapping[str, float]:  # noqa: ARG002 - opsgen registers all versions here
        return {}

    def meaning(self, alias: str) -> str | None:
        found = self._json(f"aliases/{alias}.json", version=_NUMBER)
        return None if found is None else found["version"]

    def alias(self, name: str, version: Version) -> None:
        self._blobs.change(f"aliases/{name}.json", lambda _: _encoded({"version": version.number}))

    def remove_alias(self, name: str) -> None:
        self._blobs.remove(f"aliases/{name}.json")

    def tag(self, version: Version, key: str, value: str) -> None:
        def tagged(before: bytes | None) -> bytes:
            found = json.loads(before or b"{}")
            return _encoded({**found, "tags": {**found.get("tags", {}), key: value}})

        self._blobs.change(_version_file(version.number), tagged)

    def place(self, version: Version) -> str | None:
        return self._blobs.address(f"{version.run}/{FILES}")

    def fetch(self, version: Version, folder: Path) -> None:
        self._blobs.download(f"{version.run}/{FILES}", folder)

    def _remove_former(self, id_: str, attempt: str) -> None:
        """Remove the attempts of a run that nothing names any more."""
        kept = {attempt} | {(each.run or "").rpartition("/")[2] for each in self._newest_first()}
        for name in self._blobs.names(f"runs/{id_}"):
            if not name.endswith(".json") and name not in kept:
                self._blobs.remove(f"runs/{id_}/{name}")

    def _newest_first(self) -> Iterator[Version]:
        for number in sorted(self._numbers(), reverse=True):
            version = self.version(str(number))
            if version is not None:
                yield version

    def _numbers(self) -> list[int]:
        names = [name.removesuffix(".json") for name in self._blobs.names("versions") if name.endswith(".json")]
        return [int(name) for name in names if _NUMBER.fullmatch(name)]

    def _json(self, key: str, **forms: re.Pattern[str]) -> Any:
        """What a file describes. Its texts become parts of paths, so those of another form are refused."""
        content = self._blobs.read(key)
        if content is None:
            return None
        try:
            found = json.loads(content)
        except ValueError:
            raise RegistryError(f"{self._blobs.address(key)} is not JSON; restore it") from None
        if not _is_described(found, forms):
            raise RegistryError(f"{self._blobs.address(key)} is not what opsgen writes there; restore it")
        return found


def _is_described(found: Any, forms: Mapping[str, re.Pattern[str]]) -> bool:
    if not isinstance(found, dict) or not isinstance(tags := found.get("tags", {}), dict):
        return False
    parts = [(found.get(name), form) for name, form in forms.items()]
    is_formed = all(isinstance(text, str) and form.fullmatch(text) for text, form in parts)
    return is_formed and all(isinstance(tag, str) for tag in tags.values())


def _run_file(id_: str) -> str:
    return f"runs/{id_}/run.json"


def _version_file(number: str) -> str:
    return f"versions/{number}.json"


def _encoded(described: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(described, indent=2, sort_keys=True, ensure_ascii=False)}\n".encode()
