"""`opsgen check` and `opsgen transform` as users run them."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from program import opsgen
from runtime.check.lab import write

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
version: 1
project: {name: shop, owner: ml}
environments:
  dev: {}
  prod: {variables: {root: prod}}
variables: {root: {default: data}}
connections: {lake: {type: files, root: "${var.root}"}}
datasets:
  orders:
    source: {connection: lake, path: orders.csv}
    columns:
      id: {type: integer, primary_key: true}
      amount: {type: number, min: 0}
    quality:
      - row_count: {min: 3, severity: warn}
  totals:
    source: {connection: lake, path: totals.csv}
    transform: {inputs: [orders], sql: totals.sql}
    columns:
      amount: {type: number}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "opsgen.yaml").write_text(SPEC)
    (tmp_path / "totals.sql").write_text("select sum(amount) as amount from orders\n")
    write(tmp_path, "id,amount\n1,5\n2,7\n", "orders.csv")
    return tmp_path


def test_warnings_do_not_fail(shop: Path) -> None:
    ran = opsgen("check", "orders", folder=shop)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert re.search(r"^  warn   row_count +2 +at least 3$", ran.stdout, re.MULTILINE)


def test_a_broken_rule_of_severity_error_does(shop: Path) -> None:
    write(shop, "id,amount\n1,5\n1,-7\n3,1\n", "orders.csv")
    ran = opsgen("check", "orders", "--sample", 1, folder=shop)
    assert ran.returncode == 1
    assert "  fail   amount.min       1 row (33.3 %)   none\n           id  amount\n           1   -7.0\n" in ran.stdout


def test_data_that_cannot_be_read_has_its_own_exit_code(shop: Path) -> None:
    assert opsgen("check", "orders", "--env", "prod", folder=shop).returncode == 4
    assert opsgen("check", folder=shop).returncode == 4
    assert opsgen("transform", "totals", "--env", "prod", folder=shop).returncode == 4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "order"], "there is no dataset `order`; did you mean `orders`?"),
        (["check", "--env", "prd"], "there is no environment `prd`; did you mean `prod`?"),
        (["check", "--format", "pdf"], "'pdf' is not one of"),
        (["check", "--spec", "none.yaml"], "there is no spec none.yaml"),
        (["transform", "orders"], "`orders` is not made by an `ingest` or a `transform`; run opsgen publish orders"),
    ],
)
def test_mistakes_in_the_command_are_usage_errors(shop: Path, arguments: list[str], message: str) -> None:
    ran = opsgen(*arguments, folder=shop)
    assert ran.returncode == 2
    assert message in ran.stderr


def test_a_spec_with_errors_is_not_run(shop: Path) -> None:
    (shop / "opsgen.yaml").write_text(SPEC.replace("min: 0", "min: zero"))
    ran = opsgen("check", folder=shop)
    assert ran.returncode == 2
    assert "error[LNG209]" in ran.stdout


def test_a_report_goes_to_a_file_and_a_table_to_the_terminal(shop: Path) -> None:
    ran = opsgen("check", "orders", "--format", "json", "--report", "out/report.json", folder=shop)
    assert ran.stdout.startswith("orders  data/orders.csv  2 rows\n")
    assert json.loads((shop / "out" / "report.json").read_text())["outcome"] == "warn"
    assert json.loads(opsgen("check", "orders", "--format", "json", folder=shop).stdout)["project"] == "shop"


@pytest.mark.parametrize(
    ("file", "start"), [("r.html", "<!doctype html>"), ("r.XML", "<?xml"), ("r.json", "{"), ("r", "orders  data/")]
)
def test_the_ending_of_a_report_says_its_form(shop: Path, file: str, start: str) -> None:
    assert opsgen("check", "orders", "--report", file, folder=shop).stdout.startswith("orders  data/")
    assert (shop / file).read_text().startswith(start)


def test_an_unknown_ending_is_a_usage_error(shop: Path) -> None:
    ran = opsgen("check", "orders", "--report", "r.pdf", folder=shop)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "no report has the ending .pdf; name the file with `.txt`, `.json`, `.html`" in ran.stderr
    assert not (shop / "r.pdf").exists()


@pytest.mark.parametrize("name", ["-", "/dev/stdout", "/dev/fd/1"])
def test_a_report_can_take_the_place_of_the_table(shop: Path, name: str) -> None:
    ran = opsgen("check", "orders", "--format", "json", "--report", name, folder=shop)
    assert json.loads(ran.stdout)["project"] == "shop"
    assert [path.name for path in shop.iterdir() if path.name.startswith("-")] == []


def test_a_report_is_written_into_a_pipe(shop: Path) -> None:
    os.mkfifo(shop / "pipe.json")
    reader = os.open(shop / "pipe.json", os.O_RDONLY | os.O_NONBLOCK)
    ran = opsgen("check", "orders", "--report", "pipe.json", folder=shop)
    assert ran.returncode == 0
    assert json.loads(os.read(reader, 1 << 16))["project"] == "shop"
    os.close(reader)


def test_a_report_replaces_the_old_one_as_a_whole_through_a_link(shop: Path) -> None:
    (shop / "reports").mkdir()
    (shop / "reports" / "real.json").write_text("old")
    (shop / "reports" / "real.json").chmod(0o600)
    (shop / "link.json").symlink_to("reports/real.json")
    arguments = ["check", "orders", "--format", "json", "--report"]
    assert opsgen(*arguments, "link.json", folder=shop).returncode == 0
    assert (shop / "link.json").is_symlink()
    assert json.loads((shop / "reports" / "real.json").read_text())["outcome"] == "warn"
    assert (shop / "reports" / "real.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (shop / "reports").iterdir()] == ["real.json"]


def test_a_report_that_cannot_be_written_leaves_what_is_there(shop: Path) -> None:
    (shop / "old.json").write_text("old")
    (shop / "old.json").chmod(0o400)
    for place, why in (
        ("old.json", "Permission denied"),
        ("data", "Is a directory"),
        ("old.json/x", "exists|Not a dir"),
    ):
        ran = opsgen("check", "orders", "--format", "json", "--report", place, folder=shop)
        assert ran.returncode == 2
        assert re.fullmatch(f"opsgen: the report cannot be written to {place}: .*({why}).*\n", ran.stderr)
    assert (shop / "old.json").read_text() == "old"


def test_rows_that_broke_a_rule_are_kept_on_demand(shop: Path) -> None:
    write(shop, "id,amount\n1,-5\n2,-7\n3,1\n", "orders.csv")
    opsgen("check", "orders", "--store-failures", "bad", folder=shop)
    assert (shop / "bad" / "orders" / "amount.min.csv").read_text() == "id,amount\n1,-5.0\n2,-7.0\n"


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")
@pytest.mark.parametrize("link", ["bad/orders", "bad/orders/amount.min.csv", "bad"])
def test_rows_are_not_kept_behind_a_link_that_a_checkout_may_have_brought(shop: Path, link: str) -> None:
    write(shop, "id,amount\n1,-5\n", "orders.csv")
    elsewhere = shop / "elsewhere"
    (elsewhere / "orders").mkdir(parents=True)
    (elsewhere / "amount.min.csv").write_text("mine")
    (shop / link).parent.mkdir(parents=True, exist_ok=True)
    (shop / link).symlink_to(elsewhere / "amount.min.csv" if link.endswith(".csv") else elsewhere)
    told = opsgen("check", "orders", "--store-failures", "bad", folder=shop).stdout
    assert (elsewhere / "amount.min.csv").read_text() == "mine"
    assert (shop / link).is_symlink()
    if link == "bad":  # the user's own choice
        assert (elsewhere / "orders/amount.min.csv").exists()
    else:
        assert "its rows are not stored: bad/orders/amount.min.csv leads out of bad through a link" in told


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=lambda each: each.name)
def test_a_signal_ends_a_query_and_leaves_nothing(shop: Path, how: signal.Signals) -> None:
    endless = "select a.id from orders a, orders b where a.id * b.id < 0"
    spec = SPEC.replace("severity: warn}\n", f"severity: warn}}\n      - query: {{name: endless, sql: {endless!r}}}\n")
    (shop / "opsgen.yaml").write_text(spec)
    write(shop, "id,amount\n" + "".join(f"{number},1\n" for number in range(300_000)), "orders.csv")
    command = [sys.executable, "-m", "opsgen", "check", "orders"]
    (shop / "spilled").mkdir()
    process = subprocess.Popen(
        command,
        cwd=shop,
        env=os.environ | {"TMPDIR": str(shop / "spilled")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not any((shop / "spilled").iterdir()):
        assert process.poll() is None
        time.sleep(0.1)
    time.sleep(1)  # into the query, or before it: both must do
    process.send_signal(how)
    assert process.communicate(timeout=600) == ("", "interrupted\n")
    assert process.returncode == 130
    assert not any((shop / "spilled").iterdir())


def test_a_transform_makes_its_dataset_which_can_then_be_checked(shop: Path) -> None:
    ran = opsgen("transform", "totals", folder=shop)
    assert ran.returncode == 0
    assert ran.stdout.endswith("published totals: 1 row\n")
    assert (shop / "data" / "totals.csv").read_text() == "amount\n12.0\n"
    assert opsgen("check", folder=shop).returncode == 0
    (shop / "totals.sql").write_text("select * from read_csv('opsgen.yaml')")
    ran = opsgen("transform", "totals", folder=shop)
    assert ran.returncode == 2
    assert "SQL in a spec cannot call `read_csv`" in ran.stdout
