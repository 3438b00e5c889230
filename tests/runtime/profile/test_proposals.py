"""What is proposed for real-looking and for nasty files lints without errors and holds for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from program import opsgen

if TYPE_CHECKING:
    from pathlib import Path

CUSTOMERS = "customer_id,email,zip,status\n" + "".join(
    f"{n},user{n}@example.com,{n:05},{'active' if n % 3 else 'gone'}\n" for n in range(1, 61)
)
ORDERS = "order_id,customer_id,amount,paid_on\n" + "".join(
    f"{n},{n % 60 + 1},{n}.5,{'NA' if n % 10 == 0 else '2024-01-31'}\n" for n in range(1, 121)
)
READABLE = {
    "quotes": '"a ""b""",it\'s,on,null,"x:y",#z,日本,~,{x},&c,*d,!e,%f,@g,`h`\n1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\n',
    "repeated": "a,A,a\n1,2,3\n",
    "header": "id,name\n",
    "single": "x\n1\n2\n",
    "mixed": "a,b\n1,x\ny,2\n3.5,\n",
    "mark": "\ufeffid,name\n1,x\n",
    "variables": "price,size\n" + "${var.x},$$\n${env.HOME},{{ ds }}\n" * 20,
    "dates": "on,at\n2024-01-31,12:30:00\n",
    "special": "x,y\nNaN,inf\n1.5,-inf\n",
    "semicolons": "a;b\n1,5;2\n",
}
UNREADABLE = {
    "empty": (b"", "is empty"),
    "ragged": (b"a,b,c\n" + b"1,2,3\n" * 60_000 + b"1,2\n", "line 60,002 has 2 fields, and the first line 3"),
    "garbage": (bytes(range(256)) * 9, "it is not text"),
}


def lint(folder: Path) -> str:
    """What lint says of the spec in a folder."""
    ran = opsgen("lint", folder=folder)
    return (ran.stdout + ran.stderr).strip()


def test_a_spec_begun_from_files_lints_checks_and_builds(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(CUSTOMERS)
    (tmp_path / "orders.csv").write_text(ORDERS)
    assert opsgen("init", "--from", "customers.csv", "orders.csv", folder=tmp_path).returncode == 0
    spec = (tmp_path / "opsgen.yaml").read_text()
    assert "customer_id: {type: integer, required: true, references: customers.customer_id}" in spec
    assert 'zip: {type: string, required: true, unique: true, pattern: "[0-9]{5}"}' in spec
    assert "allowed: [active, gone]" in spec
    assert "null_values: [NA]" in spec
    assert "classification: pii" in spec
    assert "retention: 730d  # decide how long personal data may be kept" in spec
    assert lint(tmp_path) == "opsgen.yaml: no problems"
    for command in ("check", "build"):
        ran = opsgen(command, folder=tmp_path)
        assert ran.returncode == 0, ran.stdout + ran.stderr
    assert opsgen("init", "--from", "orders.csv", folder=tmp_path).returncode == 1
    assert (tmp_path / "opsgen.yaml").read_text() == spec


@pytest.mark.parametrize("name", READABLE)
def test_nasty_files_give_a_right_spec(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.csv").write_text(READABLE[name], encoding="utf-8")
    assert opsgen("init", "--from", f"{name}.csv", folder=tmp_path).returncode == 0
    assert lint(tmp_path) == "opsgen.yaml: no problems"
    ran = opsgen("check", folder=tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_files_are_refused_in_words(tmp_path: Path, name: str) -> None:
    content, message = UNREADABLE[name]
    (tmp_path / f"{name}.csv").write_bytes(content)
    for arguments in (("profile", f"{name}.csv"), ("init", "--from", f"{name}.csv")):
        ran = opsgen(*arguments, folder=tmp_path)
        assert ran.returncode == 4
        assert message in ran.stderr
    assert not (tmp_path / "opsgen.yaml").exists()


def test_of_a_folder_the_files_that_can_be_read_are_taken(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for name, (content, _) in UNREADABLE.items():
        (tmp_path / "data" / f"{name}.csv").write_bytes(content)
    (tmp_path / "data" / "broken.jsonl").write_text('{"a": 1}\n{"a": oops}\n')
    (tmp_path / "data" / "back\\slash.csv").write_text("a\n1\n")
    (tmp_path / "data" / "sound.csv").write_text("a\n1\n2\n")
    ran = opsgen("init", "--from", "data", folder=tmp_path)
    assert ran.returncode == 4
    assert ran.stdout.startswith("wrote opsgen.yaml")
    *told, last = ran.stderr.splitlines()
    assert last.startswith("opsgen: requirements.txt is not written")
    assert len(told) == len(UNREADABLE) + 2
    assert all(line.endswith("; it is left out") for line in told)
    assert all(any(message in line for line in told) for _, message in UNREADABLE.values())
    assert any("data/broken.jsonl cannot be read: Malformed JSON in file" in line for line in told)
    assert str(tmp_path) not in ran.stderr
    assert opsgen("check", folder=tmp_path).returncode == 0


def test_personal_values_are_shown_nowhere(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(CUSTOMERS)
    for form in ("text", "json", "yaml"):
        ran = opsgen("profile", "customers.csv", "--format", form, folder=tmp_path)
        assert ran.returncode == 0
        assert "@example.com" not in ran.stdout
