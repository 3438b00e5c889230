"""Text that means something to Python, Jinja, GitHub, a shell, Kubernetes or SQL: mere text in every artifact."""

from __future__ import annotations

import ast
import json
import re
import shlex
from typing import TYPE_CHECKING, Any

import pytest
import sqlglot
import yaml

from bad_inputs.case import SPEC, changed
from bad_inputs.program import lay_out
from golden import tree
from opsgen.backends.github.environments_script import MARK
from render.encode.test_shell import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bad_inputs.program import Program

TEXTS = {
    "a newline": "a\nb",
    "a carriage return": "a\rb",
    "three quotes": 'a """ + __import__("os").abort() + """ \'\'\'',
    "a quote at the end": 'a"',
    "a backslash at the end": "a\\",
    "another encoding": "a\n# coding: latin-1\n",
    "the end of a comment": "a */ --> ]]> #}",
    "a template": "{{ 1/0 }}",
    "a template's variable": "{{ var.value.password }}{{ ds }}",
    "a statement of templates": "{% raw %}{% include 'x' %}{% for x in range(10**9) %}",
    "a comment of templates": "{# open",
    "an expression of GitHub": "${{ secrets.KUBECONFIG }}",
    "an expression in quotes": "'${{ github.event.pull_request.title }}'",
    "a command's output": "$(id)",
    "backticks": "`id`",
    "a second command": "x; exit 3",
    "another command": "x && exit 3 || exit 4 | exit 5 & exit 6",
    "an option": "-x",
    "a glob": "*",
    "a set of files": "{a,b}?[c]~",
    "a variable of Kubernetes": "$(HOME) $$(HOME) $$$(HOME) $$",
    "a variable of the shell": "$HOME ${HOME} !! ~",
    "a script of sh": "run.sh",
    "a script of bash": "./run.bash",
    "a file of SQL": "select.sql",
    "keys of YAML": "a\nb: 1\n- run: id\n",
    "a document of YAML": "a\n---\nkind: Pod\n...\n",
    "a comment of YAML": "a # b",
    "an anchor": "&a *b !!c",
    "a command of workflows": "::error::a%0Ab",
    "the end of a here-document": "a\nEOF\nid",
    "markup": "<script>alert(1)</script> [a](javascript:alert(1)) | b",
}
IN_NAMES = {
    "a quote": "o'clock",
    "double quotes": 'a "b" c',
    "a semicolon": "a; drop table flights; --",
    "a comment of SQL": "a -- b",
    "a comment of several lines of SQL": "a /* b */ c",
    "brackets and backticks": "[a] `b` (c)",
    "a template": "{{ 1/0 }} {% raw %}",
    "an expression of GitHub": "${{ secrets.KUBECONFIG }}",
    "markup": "<b>&amp;</b> | c",
    "a backslash": "a\\",
}
"""What names of columns and paths of data may hold."""
EXPRESSION = re.compile(r"\$\{\{.*?\}\}")
ESCAPED = "${{ '${{' }}"


def told(text: str) -> str:
    """A spec with a text wherever there may be any."""
    it, line = json.dumps(text), json.dumps(" ".join(text.split()))
    return changed(
        ("Late flights.", it),
        ("All flights.", it),
        ("One row per flight.", it),
        ("Whether a flight will be late.", it),
        ("Online predictions.", it),
        ("Warn travellers early.", it),
        ("[aviation]", f"[{line}]"),
        ("[python, ingest.py]", f"[python, ingest.py, {it}], environment: {{TEXT: {it}}}"),
        ("[python, features.py]", f"[python, {it}, {it}]"),
        ("[python, train.py]", f"[{it}, {it}]"),
        ("[python, serve.py]", f"[{it}, {it}]"),
        ("{TEXT: some}", f"{{TEXT: {it}}}"),
        ("{text: some}", f"{{text: {it}}}"),
        ("{name: enough,", f"{{name: {line}, description: {it},"),
        ("late: {type: boolean", f"late: {{type: boolean, description: {it}"),
    )


def named(name: str) -> str:
    """A spec with a name for a column and a file."""
    it = json.dumps(name)
    folder = re.sub(r"[*?\[\]\\]", "", name)
    path = json.dumps(f"{folder}/x.csv")
    return changed(
        ("      carrier: {", f"      {it}: {{"),
        ("column: carrier", f"column: {it}"),
        ("path: flights.csv", f"path: {path}"),
    )


