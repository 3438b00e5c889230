"""A project some of whose rows are quarantined in each version."""

from __future__ import annotations

import json
from typing import Any

from proof.reader import read
from proof.version_cases import DAYS, Subject

MOVED = 7
"""Version N moves N more rows than this."""


class Quarantining(Subject):
    """Rows of `good` with a negative `id` are moved to `rejected`. Both are read by `self.kind`."""

    def lay_out(self) -> None:
        super().lay_out()
        file = self.folder / "opsgen.yaml"
        spec = json.loads(file.read_text(encoding="utf-8"))
        rule = {"range": {"column": "id", "min": 0, "quarantine": "rejected", "max_fraction": 0.5}}
        spec["datasets"]["good"]["quality"].append(rule)
        columns = {"opsgen_rule": {"type": "string"}}
        spec["datasets"]["rejected"] = {"source": self.rejected, "columns": columns}
        file.write_text(json.dumps(spec), encoding="utf-8")

    @property
    def rejected(self) -> dict[str, Any]:
        if "path" in self.good:
            return {"connection": "lake", "path": "rejected-*.parquet"}
        return {**self.good, "table": "rejected"}

    def choose(self, version: int) -> None:
        super().choose(version)
        sql = (self.folder / "good.sql").read_text(encoding="utf-8")
        moved = f"select -1 - id, date '{DAYS[-1]}', {version} from raw where id < {MOVED + version}"  # noqa: S608
        (self.folder / "good.sql").write_text(f"{sql} union all {moved}", encoding="utf-8")

    def published(self) -> int:
        version = super().published()
        # The files are published one after the other, so the quarantine can be one version ahead.
        allowed = (version, version + 1) if self.kind == "file" else (version,)
        address = f"{self.folder}/data/rejected-all.parquet" if self.kind == "file" else self.address
        found = read(self.kind, address, "rejected")
        assert found is not None
        ((rows, least, greatest),) = found
        assert (least, rows) == (greatest, MOVED + least), (rows, least, greatest)
        assert least in allowed, (least, version)
        return version
