from __future__ import annotations

import io
import math
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from yamllint import linter
from yamllint.config import YamlLintConfig

from opsgen.render.encode.yaml import Yaml
from render.encode.values import TRAPS, nested, scalars, texts

if TYPE_CHECKING:
    from collections.abc import Callable

values = nested(scalars)
YAML_LINT = YamlLintConfig(
    "extends: default\nrules: {document-start: disable, line-length: disable, empty-lines: disable}"
)


def _pyyaml(document: str) -> object:
    """YAML 1.1, and one document."""
    return pyyaml.safe_load(document)


def _ruamel(version: str) -> Callable[[str], object]:
    def read(document: str) -> object:
        reader = YAML(typ="safe", pure=True)
        reader.version = version
        return reader.load(io.StringIO(document))

    return read


READERS = {"PyYAML": _pyyaml, "ruamel 1.1": _ruamel("1.1"), "ruamel 1.2": _ruamel("1.2")}
readers = pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())


def _block(value: object) -> str:
    return "\n".join(Yaml().block({"before": 1, "value": value, "after": ["x", value]})) + "\n"


@readers
@given(values)
def test_reads_back_from_a_block(read: Callable[[str], object], value: object) -> None:
    assert repr(read(_block(value))) == repr({"before": 1, "value": value, "after": ["x", value]})


@readers
@given(values)
def test_reads_back_from_one_line(read: Callable[[str], object], value: object) -> None:
    line = Yaml().flow([value, {"key": value}])
    assert "\n" not in line
    assert repr(read(f"- {line}\n")) == repr([[value, {"key": value}]])


@readers
@pytest.mark.parametrize("text", TRAPS)
def test_traps(read: Callable[[str], object], text: str) -> None:
    assert read(_block({text: text})) == {"before": 1, "value": {text: text}, "after": ["x", {text: text}]}


@given(values)
def test_yamllint_has_nothing_to_say(value: object) -> None:
    assert [str(problem) for problem in linter.run(_block(value), YAML_LINT)] == []


@given(texts)
def test_what_does_not_show_is_escaped(text: str) -> None:
    assert _block(text).replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("value", "scalar"),
    [
        ("ghcr.io/example/flight-delays:1.4.0", "ghcr.io/example/flight-delays:1.4.0"),
        ("https://example.com/a?b=c", "https://example.com/a?b=c"),
        ("Tomorrow's flights, each with its score.", "Tomorrow's flights, each with its score."),
        ("/healthz", "/healthz"),
        ("512Mi", "512Mi"),
        ("250m", "250m"),
        ("2", '"2"'),
        ("1.4.0", '"1.4.0"'),
        ("NO", '"NO"'),
        ("22:30", '"22:30"'),
        ("0 4 * * *", '"0 4 * * *"'),
        ("s3://*", "s3://*"),
        ("日本語", "日本語"),
        ("a\u2028b\x85\ufeff\x1b", '"a\\u2028b\\u0085\\ufeff\\u001b"'),
        (None, "null"),
        (True, "true"),
        (1e-7, "1.0e-07"),
        (1e16, "1.0e+16"),
        (-0.0, "-0.0"),
        (10**30, "1" + "0" * 30),
    ],
)
def test_scalars(value: object, scalar: str) -> None:
    assert Yaml().scalar(value) == scalar


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\nb", ["|-", "a", "b"]),
        ("a\n\n  b\n", ["|", "a", "", "  b"]),
        ("a\nb\n\n", ['"a\\nb\\n\\n"']),
        ("\na", ['"\\na"']),
        (" a\nb", ['" a\\nb"']),
        ("a \nb", ['"a \\nb"']),
        ("a\tb\nc", ['"a\\tb\\nc"']),
        ("a\r\nb", ['"a\\r\\nb"']),
    ],
)
def test_several_lines_are_a_literal_block_where_it_shows_them(text: str, lines: list[str]) -> None:
    assert Yaml().block(text) == lines


@pytest.mark.parametrize("value", [math.nan, math.inf, object(), b"x", {1}])
def test_refuses_what_has_no_value(value: object) -> None:
    with pytest.raises(TypeError, match="no YAML value"):
        Yaml().block([value])


@given(st.characters(categories=["Cs"]))
def test_refuses_lone_surrogates(char: str) -> None:
    with pytest.raises(ValueError, match="lone surrogate"):
        Yaml().scalar(char)


def test_kubectl_reads_the_same_text(tmp_path: Path) -> None:
    kubectl = shutil.which("kubectl", path=Path(sys.executable).parent)
    assert kubectl, "kubectl is a dependency of the tests"
    # The data of a ConfigMap is text or an error: what Go's reader took for anything else would fail here.
    # (kustomize itself cannot write control characters; a spec has none.)
    traps = [trap for trap in TRAPS if not re.search(r"[\0-\x08\x0e-\x1f\x7f-\x9f\ufffe]", trap)]
    data = {f"key-{index}": trap for index, trap in enumerate(traps)}
    config_map = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "traps"}, "data": data}
    for name, document in {"traps.yaml": config_map, "kustomization.yaml": {"resources": ["traps.yaml"]}}.items():
        (tmp_path / name).write_text("\n".join(Yaml().block(document)) + "\n", encoding="utf-8")
    run = subprocess.run([kubectl, "kustomize", tmp_path], capture_output=True, check=False, encoding="utf-8")
    assert run.returncode == 0, run.stderr
    # It writes `=` without quotes, so nothing but text may come of a scalar here.
    assert pyyaml.load(run.stdout, Loader=pyyaml.BaseLoader) == config_map  # noqa: S506
