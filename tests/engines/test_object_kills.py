"""Objects that are published while others read them, and while processes are killed: the server is moto's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from proof.version_cases import Subject, VersionCases, two_zygotes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engines.buckets import Bucket
    from program import Zygote

pytest.importorskip("obstore")

PATHS = {"object": "good/all.parquet", "objects": "good/{day}.parquet"}


@pytest.fixture(scope="module")
def zygotes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Zygote]]:
    yield from two_zygotes(tmp_path_factory, "obstore")


@pytest.fixture
def zygote(zygotes: list[Zygote]) -> Zygote:
    return zygotes[0]


@pytest.fixture
def rival(zygotes: list[Zygote]) -> Zygote:
    return zygotes[1]


class TestVersions(VersionCases):
    cases = (("object", "full"), ("objects", "partition"), ("objects", "append"))

    @pytest.fixture
    def subject(self, request: pytest.FixtureRequest, bucket: Bucket, tmp_path: Path) -> Subject:
        place, mode = request.param
        bucket.fill(tmp_path, 2000)
        address = f"{bucket.endpoint} {bucket.name} team/data/good"
        good = {"connection": "lake", "path": PATHS[place]}
        subject = Subject(tmp_path, bucket.connections, bucket.raw, good, "objects", address, mode)
        subject.lay_out()
        return subject