@pytest.fixture(scope="module")
def harmless(program: Program, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return shapes(built(told("some text"), program, tmp_path_factory.mktemp("harmless")))


@pytest.fixture(scope="module")
def harmlessly_named(program: Program, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return shapes(built(named("some name"), program, tmp_path_factory.mktemp("harmless")))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_changes_nothing_but_itself(text: str, program: Program, harmless: dict[str, Any], tmp_path: Path) -> None:
    files = built(told(text), program, tmp_path)
    assert shapes(files) == harmless
    assert commands_of_servers(files) == [[text, text]] * 2
    # opsgen runs the commands of trainings, so none of their words is in a script.
    assert [words[:2] for words in commands_of_trainings(files)] == [["opsgen", "train"]] * 2
    assert any(" ".join(text.split()) in each for each in texts_of_dags(files))


@pytest.mark.parametrize("name", IN_NAMES.values(), ids=IN_NAMES)
def test_names_change_nothing_but_themselves(
    name: str, program: Program, harmlessly_named: dict[str, Any], tmp_path: Path
) -> None:
    assert shapes(built(named(name), program, tmp_path)) == harmlessly_named


def built(spec: str, program: Program, folder: Path) -> dict[str, bytes]:
    """The files of a build."""
    lay_out({SPEC: spec}, folder)
    result = program.run("build", "--output", "out", folder=folder)
    assert (result.code, result.err) == (0, ""), result.out
    return tree(folder / "out")


def shapes(files: dict[str, bytes]) -> dict[str, Any]:
    """What each file is made of, whatever its texts are."""
    kinds = {"dags": python_shape, ".github": workflow_shape, "deploy": yaml_shape, "sql": sql_shape}
    own = {path: content.decode() for path, content in files.items() if not path.startswith(".opsgen/")}
    scripts = {path: script_shape for path in own if path.endswith(".sh")}
    return {path: (scripts.get(path) or kinds[path.split("/")[0]])(content) for path, content in own.items()}


def python_shape(text: str) -> str:
    module = ast.parse(text)
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(module)


def yaml_shape(text: str) -> Any:
    (document,) = yaml.safe_load_all(text)
    return _shape(document, lambda _: "text")


def workflow_shape(text: str) -> Any:
    """Of its texts, the expressions that GitHub evaluates."""
    (document,) = yaml.safe_load_all(text)
    return _shape(document, lambda value: EXPRESSION.findall(value.replace(ESCAPED, "")))


def script_shape(text: str) -> tuple[str, list[str]]:
    """Its functions, and the commands that follow them; every other word is text."""
    functions, _, calls = text.partition(MARK)
    commands = re.findall(r"^([a-z_]+)\(\) \{$", functions, re.MULTILINE)
    constant = "\n".join(line for line in functions.splitlines() if not line.startswith("#"))
    return constant, [word if word in commands else "text" for word in shlex.split(calls)]


def _shape(value: Any, of_text: Callable[[str], Any]) -> Any:
    if isinstance(value, dict):
        return {key: _shape(inner, of_text) for key, inner in value.items()}
    if isinstance(value, list):
        return [_shape(inner, of_text) for inner in value]
    return of_text(value) if isinstance(value, str) else value


def sql_shape(text: str) -> list[str]:
    """The kinds of its words; a name may need quotes."""
    kinds = (token.token_type.name for token in sqlglot.tokenize(text, dialect="duckdb"))
    return ["VAR" if kind == "IDENTIFIER" else kind for kind in kinds]


def _documents(files: dict[str, bytes], folder: str) -> list[Any]:
    found = [content for path, content in files.items() if path.startswith(folder) and path.endswith((".yml", ".yaml"))]
    return [yaml.safe_load(content) for content in found]


def commands_of_servers(files: dict[str, bytes]) -> list[list[str]]:
    """The commands of servers, as the kubelet has them when every variable is set."""
    found = [each for each in _documents(files, "deploy/") if each["kind"] == "Deployment"]
    containers = [container for each in found for container in each["spec"]["template"]["spec"]["containers"]]
    return [[expanded(word) for word in container["command"]] for container in containers]


def expanded(word: str) -> str:
    return re.sub(r"\$\$|\$\([^)]*\)", lambda match: "$" if match[0] == "$$" else "EXPANDED", word)


def commands_of_trainings(files: dict[str, bytes]) -> list[list[str]]:
    """The words that a shell makes of what the workflows train with."""
    jobs = [job for each in _documents(files, ".github/workflows/") for job in each["jobs"].values()]
    return [read(step["run"]) for job in jobs for step in job["steps"] if step.get("name") == "Train"]


def texts_of_dags(files: dict[str, bytes]) -> set[str]:
    """Every string in the DAGs, whose operators take none for a template or for the name of one."""
    modules = [ast.parse(content) for path, content in files.items() if path.startswith("dags/")]
    nodes = [node for module in modules for node in ast.walk(module)]
    derived = [node for node in nodes if isinstance(node, ast.ClassDef) and node.name.endswith("Operator")]
    assert derived
    for operator in derived:
        assert ast.unparse(operator.bases[0]) == "BaseOperator" or "template_fields = ()" in ast.unparse(operator)
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
