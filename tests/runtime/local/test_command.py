"""`opsgen run` as users run it."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from program import opsgen

if TYPE_CHECKING:
    import subprocess

PENGUINS = Path(__file__).parents[3] / "examples" / "datasets-only"
SPEC = """\
version: 1
project: {name: shop, owner: ml}
connections: {lake: {type: files, root: data}}
datasets:
  orders:
    source: {connection: lake, path: orders.csv}
    ingest: {command: [PYTHON, load.py]}
    publish: after_checks
    columns:
      id: {type: integer}
      amount: {type: number}
  totals:
    source: {connection: lake, path: totals.csv}
    transform: {inputs: [orders], sql: "select sum(amount) as amount from orders"}
    columns: {amount: {type: number, min: 0}}
  summary:
    source: {connection: lake, path: summary.csv}
    transform: {inputs: [totals], sql: "select count(*) as n from totals"}
    columns: {n: {type: integer}}
"""
LOAD = """\
import os
with open(os.environ["OPSGEN_OUTPUT"], "w") as file:
    print("id,amount\\n1,%s" % os.environ.get("AMOUNT", "5"), file=file)
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "opsgen.yaml").write_text(SPEC.replace("PYTHON", sys.executable))
    (tmp_path / "load.py").write_text(LOAD)
    return tmp_path


def lines(ran: subprocess.CompletedProcess[str]) -> list[str]:
    """The lines of the output, without times."""
    return [re.sub(r"\s+", " ", re.sub(r"[\d.]+ m?s\b", "TIME", line)).strip() for line in ran.stdout.splitlines()]


def test_a_chain_stops_where_it_fails_and_readers_keep_what_they_had(shop: Path) -> None:
    ran = opsgen("run", folder=shop, OPSGEN_RUN="first")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert lines(ran) == [
        "ok orders ingest TIME 1 row",
        "ok totals transform TIME 1 row",
        "ok summary transform TIME 1 row",
        "3 made, 0 failed, 0 skipped in TIME, run a7937b64b8ca",
    ]
    before = {path.name: path.read_bytes() for path in (shop / "data").glob("*.csv")}

    ran = opsgen("run", "orders+", folder=shop, AMOUNT="-1", OPSGEN_RUN="second")
    found = lines(ran)
    assert ran.returncode == 1
    assert found[:2] == ["ok orders ingest TIME 1 row", "failed totals transform TIME exit code 1"]
    assert any(line.startswith("| opsgen: totals is not published: the new rows failed its checks") for line in found)
    assert found[-2:] == ["skipped summary totals failed", "1 made, 1 failed, 1 skipped in TIME, run 16367aacb67a"]
    log = next(line for line in found if line.startswith("log: ")).removeprefix("log: ")
    assert Path(log).read_text().startswith("$ opsgen transform totals --env default\n")
    assert (shop / "data/totals.csv").read_bytes() == before["totals.csv"]
    assert (shop / "data/summary.csv").read_bytes() == before["summary.csv"]

    quiet = opsgen("run", "totals", "-q", folder=shop)
    assert lines(quiet)[0] == "failed totals transform TIME exit code 1"
    assert not any("made" in line for line in lines(quiet))


def test_verbose_shows_the_output_of_each_command(shop: Path) -> None:
    ran = opsgen("run", "orders", "-v", folder=shop)
    assert "orders | published orders: 1 row" in ran.stdout
    assert re.search(r"^run [0-9a-f]{12}, logs in .*/opsgen/runs/", ran.stderr, re.MULTILINE)


BY_DAY = """\
version: 1
project: {name: shop, owner: ml}
connections: {lake: {type: files, root: data}}
datasets:
  events:
    source: {connection: lake, path: "events/{day}.csv"}
    ingest: {command: [PYTHON, load.py]}
    publish: after_checks
    partition: {column: day}
    columns: {day: {type: date}, amount: {type: number}}
  daily:
    source: {connection: lake, path: "daily/{day}.csv"}
    partition: {column: day}
    transform:
      inputs: [events]
      sql: select day, sum(amount) as amount from events where day = :partition_start group by day
    columns: {day: {type: date}, amount: {type: number}}
"""
MONTHLY = """\
  monthly:
    source: {connection: lake, path: "monthly/{month}.csv"}
    partition: {column: day}
    transform: {inputs: [daily], sql: "select day, amount from daily where day >= :partition_start"}
    columns: {day: {type: date}, amount: {type: number}}
"""
LOAD_DAY = """\
import os
with open(os.environ["OPSGEN_OUTPUT"], "w") as file:
    print("day,amount\\n%s,%s" % (os.environ["OPSGEN_PARTITION"], os.environ.get("AMOUNT", "5")), file=file)
"""


