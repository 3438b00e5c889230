"""The JSON of a profile is what its published schema says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema

from opsgen.render.resources import read_text
from program import opsgen

if TYPE_CHECKING:
    from pathlib import Path


def test_the_json_is_what_its_published_schema_says(tmp_path: Path) -> None:
    rows = "".join(
        f"{n},p{n}@example.com,{n / 2},2024-01-{n:02},{'granted' if n % 2 else 'NA'}\n" for n in range(1, 21)
    )
    (tmp_path / "people.csv").write_text(f"id,email,size,born,consent\n{rows}")
    ran = opsgen("profile", "people.csv", "--format", "json", folder=tmp_path)
    schema, document = json.loads(read_text("schemas/profile.schema.json")), json.loads(ran.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema, jsonschema.Draft202012Validator)
    ids, email, size, born, consent = document["columns"]
    assert (document["rows"], document["null_values"]) == (20, ["NA"])
    assert (ids["type"], ids["unique"], ids["min"], ids["max"]) == ("integer", True, 1, 20)
    assert (email["personal"], email["min"], email["top"]) == ("name", "***", [])
    assert (size["type"], size["mean"], size["missing"]) == ("number", 5.25, 0)
    assert (born["type"], born["min"], born["max"]) == ("date", "2024-01-01", "2024-01-20")
    assert (consent["missing"], consent["constant"], consent["top"]) == (10, True, [{"value": "granted", "rows": 10}])
