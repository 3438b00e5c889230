from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgen.render.encode.comment import comment_safe
from opsgen.render.encode.layout import PlaceError, Substitution, fragment, lay_out
from opsgen.render.encode.shell import Shell, command, word
from render.encode.values import TRAPS, texts

words = texts.map(lambda text: text.replace("\0", ""))


def read(line: str) -> list[str]:
    """The words that a real shell makes of a command line."""
    script = f"printf '%s\\0' {line}"
    run = subprocess.run(["sh", "-s"], input=script.encode(), capture_output=True, check=True)
    return run.stdout.decode().split("\0")[:-1]


@given(st.lists(words, min_size=1))
def test_a_shell_sees_the_words(arguments: list[str]) -> None:
    assert read(command(arguments)) == arguments


def test_a_shell_sees_what_is_easily_mistaken() -> None:
    arguments = [trap for trap in TRAPS if "\0" not in trap] + ["~", "~/x", "a~", "A=b", "if", "$", "\\$", "${{ x }}"]
    assert read(command(arguments)) == arguments


@pytest.mark.parametrize("program", ["if", "done", "A=b", "~root", "!"])
def test_a_program_is_not_taken_for_syntax(program: str) -> None:
    run = subprocess.run(["bash", "-c", command([program])], capture_output=True, text=True, check=False)
    assert run.returncode == 127
    assert "not found" in run.stderr


@given(words)
def test_github_finds_no_expression_in_a_word(text: str) -> None:
    assert "${{" not in word(text)


@pytest.mark.parametrize("text", ["python", "-m", "flight_delays.train", "--max=3", "a/b", "x@1.2", "50%"])
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert word(text) == text


def test_refuses_nul() -> None:
    with pytest.raises(ValueError, match="NUL"):
        word("a\0b")


def _script(*parts: object) -> str:
    return lay_out(fragment([part if isinstance(part, str) else Substitution(*part) for part in parts]), Shell())


@given(words, words)
def test_a_value_is_one_word_of_a_command_in_a_script(one: str, other: str) -> None:
    assert read(_script("team ", (one,), " ", (other,), "\n").removeprefix("team ").removesuffix("\n")) == [one, other]


def test_a_comment_takes_only_what_is_harmless() -> None:
    assert _script("# Of ", (comment_safe("dev"),), "\n") == "# Of dev\n"
    with pytest.raises(PlaceError):
        _script("# Of ", ("dev\nid",), "\n")


@pytest.mark.parametrize(
    "parts",
    [(("id",), "\n"), ('team "', ("id",), '"\n'), ("team ", ("id",), ";\n"), ("a=", ("id",), "\n"), ("x ", (True,))],
)
def test_no_other_place_in_a_script_takes_a_value(parts: tuple[object, ...]) -> None:
    with pytest.raises(PlaceError):
        _script(*parts)
