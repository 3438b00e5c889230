"""`opsgen drift` as users run it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from program import opsgen, started
from runtime.drift.lab import rows, spec, store

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = {"x": {"type": "integer"}}
DRIFT = [{"column": "x", "metric": "psi"}]


def project(folder: Path, moved: int = 0, count: int = 1000, **monitor: Any) -> Path:
    """A project whose current data is moved by so much."""
    store(folder, rows(1000, x="i % 100"), rows(count, x=f"i % 100 + {moved}"))
    tree = spec(COLUMNS, DRIFT, **monitor)
    tree["deployments"]["nightly"] = {
        "model": "m",
        "type": "batch",
        "schedule": "0 20 * * *",
        "command": ["python", "-m", "m.score"],
    }
    (folder / "opsgen.yaml").write_text(json.dumps(tree))
    return folder


@pytest.mark.parametrize(
    ("moved", "count", "code", "triggered", "said"),
    [
        (0, 1000, 0, 99, "0 of 1 column drifted; none may"),
        (50, 1000, 1, 0, "1 of 1 column drifted; none may"),
        (50, 99, 5, 5, "no verdict: too few rows"),
        (50, 0, 5, 5, "no verdict: the current data has no rows to compare; on_no_data: error"),
    ],
)
def test_the_exit_code_says_whether_there_is_drift(
    tmp_path: Path, moved: int, count: int, code: int, triggered: int, said: str
) -> None:
    project(tmp_path, moved, count)
    ran = started("drift", "api", folder=tmp_path)
    assert ran.returncode == code
    assert bool(ran.stderr) == (code == 5)
    assert said in ran.stdout
    assert opsgen("drift", "api", "--trigger", "--env", "dev", folder=tmp_path).returncode == triggered


@pytest.mark.parametrize(("allowed", "warned"), [("warn", True), ("ok", False)])
@pytest.mark.parametrize("count", [0, 99])
def test_too_little_data_can_be_a_warning_or_fine_but_never_triggers(
    tmp_path: Path, allowed: str, count: int, *, warned: bool
) -> None:
    project(tmp_path, 50, count, on_no_data=allowed)
    for options, code in (([], 0), (["--trigger"], 99)):
        ran = opsgen("drift", "api", *options, folder=tmp_path)
        assert ran.returncode == code
        assert f"; on_no_data: {allowed}" in ran.stdout
        said = "opsgen: warn: there is too little data to compare for `api`\n"
        assert ran.stderr == (said if warned else "")


def test_data_outside_the_window_is_no_data(tmp_path: Path) -> None:
    project(tmp_path)
    times = "x, timestamp '2020-01-01' as at"
    for name in ("learned", "asked"):
        import duckdb

        path = str(tmp_path / "data" / f"{name}.parquet")
        duckdb.sql(f"select {times} from (select unnest(range(500)) as x)").write_parquet(path)  # noqa: S608
    tree = spec({**COLUMNS, "at": {"type": "timestamp"}}, DRIFT, window="1d")
    (tmp_path / "opsgen.yaml").write_text(json.dumps(tree))
    ran = opsgen("drift", "api", folder=tmp_path)
    assert ran.returncode == 5
    assert "no verdict: the current data has no rows to compare" in ran.stdout


GOOD, UNREADABLE, NO_TIME = "{now}", "30.11.2026 10:00", ""
FORMS = ("csv", "json")


def timed(folder: Path, form: str, parts: list[tuple[int, str, int]], **monitor: Any) -> Path:
    """A project with a window, whose current data are so many rows with such a time and values moved by so much."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    found = [(i % 100 + moved, time.format(now=now)) for count, time, moved in parts for i in range(count)]
    if form == "csv":
        text = "x,t\n" + "".join(f"{x},{time}\n" for x, time in found)
    else:
        text = "".join(json.dumps({"x": x, "t": time or None}) + "\n" for x, time in found)
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / "learned.csv").write_text("x,t\n" + "".join(f"{i % 100},{now}\n" for i in range(300)))
    (folder / "data" / f"asked.{form}").write_text(text)
    sources = {"connection": "lake", "path": "learned.csv"}, {"connection": "lake", "path": f"asked.{form}"}
    columns = {**COLUMNS, "t": {"type": "timestamp", **monitor.pop("column", {})}}
    (folder / "opsgen.yaml").write_text(
        json.dumps(spec(columns, DRIFT, sources, window="1d", time_column="t", **monitor))
    )
    return folder


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("allowed", ["error", "ok"])
@pytest.mark.parametrize("count", [5000])
@pytest.mark.parametrize(("good", "moved"), [(300, 0), (300, 50), (0, 0)])
def test_unreadable_times_are_an_error_whatever_the_other_rows_are_like(
    tmp_path: Path, form: str, allowed: str, count: int, good: int, moved: int
) -> None:
    timed(tmp_path, form, [(good, GOOD, moved), (count, UNREADABLE, 50)], on_no_data=allowed)
    for options in ([], ["--trigger"]):
        ran = opsgen("drift", "api", *options, folder=tmp_path)
        assert ran.returncode == 4
        values = "1 value of `t` is not a timestamp" if count == 1 else "5,000 values of `t` are not timestamps"
        assert f"the data could not be compared: the window cannot be applied: {values}" in ran.stdout
        assert "30.11.2026 10:00" in ran.stdout  # as JSON has it, in quotes
        assert f"; left out: {'1 row' if count == 1 else '5,000 rows'} with unreadable t" in ran.stdout
        assert "  ok  " not in ran.stdout


