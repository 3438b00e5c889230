"""The SQL files of transforms, as lint finds them on the disk."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from opsgen.compile import pipeline
from program import opsgen, started

SPEC = """\
version: 1
project: {name: flights, owner: ml}
lint: {ignore: [DAT, MOD, PLT3]}
connections:
  lake: {type: files, root: data}
datasets:
  flights:
    source: {connection: lake, path: flights.csv}
    columns: {tailnum: {type: string}, delay: {type: number}}
  late:
    source: {connection: lake, path: late.parquet}
    transform: {inputs: [flights], sql: sql/late.sql}
    columns: {tailnum: {type: string}}
"""
GOOD = "select tailnum from flights where delay > 30\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "sql").mkdir(parents=True)
    (folder / "opsgen.yaml").write_text(SPEC)
    (folder / "sql" / "late.sql").write_text(GOOD)
    return folder


def told(project: Path, **overrides: bytes) -> list[tuple[str, str]]:
    """What lint says, with other content for files."""
    known = {(project / "sql" / f"{name}.sql").resolve(): text for name, text in overrides.items()}
    found = pipeline.analyse(project / "opsgen.yaml", known)
    return [(diagnostic.code, diagnostic.message) for diagnostic in found.diagnostics]


def test_a_good_file_is_passed_over(project: Path) -> None:
    assert told(project) == []


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbfselect tailnum from flights",
        b"-- late ones\r\nselect tailnum\r\nfrom flights;\r\n",
        b"select Tailnum from Flights",
        b"select * from flights",
        b"with late as (select * from flights) select f.* from late as f",
        b"select tailnum from flights union all select upper(tailnum) from flights",
        "select tailnum from flights where tailnum <> 'é 日本'".encode(),
    ],
)
def test_sql_is_read_as_it_will_be(project: Path, text: bytes) -> None:
    assert told(project, late=text) == []
    (project / "sql" / "late.sql").write_bytes(text)
    assert told(project) == []


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        (b" \n\t", "SQL301", "`sql/late.sql` is empty"),
        (b"select '\xe9' as tailnum from flights", "SQL301", "`sql/late.sql` is not UTF-8 at byte 8"),
        (b"-" * 300_000, "SQL301", "has 300,000 bytes, and SQL has at most 50,000 characters"),
        (b"select 1 as tailnum; select 2 as tailnum", "SQL302", "this SQL has 2 statements"),
        (b"drop table flights", "SQL302", "this SQL is not a SELECT"),
        (b"select tailnum into late from flights", "SQL302", "`INTO` is not part of"),
        (b"copy flights to 'x'", "SQL302", "this SQL is not a SELECT"),
        (b"select '" + b"x" * 60_000 + b"' as tailnum", "SQL302", "SQL has at most 50000 characters"),
        (b"select " + b"(" * 3_000, "SQL302", "cannot be read as one SELECT"),
        (b"select tailnum from late", "SQL303", "`late` is not a dataset that this SQL can read"),
        (b"select tailnum from 'data/flights.csv'", "SQL303", "is not a dataset that this SQL can read"),
        (b"select getenv('HOME') as tailnum from flights", "SQL303", "SQL in a spec cannot call `getenv`"),
        (b"select delay from flights", "SQL304", "`sql/late.sql` returns no column `tailnum`"),
    ],
)
def test_what_must_not_run_is_refused(project: Path, text: bytes, code: str, message: str) -> None:
    ((found, said),) = told(project, late=text)
    assert found == code
    assert message in said


def test_a_place_in_the_file_is_shown(project: Path) -> None:
    (project / "sql" / "late.sql").write_text("-- é\nselect tailnum\nfrom fligths\n")
    ran = opsgen("lint", project, folder=project.parent)
    assert ran.returncode == 1
    assert "project/opsgen.yaml:12:41: error[SQL303]" in ran.stdout
    assert "--> project/sql/late.sql:3:6\n 3 | from fligths\n" in ran.stdout
    assert "did you mean `flights`?" in ran.stdout


INLINE = SPEC.replace("sql: sql/late.sql", 'sql: "select tailnum from flights where delay > 30"')


@pytest.mark.parametrize(
    "sql", ["select tailnum from flights", "|\n        select tailnum\n        from flights -- t.sql"]
)
def test_text_with_white_space_is_sql(project: Path, sql: str) -> None:
    block = SPEC.replace("{inputs: [flights], sql: sql/late.sql}", f"\n      inputs: [flights]\n      sql: {sql}")
    (project / "opsgen.yaml").write_text(block)
    (project / "sql" / "late.sql").unlink()
    assert told(project) == []


@pytest.mark.parametrize("path", ["sql/late.sql", "sql/late ones.sql", "sql/LATE.SQL"])
def test_one_line_that_ends_in_sql_is_a_file(project: Path, path: str) -> None:
    (project / "opsgen.yaml").write_text(SPEC.replace("sql/late.sql", path))
    (project / "sql" / "late.sql").rename(project / path)
    assert told(project) == []
    (project / path).unlink()
    assert [code for code, _ in told(project)] == ["SQL301"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("../late.sql", "this must be a path inside the project's folder"),
        ("/etc/late.sql", "this must be a path inside the project's folder"),
        ("select * from x.sql", 'a path must not be empty or contain < > " | ? * $ `'),
        ("late", "this is neither the path of a `.sql` file nor SQL"),
        ("etc/passwd", "this is neither the path of a `.sql` file nor SQL"),
        ('" "', "this is neither the path of a `.sql` file nor SQL"),
    ],
)
def test_anything_else_is_refused(project: Path, path: str, said: str) -> None:
    (project / "opsgen.yaml").write_text(SPEC.replace("sql/late.sql", path))
    ((code, message),) = told(project)
    assert code == "LNG108"
    assert message.startswith(said)


def test_inline_sql_is_pointed_into(project: Path) -> None:
    block = "\n      inputs: [flights]\n      sql: |\n        select tailnum\n        from fligths\n"
    (project / "opsgen.yaml").write_text(SPEC.replace(" {inputs: [flights], sql: sql/late.sql}\n", block))
    ran = opsgen("lint", folder=project)
    assert "opsgen.yaml:16:14: error[SQL303]: `fligths`" in ran.stdout
    assert "16 |         from fligths\n   |              ^^^^^^^\n   = did you mean `flights`?" in ran.stdout


def test_personal_data_is_followed_through_inline_sql(project: Path) -> None:
    spec = INLINE.replace("tailnum: {type: string}, delay", "tailnum: {type: string, classification: pii}, delay")
    (project / "opsgen.yaml").write_text(spec.replace("[DAT, MOD, PLT3]", "[DAT102, DAT101, DAT103, DAT106]"))
    assert "DAT105" in [code for code, _ in told(project)]


def test_inline_sql_runs_and_reaches_no_artifact(project: Path) -> None:
    (project / "opsgen.yaml").write_text(INLINE + 'outputs: {airflow: {version: "3"}, github: {}, sql: {}}\n')
    (project / "sql" / "late.sql").unlink()
    (project / "data").mkdir()
    (project / "data" / "flights.csv").write_text("tailnum,delay\nN1,31\nN2,30\n")
    ran = started("transform", "late", folder=project)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.endswith("published late: 1 row\n")
    ran = opsgen("build", "--report", folder=project)
    assert ran.returncode == 0
    assert re.search(r"datasets.late.transform.sql .* read$", ran.stdout, re.MULTILINE)
    built = [path.read_text() for end in ("py", "yml", "sql") for path in project.rglob(f"*.{end}") if path.is_file()]
    assert len(built) > 3
    assert not any("select tailnum from flights where" in text for text in built)


def test_an_error_of_inline_sql_names_its_dataset(project: Path) -> None:
    (project / "opsgen.yaml").write_text(INLINE.replace("delay > 30", "cast(tailnum as integer) > 1"))
    (project / "data").mkdir()
    (project / "data" / "flights.csv").write_text("tailnum,delay\nN1,31\n")
    ran = opsgen("transform", "late", folder=project)
    assert ran.returncode == 1
    assert ran.stderr.startswith("opsgen: late: ")


@pytest.mark.parametrize("link", ["sql/late.sql", "sql"])
def test_a_link_out_of_the_project_is_not_followed(project: Path, link: str) -> None:
    outside = project.parent / "outside"
    outside.mkdir()
    (outside / "late.sql").write_text("select secret from flights")
    path = project / link
    path.rename(project / "former")
    path.symlink_to(outside / "late.sql" if link.endswith(".sql") else outside)
    assert told(project) == [("SQL301", "`sql/late.sql` is outside the project's folder, through a link")]
    ran = opsgen("lint", folder=project)
    assert "secret" not in ran.stdout


def test_a_link_within_the_project_is_followed(project: Path) -> None:
    (project / "sql" / "late.sql").rename(project / "shared.sql")
    (project / "sql" / "late.sql").symlink_to(project / "shared.sql")
    assert told(project) == []


def test_a_pipe_is_no_file(project: Path) -> None:
    path = project / "sql" / "late.sql"
    path.unlink()
    os.mkfifo(path)
    assert told(project) == [("SQL301", "`sql/late.sql` is not a file")]


def test_each_environment_reads_the_sql_in_its_own_dialect(project: Path) -> None:
    spec = project / "opsgen.yaml"
    override = "{overrides: {connections.lake: {type: spark}}}"
    spec.write_text(SPEC + f"environments: {{dev: {{}}, prod: {override}}}\n")
    (project / "sql" / "late.sql").write_text("select `tailnum` from flights")
    ran = opsgen("lint", folder=project)
    assert "error[SQL302]" in ran.stdout
    assert "only in environment `dev`" in ran.stdout


def test_an_input_that_is_not_there_is_told_once(project: Path) -> None:
    spec = project / "opsgen.yaml"
    spec.write_text(SPEC.replace("inputs: [flights]", "inputs: [fligths]"))
    assert [code for code, _ in told(project)] == ["REF103"]


def test_a_verdict_holds_until_the_file_changes(project: Path, tmp_path: Path) -> None:
    cache = {"OPSGEN_NO_CACHE": "", "XDG_CACHE_HOME": str(tmp_path / "cache")}
    assert started("lint", folder=project, **cache).returncode == 0
    assert is_known(project, cache)
    file = project / "sql" / "late.sql"
    file.write_text("select delay from flights")
    assert not is_known(project, cache)
    assert started("lint", folder=project, **cache).returncode == 1
    file.write_text(GOOD)
    assert is_known(project, cache)
    file.unlink()
    assert started("lint", folder=project, **cache).returncode == 1


def is_known(project: Path, environment: dict[str, str]) -> bool:
    """Whether a verdict is kept of the spec, for a process with the same import folders as the command's."""
    code = "import sys; from opsgen.cache import lint_results as verdict; sys.exit(verdict.known(sys.argv[1]) is None)"
    command = [sys.executable, "-c", code, str(project / "opsgen.yaml")]
    return subprocess.run(command, cwd=project, env=os.environ | environment, check=False).returncode == 0


def test_the_file_is_among_those_that_a_build_protects(project: Path) -> None:
    analysis = pipeline.analyse(project / "opsgen.yaml")
    assert {Path(file).name for file in analysis.files} == {"opsgen.yaml", "late.sql"}
