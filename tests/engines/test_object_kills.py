"""Objects that are published while others read them, and while processes are killed: the server is moto's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from proof.version_cases import Subject, VersionCases

if TYPE_CHECKING:
    from pathlib import Path

    from engines.buckets import Bucket

pytest.importorskip("obstore")

PATHS = {"object": "good/all.parquet", "objects": "good/{day}.parquet"}


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