def test_unreadable_times_that_are_personal_are_masked(tmp_path: Path) -> None:
    timed(tmp_path, "csv", [(300, GOOD, 0), (2, UNREADABLE, 0)], column={"classification": "pii"})
    ran = opsgen("drift", "api", folder=tmp_path)
    assert ran.returncode == 4
    assert "2 values of `t` are not timestamps (line 302: ***" in ran.stdout
    assert "30.11" not in ran.stdout


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("allowed", "code", "warned"), [("error", 5, True), ("warn", 0, True), ("ok", 0, False)])
def test_missing_times_leave_no_verdict(tmp_path: Path, form: str, allowed: str, code: int, *, warned: bool) -> None:
    timed(tmp_path, form, [(300, GOOD, 0), (5000, NO_TIME, 50)], on_no_data=allowed)
    ran = opsgen("drift", "api", folder=tmp_path)
    assert ran.returncode == code
    assert "no verdict: 5,000 rows of the current data have no `t`, so the window may lack them" in ran.stdout
    assert f"; on_no_data: {allowed}" in ran.stdout
    assert "; left out: 5,000 rows without t" in ran.stdout
    said = f"opsgen: {allowed}: rows without a time are left out of the data to compare for `api`\n"
    assert ran.stderr == (said if warned else "")
    assert opsgen("drift", "api", "--trigger", folder=tmp_path).returncode == (5 if code else 99)


@pytest.mark.parametrize("allowed", ["error", "ok"])
def test_missing_times_hide_no_drift(tmp_path: Path, allowed: str) -> None:
    timed(tmp_path, "csv", [(300, GOOD, 50), (5, NO_TIME, 0)], on_no_data=allowed)
    ran = opsgen("drift", "api", folder=tmp_path)
    assert ran.returncode == 1
    assert "; left out: 5 rows without t" in ran.stdout
    assert opsgen("drift", "api", "--trigger", folder=tmp_path).returncode == 0


def test_missing_and_unreadable_times_are_told_apart(tmp_path: Path) -> None:
    timed(tmp_path, "csv", [(300, GOOD, 0), (7, NO_TIME, 0), (9, UNREADABLE, 0)])
    ran = opsgen("drift", "api", "--format", "json", folder=tmp_path)
    current = json.loads(ran.stdout)["current"]
    assert (ran.returncode, current["rows"], current["missing_times"], current["unreadable_times"]) == (4, 300, 7, 9)


