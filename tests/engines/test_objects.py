"""Datasets in an object store: the server of moto, which knows conditional writes as Amazon S3 does."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from opsgen.runtime.engines.duckdb.session import Session
from opsgen.runtime.produce import steps
from opsgen.runtime.staging import objects as staging
from opsgen.runtime.staging.ledger import Entry, Ledger, timestamp
from opsgen.runtime.staging.store import StagingError, SupersededError
from runtime.check.lab import run
from runtime.produce.lab import judge, production
from runtime.produce.places import project
from runtime.produce.repetition_cases import RepetitionCases
from runtime.produce.step_cases import StepCases, ledger, make

if TYPE_CHECKING:
    from pathlib import Path

    from engines.buckets import Bucket
    from opsgen.runtime.staging.objects import ObjectStore
    from runtime.produce.places import Place

obstore = pytest.importorskip("obstore")
pytest.importorskip("moto.server")

from engines.buckets import PREFIX  # noqa: E402 - it needs the library


class TestSteps(StepCases):
    @pytest.fixture
    def place(self, bucket: Bucket) -> Place:
        return bucket


class Site:
    """The same bucket, with an object for each day."""

    def __init__(self, bucket: Bucket) -> None:
        self.connections = bucket.connections
        self.raw = {"connection": "lake", "path": "raw.parquet"}
        self.good = {"connection": "lake", "path": "good/{day}.parquet"}
        self._bucket = bucket

    def load(self, folder: Path, rows: str) -> None:
        import duckdb

        duckdb.sql(rows).write_parquet(str(folder / "raw.parquet"))
        self._bucket.put("raw.parquet", (folder / "raw.parquet").read_bytes())

    def published(self, folder: Path, columns: str) -> list[tuple[Any, ...]]:  # noqa: ARG002
        return self._bucket.read("good/*.parquet", columns)


class TestRepetitions(RepetitionCases):
    @pytest.fixture
    def site(self, bucket: Bucket) -> Site:
        return Site(bucket)


def checked(bucket: Bucket, folder: Path, rows: int = 5) -> steps.Production:
    """A version that has passed its checks and is not published."""
    made = production(project(bucket, folder, rows), "good", folder)
    steps.write(made)
    judge(made)
    return made


def entry_of(made: steps.Production) -> Entry:
    found = ledger(made).staged(made.version)
    assert found is not None
    return found


def store(made: steps.Production) -> ObjectStore:
    with made.store() as opened:
        assert isinstance(opened, staging.ObjectStore)
        return opened


def test_of_two_claims_at_the_same_moment_one_wins(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = checked(bucket, tmp_path), checked(bucket, tmp_path, 7)
    write = staging.ObjectStore._write  # noqa: SLF001
    begun: list[ObjectStore] = []

    def slow(self: ObjectStore, changed: Ledger, state: dict[str, str] | None) -> bool:
        if not begun:  # The first run has read the ledger and the target, and has not written its claim.
            begun.append(self)
            steps.publish(second)
        return write(self, changed, state)

    monkeypatch.setattr(staging.ObjectStore, "_write", slow)
    with pytest.raises(SupersededError, match=f"published meanwhile by run {second.version.run}"):
        steps.publish(first)
    assert bucket.published(tmp_path) == [0, 1, 2, 3, 4, 5, 6]


def test_a_change_that_another_comes_before_is_made_again(bucket: Bucket, tmp_path: Path) -> None:
    opened = store(production(project(bucket, tmp_path), "good", tmp_path))
    entries = [Entry("", f"{each:012x}", "writing", timestamp()) for each in range(3)]
    late = iter(entries[1:])

    def update(old: Ledger) -> Ledger:
        for (
            other
        ) in late:  # It is changed after it was read and before it is written, as a new object and as an old one.
            opened.change(lambda before: before.keep(other))  # noqa: B023
            break
        return old.keep(entries[0])

    opened.change(update)
    assert {each.run for each in opened.ledger().entries} == {each.run for each in entries}


def test_a_change_whose_answer_was_lost_is_made_once(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, put = store(production(project(bucket, tmp_path), "good", tmp_path)), obstore.put

    def repeated(*arguments: Any, **options: Any) -> Any:
        put(*arguments, **options)
        return put(*arguments, **options)

    monkeypatch.setattr(obstore, "put", repeated)
    new = Entry("", "0" * 12, "writing", timestamp())
    assert opened.change(lambda old: old.keep(new)).entries == (new,) == opened.ledger().entries


@pytest.mark.parametrize("is_copied", [False, True])
def test_a_run_that_is_killed_after_its_claim_is_finished_by_the_next(
    bucket: Bucket, tmp_path: Path, *, is_copied: bool
) -> None:
    make(production(project(bucket, tmp_path), "good", tmp_path))
    killed = checked(bucket, tmp_path, 7)
    opened, entry = store(killed), entry_of(killed)
    opened.change(lambda old: old.keep(entry.now("publishing")))
    if is_copied:
        opened._copy(opened._staged_path(killed.version), "made/good.parquet")  # noqa: SLF001
    other = production(project(bucket, tmp_path, 9), "good", tmp_path)
    steps.write(other)
    assert bucket.published(tmp_path) == [0, 1, 2, 3, 4, 5, 6]
    assert steps.publish(killed).run == killed.version.run
    judge(other)
    steps.publish(other)
    assert bucket.published(tmp_path) == list(range(9))
    assert sorted(bucket.keys()) == ["_opsgen/made/good.parquet.ledger", "made/good.parquet", "raw.csv"]


def test_a_run_that_was_stopped_after_its_claim_cannot_publish_later(bucket: Bucket, tmp_path: Path) -> None:
    stopped = checked(bucket, tmp_path, 7)
    opened, claim = store(stopped), entry_of(stopped).now("publishing")
    opened.change(lambda old: old.keep(claim))
    make(production(project(bucket, tmp_path, 9), "good", tmp_path))
    opened._finish(claim)  # noqa: SLF001
    assert bucket.published(tmp_path) == list(range(9))
    assert [each.state for each in opened.ledger().entries] == ["published"]


def test_an_object_that_others_replace_meanwhile_is_kept(bucket: Bucket, tmp_path: Path) -> None:
    made = checked(bucket, tmp_path)
    bucket.put("made/good.parquet", b"of others")
    with pytest.raises(SupersededError, match="by something else than opsgen"):
        steps.publish(made)
    assert bytes(obstore.get(bucket.client, f"{PREFIX}/made/good.parquet").bytes()) == b"of others"


def test_a_version_that_was_changed_after_its_check_is_not_published(bucket: Bucket, tmp_path: Path) -> None:
    made = checked(bucket, tmp_path)
    bucket.put(f"_opsgen/made/good.parquet.opsgen-{made.version.run}", b"changed")
    with pytest.raises(StagingError, match="was changed after its check"):
        steps.publish(made)


def test_an_object_too_large_for_one_copy_is_streamed(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "COPIED", 10)
    monkeypatch.delattr(obstore, "copy")
    make(production(project(bucket, tmp_path), "good", tmp_path))
    assert bucket.published(tmp_path) == [0, 1, 2, 3, 4]


def test_a_refused_copy_takes_its_claim_back(bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = checked(bucket, tmp_path)

    def refuse(*_: Any) -> None:
        raise obstore.exceptions.PermissionDeniedError("Access denied")

    with monkeypatch.context() as patched:
        patched.setattr(obstore, "copy", refuse)
        with pytest.raises(StagingError, match=r"made/good.parquet cannot be reached: Access denied"):
            steps.publish(made)
    assert [each.state for each in ledger(made).entries] == ["passed"]
    steps.publish(made)
    assert bucket.published(tmp_path) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("pattern", ["made/*", "made/**", "made/*.parquet", "*/*", "*", "**/*.parquet", "*.json"])
def test_readers_of_a_pattern_see_only_what_is_published(bucket: Bucket, tmp_path: Path, pattern: str) -> None:
    make(production(project(bucket, tmp_path), "good", tmp_path))
    checked(bucket, tmp_path)
    found = [row[0].partition(f"{PREFIX}/")[2] for row in bucket.read(pattern, "filename", "read_blob")]
    assert found == {"*": ["raw.csv"], "*.json": []}.get(pattern, ["made/good.parquet"])


def test_sql_cannot_read_other_objects(bucket: Bucket, tmp_path: Path) -> None:
    bucket.fill(tmp_path, 3)
    obstore.put(bucket.client, "own/x.csv", b"id\n1\n")
    connection = project(bucket, tmp_path).spec.connections["lake"]
    root = f"s3://{bucket.connections['lake']['bucket']}"
    session = Session(frugal=False)
    session.prepare(connection, f"{root}/{PREFIX}/raw.csv")
    session.lock([f"{root}/{PREFIX}/"])
    assert session.execute(f"from '{root}/{PREFIX}/raw.csv'").fetchall() == [(0,), (1,), (2,), (3,), (4,)]
    for statement in (f"from '{root}/own/x.csv'", f"from '{root}/own/*.csv'", f"copy (select 1) to '{root}/own/y.csv'"):
        with pytest.raises(session.Error, match="file system operations are disabled"):
            session.execute(statement)
    session.close()


def test_without_the_library_it_is_said_what_to_install(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = production(project(bucket, tmp_path), "good", tmp_path)
    monkeypatch.setitem(sys.modules, "obstore", None)
    with pytest.raises(StagingError, match=r"obstore is not installed; run: pip install 'opsgen\[objects\]'"):
        store(made)
    result = run(
        tmp_path,
        {"raw": {"source": bucket.raw, "columns": {"id": {"type": "integer"}}}},
        connections=bucket.connections,
    )
    assert "or: obstore is not installed; run: pip install 'opsgen[objects]'" in (result.datasets[0].message or "")


def test_what_the_server_of_the_tests_does_not_prove(bucket: Bucket, endpoint: str) -> None:
    """Amazon S3 refuses both; the day that moto does, too, a condition can be a second line of defence here."""
    import boto3

    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    client, name = boto3.client("s3", endpoint_url=endpoint, **keys), bucket.connections["lake"]["bucket"]
    for key in ("new", "old"):
        client.put_object(Bucket=name, Key=key, Body=b"x")
    client.copy_object(Bucket=name, Key="old", CopySource={"Bucket": name, "Key": "new"}, IfMatch='"another"')
    upload = client.create_multipart_upload(Bucket=name, Key="old")["UploadId"]
    part = client.upload_part(Bucket=name, Key="old", UploadId=upload, PartNumber=1, Body=b"y")
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    client.complete_multipart_upload(
        Bucket=name, Key="old", UploadId=upload, MultipartUpload=parts, IfMatch='"another"'
    )
    assert client.get_object(Bucket=name, Key="old")["Body"].read() == b"y"
