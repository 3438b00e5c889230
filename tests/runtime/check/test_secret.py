from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opsgen.language.secret import SecretReference
from opsgen.runtime.engines import secret
from opsgen.runtime.engines.engine import UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

REFERENCE = SecretReference(secret="OPSGEN_TEST_PASSWORD")  # noqa: S106


@pytest.fixture(autouse=True)
def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPSGEN_TEST_PASSWORD", "OPSGEN_TEST_PASSWORD_FILE"):
        monkeypatch.delenv(name, raising=False)


def test_a_variable_holds_it_or_names_the_file_that_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "password").write_text("two words \n")
    monkeypatch.setenv("OPSGEN_TEST_PASSWORD_FILE", str(tmp_path / "password"))
    assert secret.value(REFERENCE) == "two words "
    monkeypatch.setenv("OPSGEN_TEST_PASSWORD", "another")
    assert secret.value(REFERENCE) == "another"
    assert secret.value(None) is None


def test_where_there_is_none_it_is_said_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableError, match="neither OPSGEN_TEST_PASSWORD nor OPSGEN_TEST_PASSWORD_FILE is"):
        secret.value(REFERENCE)
    monkeypatch.setenv("OPSGEN_TEST_PASSWORD_FILE", str(tmp_path / "none"))
    with pytest.raises(UnreadableError, match="OPSGEN_TEST_PASSWORD_FILE names: No such file"):
        secret.value(REFERENCE)
    (tmp_path / "none").write_bytes(b"\xff")
    with pytest.raises(UnreadableError, match="not text in UTF-8"):
        secret.value(REFERENCE)
