from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emit.trees import in_memory
from opsgen import LOCKFILE
from opsgen.compile import lockfile
from opsgen.language.values import NAME
from program import opsgen, started

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "sha256:" + "0123456789abcdef" * 4
IMAGE = f"ghcr.io/example/project@{DIGEST}"
SPEC = """\
version: 1
project: {name: project, owner: data, version: 1.2.0, image: {repository: ghcr.io/example/project}}
environments: {dev: {}, prod: {}}
connections: {lake: {type: files, root: data}}
datasets:
  orders: {source: {connection: lake, path: orders.csv}, columns: {id: {type: integer}}}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "opsgen.yaml").write_text(SPEC)
    return tmp_path


def test_a_project_without_a_lock_pins_nothing(tmp_path: Path) -> None:
    assert lockfile.read(tmp_path / LOCKFILE) == lockfile.Lock({}, [])


def test_a_promotion_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / LOCKFILE
    lockfile.pin(path, "prod", IMAGE)
    lockfile.pin(path, "dev", IMAGE)
    before = path.read_text().splitlines()
    assert before[1:] == [f"dev: {IMAGE}", f"prod: {IMAGE}"]
    lockfile.pin(path, "prod", IMAGE.replace("0", "f"))
    after = path.read_text().splitlines()
    assert [line for line in after if line not in before] == [f"prod: {IMAGE.replace('0', 'f')}"]
    assert [entry.name for entry in tmp_path.iterdir()] == [LOCKFILE]


def test_a_version_of_a_model_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / LOCKFILE
    lockfile.pin(path, "dev", IMAGE)
    lockfile.update(path, "prod", lambda entry: entry.with_model("delay", f"7@{DIGEST}"))
    lockfile.update(path, "prod", lambda entry: entry.with_model("arrivals", f"2@{DIGEST}", "a model of before"))
    before = path.read_text().splitlines()
    lockfile.update(path, "prod", lambda entry: entry.with_model("delay", f"8@{DIGEST}"))
    after = path.read_text().splitlines()
    assert [line for line in after if line not in before] == [f'    delay: "8@{DIGEST}"']
    entry = lockfile.read(path).entries["prod"]
    assert entry.models == {"arrivals": f"2@{DIGEST}", "delay": f"8@{DIGEST}"}
    assert entry.ungated == {"arrivals": "a model of before"}
    assert lockfile.read(path).images == {"dev": IMAGE}


def test_a_version_that_passed_its_gates_has_no_reason_of_the_former_one() -> None:
    entry = lockfile.Entry().with_model("delay", f"7@{DIGEST}", "no gates yet").with_model("delay", f"8@{DIGEST}")
    assert entry == lockfile.Entry(models={"delay": f"8@{DIGEST}"})


NAMES = st.sampled_from(["no", "null", "true", "y", "nan"]) | st.from_regex(NAME).map(str.strip)


@settings(max_examples=25)
@given(st.dictionaries(NAMES, st.integers(0, 9), max_size=4))
def test_every_name_of_an_environment_comes_back_as_it_was(digits: dict[str, int]) -> None:
    images = {name: IMAGE.replace("0", str(digit)) for name, digit in digits.items()}
    with in_memory() as folder:
        path = folder / LOCKFILE
        for name, image in images.items():
            lockfile.pin(path, name, image)
        assert lockfile.read(path).diagnostics == []
        assert lockfile.read(path).images == images


def test_pins_at_once_lose_nothing(tmp_path: Path) -> None:
    names = [f"env-{number}" for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: lockfile.pin(tmp_path / LOCKFILE, name, IMAGE), names))
    assert lockfile.read(tmp_path / LOCKFILE).images == dict.fromkeys(names, IMAGE)


def test_a_pin_that_was_killed_leaves_no_draft_behind_the_next_one(tmp_path: Path) -> None:
    path = tmp_path / LOCKFILE
    lockfile.pin(path, "prod", IMAGE)
    (tmp_path / f".{LOCKFILE}.draft").write_text("half of")
    lockfile.pin(path, "dev", IMAGE)
    assert lockfile.read(path).images == {"dev": IMAGE, "prod": IMAGE}
    assert [entry.name for entry in tmp_path.iterdir()] == [LOCKFILE]


def test_a_full_disk_keeps_the_lock_and_is_no_bug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / LOCKFILE
    lockfile.pin(path, "prod", IMAGE)
    before = path.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ValueError, match="cannot be written: No space left on device"):
        lockfile.pin(path, "dev", IMAGE)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == [LOCKFILE]


def test_a_lock_that_is_not_valid_is_kept(tmp_path: Path) -> None:
    path = tmp_path / LOCKFILE
    path.write_text("prod: ghcr.io/example/project:1.2.0\n")
    with pytest.raises(ValueError, match="fix or remove it first"):
        lockfile.pin(path, "dev", IMAGE)
    assert path.read_text() == "prod: ghcr.io/example/project:1.2.0\n"


@given(st.text(max_size=90))
def test_only_an_image_by_its_digest_is_taken(tmp_path_factory: pytest.TempPathFactory, image: str) -> None:
    path = tmp_path_factory.mktemp("lock") / LOCKFILE
    with pytest.raises(ValueError, match="is not an image by its digest"):
        lockfile.pin(path, "prod", image)
    assert not path.exists()


def test_the_command_pins_the_projects_image(project: Path) -> None:
    result = started("pin", "--env", "prod", IMAGE, folder=project)
    assert (result.returncode, result.stderr) == (0, "")
    assert lockfile.read(project / LOCKFILE).images == {"prod": IMAGE}


@pytest.mark.parametrize(
    ("environment", "image", "said"),
    [
        ("pord", IMAGE, "there is no environment `pord`; did you mean `prod`?"),
        ("prod", IMAGE.replace("example", "other"), "the project's image is ghcr.io/example/project"),
        ("prod", "ghcr.io/example/project:1.2.0", "the project's image is"),
        ("prod", "ghcr.io/example/project@sha256:abc", "is not an image by its digest"),
    ],
)
def test_the_command_refuses_what_would_not_be_run(project: Path, environment: str, image: str, said: str) -> None:
    result = opsgen("pin", "--env", environment, image, folder=project)
    assert result.returncode == 2
    assert said in result.stderr
    assert not (project / LOCKFILE).exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prod: ghcr.io/example/project:1.2.0\n", "opsgen.lock:1:7: error[LCK101]"),
        (f"dev: {IMAGE}\nprod: [1]\n", "opsgen.lock:2:7: error[LCK101]"),
        (f"prod: {IMAGE.replace('example', 'old')}\n", "opsgen.lock:1:7: error[LCK102]"),
        (f"stage: {IMAGE}\n", "opsgen.lock:1:1: error[LCK102]"),
        (f"prod:\n  models:\n    late: 7@{DIGEST}\n", "opsgen.lock:3:5: error[LCK104]"),
        ("prod:\n  models:\n    late: 7@sha256:12\n", "opsgen.lock:3:11: error[LCK101]"),
        ("prod:\n  models: late\n", "opsgen.lock:2:11: error[LCK101]"),
        ("prod:\n  modles: {}\n", "opsgen.lock:2:11: error[LCK101]"),
        ("prod: 'open\n", "opsgen.lock:1:7: error[SRC"),
    ],
)
def test_a_lock_that_cannot_be_meant_is_an_error_at_its_line(project: Path, text: str, said: str) -> None:
    (project / LOCKFILE).write_text(text)
    result = opsgen("lint", folder=project)
    assert result.returncode == 1
    assert said in result.stdout
    assert text.splitlines()[-1] in result.stdout


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")
@pytest.mark.parametrize("exists", [False, True])
def test_a_lock_that_is_a_link_out_of_the_project_is_not_written(tmp_path: Path, exists: bool) -> None:
    (tmp_path / "project").mkdir()
    path, elsewhere = tmp_path / "project" / LOCKFILE, tmp_path / "elsewhere"
    if exists:
        elsewhere.write_text(f"dev: {IMAGE}\n")
    path.symlink_to(elsewhere)
    with pytest.raises(ValueError, match="leads out of the project's folder"):
        lockfile.pin(path, "prod", IMAGE)
    assert path.is_symlink()
    assert elsewhere.exists() is exists


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")
def test_a_lock_that_is_a_link_in_the_project_stays_one(tmp_path: Path) -> None:
    (tmp_path / LOCKFILE).symlink_to("real.lock")
    lockfile.pin(tmp_path / LOCKFILE, "prod", IMAGE)
    assert (tmp_path / LOCKFILE).is_symlink()
    assert lockfile.read(tmp_path / LOCKFILE).images == {"prod": IMAGE}
