from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgen.runtime.registry.address import Address

SECRETS = st.text(st.sampled_from("abcXYZ019:@/?%&=+ !"), min_size=6, max_size=20).filter(
    lambda text: text.strip() == text
)


@pytest.mark.parametrize(
    ("uri", "kind", "shown"),
    [
        ("https://mlflow.example.com/ml", "https", "https://mlflow.example.com/ml"),
        ("https://ann:pass@word@mlflow.example.com", "https", "https://mlflow.example.com"),
        ("https://token@mlflow.example.com?x=y", "https", "https://mlflow.example.com"),
        (
            "postgresql+psycopg://ann:secret@db:5432/mlflow?sslmode=require",
            "postgresql",
            "postgresql+psycopg://db:5432/mlflow",
        ),
        ("postgresql://db/mlflow?user=ann&password=p@ss", "postgresql", "postgresql://***"),
        ("sqlite:////data/a@b/mlflow.db", "sqlite", "sqlite:////data/a@b/mlflow.db"),
        ("file:///data/mlruns", "file", "file:///data/mlruns"),
        ("mlruns\n", "", "mlruns\\u{000A}"),
        ("databricks", "", "databricks"),
    ],
)
def test_what_may_be_seen_of_an_address(uri: str, kind: str, shown: str) -> None:
    assert (Address(uri).kind, Address(uri).shown) == (kind, shown)


@given(SECRETS)
def test_no_password_is_in_what_is_said(secret: str) -> None:
    address = Address(f"postgresql://someone:{secret}@db.example.com/mlflow")
    said = address.without_credentials(f'cannot reach "{address.uri}":\n password {secret!r} of someone is wrong')
    assert secret not in said
    assert said.isprintable()
    assert "someone" in said


def test_what_is_said_is_short_and_on_one_line() -> None:
    said = Address("http://mlflow").without_credentials("first\n\tsecond\x1b[31m " + "x" * 10_000)
    assert said.startswith("first second\\u{001B}[31m xxx")
    assert len(said) < 600
