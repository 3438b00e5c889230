"""`kill -9` while a model is registered, and while it is fetched: the old version is served, or the new one, whole."""

from __future__ import annotations

import json
import random
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from opsgen.runtime.registry import digest
from proof.runs import KILLS
from runtime.registry.registries import EXPLAIN, SPEC, TRAIN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from program import Run, Zygote

STORE = ("artifacts", "_opsgen", "flights.delay")
REGISTER = ["train", "delay", "--step", "register"]
FETCH = ["fetch-model", "delay"]


class Project:
    """A project whose version 2 is the champion and is fetched. The next run is ready to be registered."""

    def __init__(self, folder: Path, zygote: Zygote) -> None:
        self.folder, self._ready, self._zygote = folder / "project", folder / "ready", zygote
        (self.folder / "data").mkdir(parents=True)
        (self.folder / "opsgen.yaml").write_text(json.dumps(SPEC))
        (self.folder / "data" / "features.csv").write_text("origin,late\nJFK,true\n")
        (self.folder / "train.sh").write_text(TRAIN)
        (self.folder / "explain.sh").write_text(EXPLAIN)
        self._train("oldest", 0.65)
        self._train("first", 0.7)
        self._train("second", 0.8, "train", "gate")

    def _train(self, content: str, auc: float, *steps: str) -> None:
        (self.folder / "trained.bin").write_text(content)
        (self.folder / "measured.json").write_text(json.dumps({"roc_auc": auc}))
        for step in steps or (None,):
            ran = self.run(["train", "delay", *(["--step", step] if step else [])])
            assert ran.code == 0, ran.out + ran.err

    def keep(self) -> None:
        shutil.copytree(self.folder, self._ready, symlinks=True)

    def reset(self) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(self._ready, self.folder, symlinks=True)

    def run(self, command: list[str], **fault: Any) -> Run:
        return self._zygote.run(command, self.folder, environment={"OPSGEN_RUN": "second"}, **fault)

    @property
    def champion(self) -> str:
        """The number of the champion, after a look at every version and every alias."""
        store = self.folder.joinpath(*STORE)
        whole = set()
        for file in (store / "versions").glob("*.json"):
            described = json.loads(file.read_text())
            assert digest.of_folder(store / described["run"] / "model") == described["tags"]["opsgen.artifacts"]
            whole.add(file.stem)
        aliases = {path.stem: json.loads(path.read_text())["version"] for path in (store / "aliases").glob("*.json")}
        assert set(aliases.values()) <= whole
        champion: str = aliases["champion-dev"]
        return champion

    @property
    def served(self) -> dict[str, str]:
        """What a server finds that resolves the folder once."""
        folder = (self.folder / "artifacts" / "delay").resolve()
        return {path.name: path.read_text() for path in folder.rglob("*") if path.is_file()}


def moments(whole: Run) -> Iterator[dict[str, Any]]:
    yield from ({"kill_at": number} for number in range(1, len(whole.calls) + 1))
    chance = random.Random(1)  # noqa: S311
    for _ in range(KILLS - len(whole.calls)):
        yield {"kill_after": chance.uniform(0, whole.seconds)}


def test_a_kill_of_a_registration_leaves_the_old_or_the_new_champion(memory: Path, zygote: Zygote) -> None:
    project = Project(memory, zygote)
    project.keep()
    whole = project.run(REGISTER)
    assert (whole.code, project.champion) == (0, "3"), whole.out + whole.err
    found = set()
    for fault in moments(whole):
        project.reset()
        project.run(REGISTER, **fault)
        found.add(project.champion)
        again = project.run(REGISTER)
        assert (again.code, project.champion) == (0, "3"), (fault, again.out + again.err)
    assert found == {"2", "3"}


@pytest.mark.parametrize("target", ["a link", "a folder"])
def test_a_kill_of_a_download_leaves_whole_files_or_none(memory: Path, zygote: Zygote, target: str) -> None:
    project = Project(memory, zygote)
    assert project.run(REGISTER).code == 0
    old, fetch, place = project.served, FETCH, project.folder / "artifacts" / "delay"
    if target == "a folder":
        old, fetch, place = {}, [*FETCH, "--to", "there"], project.folder / "there"
        place.mkdir()
    project.keep()
    whole = project.run(fetch)
    assert whole.code == 0, whole.out + whole.err
    new = {path.name: path.read_text() for path in place.resolve().rglob("*") if path.is_file()}
    assert (new["model.bin"], new == old) == ("second", False)
    found = set()
    for fault in moments(whole):
        project.reset()
        project.run(fetch, **fault)
        if target == "a link":
            assert project.served in (old, new), fault
            found.add(project.served["model.bin"])
        again = project.run(fetch)
        assert again.code == 0, (fault, again.out + again.err)
        assert {path.name: path.read_text() for path in place.resolve().rglob("*") if path.is_file()} == new
    assert target == "a folder" or found == {"first", "second"}
