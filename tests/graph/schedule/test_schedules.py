from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import pytest
from cronsim import CronSim

from opsgen.compile.pipeline import analyse
from opsgen.graph.schedule.schedules import DAY, HOUR, WEEK, Interval, arrivals, in_words, pace

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
version: 1
project: {name: flights, owner: ml, image: {repository: ghcr.io/example/flights}}
environments: {prod: {kubernetes: {namespace: flights}}}
connections: {lake: {type: files, root: data}}
datasets:
  hourly:
    source: {connection: lake, path: a.csv}
    ingest: {command: [a], schedule: "5 * * * *"}
    columns: {id: {type: integer}}
  weekly:
    source: {connection: lake, path: b.csv}
    ingest: {command: [b], schedule: "0 4 * * 1"}
    columns: {id: {type: integer}}
  external:
    source: {connection: lake, path: c.csv}
    columns: {id: {type: integer}}
  joined:
    source: {connection: lake, path: d.csv}
    transform: {inputs: [hourly, weekly, external], command: [d]}
    columns: {id: {type: integer}}
  own_time:
    source: {connection: lake, path: e.csv}
    transform: {inputs: [hourly], command: [e], schedule: "0 0 * * *"}
    columns: {id: {type: integer}}
  scores:
    source: {connection: lake, path: f.csv}
    columns: {id: {type: integer}}
  asked:
    source: {connection: lake, path: g.csv}
    produced_by: deployments.api
    columns: {id: {type: integer}}
deployments:
  nightly: {type: batch, command: [f], schedule: "0 20 * * *", inputs: [hourly], output: scores}
  api: {type: online, command: [serve]}
outputs: {airflow: {}, kubernetes: {}}
"""


@pytest.mark.parametrize(
    ("cron", "expected"),
    [
        ("30 * * * *", Interval(HOUR, HOUR)),
        ("0 4 * * *", Interval(DAY, DAY)),
        ("0 4 * * 1", Interval(WEEK, WEEK)),
        ("0 4 * * MON", Interval(WEEK, WEEK)),
        ("*/15 * * * *", Interval(900, 900)),
        ("0 4 * * 1-5", Interval(DAY, 3 * DAY)),
        ("0 0 1 * *", Interval(28 * DAY, 31 * DAY)),
    ],
)
def test_how_far_apart_runs_are(cron: str, expected: Interval) -> None:
    assert pace(cron) == expected


@pytest.mark.parametrize("cron", ["30 * * * *", "0 4 * * *", "0 4 * * 0", "59 23 * * 7", "7 9 * * sat"])
def test_plain_schedules_are_what_cronsim_makes_of_them(cron: str) -> None:
    runs = islice(CronSim(cron, datetime(2024, 1, 1)), 60)
    gaps = {later - earlier for earlier, later in pairwise(runs)}
    assert gaps == {timedelta(seconds=pace(cron).shortest)}


def test_how_often_each_dataset_arrives(tmp_path: Path) -> None:
    (tmp_path / "opsgen.yaml").write_text(SPEC, encoding="utf-8")
    project = analyse(tmp_path / "opsgen.yaml").project
    assert project
    found = {name: arrivals(project.first, name) for name in project.first.datasets}
    assert found == {
        "hourly": Interval(HOUR, HOUR),
        "weekly": Interval(WEEK, WEEK),
        "external": None,
        "joined": Interval(WEEK, WEEK),
        "own_time": Interval(DAY, DAY),
        "scores": Interval(DAY, DAY),
        "asked": None,
    }
    assert arrivals(project.first, "nothing") is None


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(DAY, "day"), (7 * DAY, "7 days"), (HOUR, "hour"), (900, "15 minutes"), (90, "90 seconds")],
)
def test_times_in_words(seconds: int, expected: str) -> None:
    assert in_words(seconds) == expected
