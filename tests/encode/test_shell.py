from __future__ import annotations

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encode.values import TRAPS, texts
from opsgen.encode.shell import command, word

words = texts.map(lambda text: text.replace("\0", ""))


@given(st.lists(words))
def test_a_command_splits_into_its_arguments(arguments: list[str]) -> None:
    assert shlex.split(command(arguments)) == arguments


def test_a_real_shell_sees_the_same_words() -> None:
    arguments = [trap for trap in TRAPS if "\0" not in trap]
    run = subprocess.run(["sh", "-c", f"printf '%s\\0' {command(arguments)}"], capture_output=True, check=True)
    assert run.stdout.decode().split("\0")[:-1] == arguments


def test_refuses_nul() -> None:
    with pytest.raises(ValueError, match="NUL"):
        word("a\0b")
