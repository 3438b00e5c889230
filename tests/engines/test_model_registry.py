"""A model registry in an object store: the server of moto, which knows conditional writes as Amazon S3 does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from runtime.registry.training_cases import TrainingCases, register_at_once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engines.buckets import Bucket
    from runtime.registry.registries import Trainings

pytest.importorskip("obstore")


class TestObjects(TrainingCases):
    @pytest.fixture
    def keys(self, bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Any]:
        self.bucket = bucket
        for name, value in {"ACCESS_KEY_ID": "key", "SECRET_ACCESS_KEY": "secret", "REGION": "us-east-1"}.items():
            monkeypatch.setenv(f"AWS_{name}", value)
        monkeypatch.setenv("AWS_ENDPOINT", bucket.endpoint)
        monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
        connections = {"store": bucket.connections["lake"]}
        return {"registry": {"type": "files", "connection": "store", "path": "models"}, "connections": connections}

    def damage(self, trainings: Trainings) -> None:  # noqa: ARG002
        keys = self.bucket.keys()
        for key in keys:
            if key.endswith("model/model.bin"):
                self.bucket.put(key, b"FIRST")

    def test_registrations_at_once_get_numbers_of_their_own(self, trainings: Trainings) -> None:
        register_at_once(trainings)