def test_times_in_a_declared_format_are_read(tmp_path: Path) -> None:
    """With the key of the source that the message names, nothing is left out: the rows are in the future."""
    timed(tmp_path, "csv", [(0, GOOD, 0), (300, "30.11.2126 10:00", 50)])
    assert "write `timestamp_format:" in opsgen("drift", "api", folder=tmp_path).stdout
    tree = json.loads((tmp_path / "opsgen.yaml").read_text())
    tree["datasets"]["asked"]["source"]["timestamp_format"] = "%d.%m.%Y %H:%M"
    (tmp_path / "opsgen.yaml").write_text(json.dumps(tree))
    ran = opsgen("drift", "api", folder=tmp_path)
    assert ran.returncode == 1
    assert "left out" not in ran.stdout


def test_data_that_cannot_be_read_has_its_own_exit_code(tmp_path: Path) -> None:
    (project(tmp_path) / "data" / "asked.parquet").unlink()
    for options in ([], ["--trigger"]):
        ran = opsgen("drift", "api", *options, folder=tmp_path)
        assert ran.returncode == 4
        assert "the data could not be compared: No files found" in ran.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["apo"], "there is no deployment `apo`; did you mean `api`?"),
        (["zzz"], "there is no deployment `zzz`; the spec's deployments are `api` or `nightly`"),
        (["nightly"], "`nightly` has no `monitor`; `api` has one"),
        (["api", "--env", "prod"], "there is no environment `prod`"),
        (["api", "--format", "pdf"], "'pdf' is not one of"),
        (["api", "--spec", "none.yaml"], "there is no spec none.yaml"),
        ([], "Missing argument 'DEPLOYMENT'"),
    ],
)
def test_mistakes_in_the_command_are_usage_errors(tmp_path: Path, arguments: list[str], message: str) -> None:
    for options in ([], ["--trigger"]):
        ran = opsgen("drift", *arguments, *options, folder=project(tmp_path))
        assert (ran.returncode, ran.stdout) == (2, "")
        assert message in ran.stderr


def test_a_window_without_a_time_column_is_an_error_of_the_spec(tmp_path: Path) -> None:
    ran = opsgen("drift", "api", folder=project(tmp_path, window="7d"))
    assert ran.returncode == 2
    assert "error[LNG214]: this window needs a time column" in ran.stdout


def test_the_report_goes_to_a_file_in_the_form_of_its_ending(tmp_path: Path) -> None:
    project(tmp_path, 50)
    begins = {"drift.html": "<!doctype html>", "drift.json": "{", "drift.prom": "# HELP", "drift.txt": "api  in dev"}
    for name, beginning in begins.items():
        ran = opsgen("drift", "api", "--report", f"reports/{name}", folder=tmp_path)
        assert ran.returncode == 1
        assert ran.stdout.startswith("api  in dev")
        assert (tmp_path / "reports" / name).read_text(encoding="utf-8").startswith(beginning)
    opsgen("drift", "api", "--report", "as-told", "--format", "json", folder=tmp_path)
    assert json.loads((tmp_path / "as-told").read_text())["outcome"] == "drift"


def test_a_report_that_cannot_be_written_is_a_usage_error(tmp_path: Path) -> None:
    ran = opsgen("drift", "api", "--trigger", "--report", "data", folder=project(tmp_path, 50))
    assert ran.returncode == 2
    assert "data" in ran.stderr


def test_the_other_forms_are_printed(tmp_path: Path) -> None:
    project(tmp_path, 50)
    document = json.loads(opsgen("drift", "api", "--format", "json", folder=tmp_path).stdout)
    assert (document["deployment"], document["outcome"], document["drifted_fraction"]) == ("api", "drift", 1)
    assert opsgen("drift", "api", "--format", "html", folder=tmp_path).stdout.startswith("<!doctype html>")
    assert "opsgen_drift_detected{" in opsgen("drift", "api", "--format", "prometheus", folder=tmp_path).stdout


def test_a_terminal_without_blocks_is_shown_others(tmp_path: Path) -> None:
    ran = opsgen("drift", "api", folder=project(tmp_path, 50), PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert ran.returncode == 1
    assert ran.stdout.isascii()
    assert "\\u" not in ran.stdout