def test_one_day_is_made_again_and_nothing_else(shop: Path) -> None:
    (shop / "opsgen.yaml").write_text(BY_DAY.replace("PYTHON", sys.executable))
    (shop / "load.py").write_text(LOAD_DAY)
    assert opsgen("run", "events+", "--partition", "2013-07-01..2013-07-02", folder=shop).returncode == 0
    before = {path.name: path.stat().st_mtime_ns for path in (shop / "data/daily").glob("*.csv")}
    ran = opsgen("run", "events+", "--partition", "2013-07-02", folder=shop, AMOUNT="7")
    assert lines(ran)[:2] == ["ok events 2013-07-02 ingest TIME 1 row", "ok daily 2013-07-02 transform TIME 1 row"]
    assert (shop / "data/daily/2013-07-02.csv").read_text().splitlines()[1] == "2013-07-02,7.0"
    after = {path.name: path.stat().st_mtime_ns for path in (shop / "data/daily").glob("*.csv")}
    assert [name for name in before if before[name] != after[name]] == ["2013-07-02.csv"]


def test_a_partition_that_was_asked_for_and_waits_is_a_failure(shop: Path) -> None:
    (shop / "opsgen.yaml").write_text(BY_DAY.replace("PYTHON", sys.executable) + MONTHLY)
    (shop / "load.py").write_text(LOAD_DAY)
    alone = ("run", "daily", "--partition", "2013-07-03")
    ran = opsgen(*alone, folder=shop)
    assert ran.returncode == 1
    assert lines(ran)[0] == "skipped daily 2013-07-03 waits for events 2013-07-03 (1 of 1 missing)"
    assert opsgen(*alone, "--skip", folder=shop).returncode == 99

    ran = opsgen("run", "events+", "--partition", "2013-07-03", folder=shop)
    assert lines(ran)[2] == "skipped monthly 2013-07 waits for daily 2013-07-01 (30 of 31 missing)"
    assert ran.returncode == 0


def test_what_changed_upstream_is_made_again_however_old_it_is(shop: Path) -> None:
    """The partitions of 2013 are not among the latest ones, in which missing ones are searched for."""
    (shop / "opsgen.yaml").write_text(BY_DAY.replace("PYTHON", sys.executable))
    (shop / "load.py").write_text(LOAD_DAY)
    assert opsgen("run", "events", "--partition", "2013-07-01..2013-07-03", folder=shop).returncode == 0
    changed = '{"events": ["2013-07-02", "2013-07-03"], "removed": ["2013-07-01"]}'
    ran = opsgen("run", "daily", "--skip", folder=shop, OPSGEN_CHANGED=changed)
    assert ran.returncode == 0
    assert [line for line in lines(ran) if line.startswith("ok")] == [
        "ok daily 2013-07-02 transform TIME 1 row",
        "ok daily 2013-07-03 transform TIME 1 row",
    ]
    assert opsgen("run", "daily", "--skip", folder=shop).returncode == 99

    ran = opsgen("run", "daily", folder=shop, OPSGEN_CHANGED="events 2013-07-02")
    assert ran.returncode == 2
    assert "OPSGEN_CHANGED has to be a JSON object of lists of keys, not `events 2013-07-02`" in ran.stderr


def test_a_transform_waits_for_its_inputs_if_it_may_skip(shop: Path) -> None:
    late = BY_DAY.replace("PYTHON", sys.executable).replace("  daily:\n", '  daily:\n    start_date: "2013-07-30"\n')
    (shop / "opsgen.yaml").write_text(late + MONTHLY)
    (shop / "load.py").write_text(LOAD_DAY)
    month = ("transform", "monthly", "--partition", "2013-07", "--skip")
    assert opsgen("run", "events", "daily", "--partition", "2013-07-30", folder=shop).returncode == 0
    ran = opsgen(*month, folder=shop)
    assert ran.returncode == 99
    assert ran.stdout == "monthly 2013-07 waits for daily 2013-07-31 (1 of 2 missing)\n"
    assert not (shop / "data/monthly").exists()
    assert opsgen("run", "events", "daily", "--partition", "2013-07-31", folder=shop).returncode == 0
    ran = opsgen(*month, folder=shop)
    assert ran.returncode == 0
    assert ran.stdout.endswith("published monthly 2013-07: 2 rows\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["order+"], "there is no dataset, model or batch deployment `order`; did you mean `orders`?"),
        (["--env", "prod"], "there is no environment `prod`"),
        (["orders", "-q", "-v"], "--quiet and --verbose exclude each other"),
    ],
)
def test_wrong_usage(shop: Path, arguments: list[str], message: str) -> None:
    ran = opsgen("run", *arguments, folder=shop)
    assert ran.returncode == 2
    assert message in ran.stderr


def test_nothing_to_run(shop: Path) -> None:
    spec = re.sub(r"    (ingest|transform|publish): .*\n", "", (shop / "opsgen.yaml").read_text())
    (shop / "opsgen.yaml").write_text(spec)
    ran = opsgen("run", folder=shop)
    assert (ran.returncode, ran.stdout) == (
        0,
        "nothing to run: opsgen makes no dataset, model or batch output of this spec\n",
    )


def test_the_smallest_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(PENGUINS, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")
    ran = opsgen("run", folder=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert lines(ran)[0] == "ok penguins ingest TIME 344 rows"
