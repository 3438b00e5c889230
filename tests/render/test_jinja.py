from __future__ import annotations

import ast
import itertools
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from jinja2 import Environment, UndefinedError, nodes

from opsgen.render.encode.comment import comment_safe
from opsgen.render.encode.layout import PlaceError
from opsgen.render.encode.python import Identifier, call
from opsgen.render.encode.workflow import Expression
from opsgen.render.jinja import render
from render.encode.values import nested, scalars, texts

Render = Callable[..., str]
_names = map("template-{}".format, itertools.count())
_FILES = {"python": "{}/x.py.jinja", "yaml": "{}/x.yaml.jinja", "workflow": "x/{}.actions.yml.jinja"}

any_example = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture
def render_source(monkeypatch: pytest.MonkeyPatch) -> Render:
    """Renders a template that is given as text: `render_source("yaml", "a: {{ b }}", b=1)`."""
    sources: dict[str, str] = {}
    monkeypatch.setattr("opsgen.render.jinja.read_text", lambda name, _package: sources[name])

    def rendered(language: str, source: str, *, others: Mapping[str, str] | None = None, **values: object) -> str:
        name = _FILES[language].format(next(_names))
        sources[f"templates/{name}"] = source
        sources.update({f"templates/{other}": text for other, text in (others or {}).items()})
        return render(name, values)

    return rendered


# What is inserted is encoded -----------------------------------------------------------------------------------------


@any_example
@given(texts, nested(scalars))
def test_text_stays_a_value_in_python(render_source: Render, text: str, value: object) -> None:
    source = "# {{ path }}\nwith DAG(\n    dag_id={{ text }},\n    args={{ value }},\n) as dag:\n    x = {{ text }}\n"
    module = render_source("python", source, path=comment_safe("a.yaml"), text=text, value=value)
    [block] = ast.parse(module).body
    arguments = [ast.literal_eval(keyword.value) for keyword in block.items[0].context_expr.keywords]
    assert repr(arguments) == repr([text, value])
    assert ast.literal_eval(block.body[0].value) == text


@any_example
@given(texts, nested(scalars))
def test_text_stays_a_value_in_yaml(render_source: Render, text: str, value: object) -> None:
    source = (
        "# {{ path }}\na: {{ text }}\nb: {{ value }}\nc:\n  - {{ text }}\n  - {{ value }}\n  - d: {{ value }}\n"
        "    e: [{{ text }}, {{ value }}, {f: {{ text }}}]\n{{ text_key }}: {{ text }} # {{ path }}\n"
    )
    document = render_source(
        "yaml", source, path=comment_safe("a.yaml"), text=text, value=value, text_key=f"key {text}"
    )
    expected = {"a": text, "b": value, "c": [text, value, {"d": value, "e": [text, value, {"f": text}]}]}
    assert repr(yaml.safe_load(document)) == repr(expected | {f"key {text}": text})


@pytest.mark.parametrize(
    "source", ['"a: b"', '"a" ~ ": b"', "text", "text | safe", "[text][0]", "text if true else 0", "text | trim"]
)
def test_no_way_of_inserting_text_goes_round_the_encoder(render_source: Render, source: str) -> None:
    assert render_source("yaml", f"x: {{{{ {source} }}}}\n", text="a: b") == 'x: "a: b"\n'
    assert render_source("python", f"x = {{{{ {source} }}}}\n", text="a: b") == 'x = "a: b"\n'


def test_constants_and_loop_variables_are_encoded(render_source: Render) -> None:
    source = (
        "{% for item in items %}\n- [{{ item }}, {{ loop.index }}, {{ 1.5 }}, {{ none }}, {{ true }}]\n{% endfor %}\n"
    )
    assert (
        render_source("yaml", source, items=["no", "a"]) == '- ["no", 1, 1.5, null, true]\n- [a, 2, 1.5, null, true]\n'
    )


@pytest.mark.parametrize("source", ["{{ nothing }}", "{{ a.nothing }}", "{% for x in nothing %}{% endfor %}"])
def test_what_is_undefined_is_an_error(render_source: Render, source: str) -> None:
    with pytest.raises(UndefinedError, match="nothing"):
        render_source("yaml", f"x: {source}\n", a={})


def test_names_and_calls_in_python(render_source: Render) -> None:
    source = "{{ name }} = {{ call }}\n{{ name }} >> {{ name }}\nfrom {{ module }} import {{ name }}\n"
    values = {"name": Identifier("task"), "call": call("timedelta", hours=1), "module": Identifier("datetime")}
    expected = "task = timedelta(hours=1)\ntask >> task\nfrom datetime import task\n"
    assert render_source("python", source, **values) == expected


# Layout --------------------------------------------------------------------------------------------------------------


def test_long_values_in_python_take_the_lines_that_they_need(render_source: Render) -> None:
    source = "f(\n    {{ name }}={{ value }},\n)\n"
    module = render_source("python", source, name=Identifier("tags"), value=["x" * 40, "y" * 40])
    assert module == f'f(\n    tags=[\n        "{"x" * 40}",\n        "{"y" * 40}",\n    ],\n)\n'


def test_blocks_in_yaml_open_below_their_key(render_source: Render) -> None:
    source = """\
spec:
  labels: {{ labels }}
  none: {{ empty }}
  items:
    - {{ labels }}
    - name: {{ text }}
      args: {{ args }}
  {{ key }}: {{ text }}
  more:
    {{ labels }}
"""
    document = render_source(
        "yaml", source, labels={"a": "b", "c": {"d": "e"}}, empty={}, args=["-m", ["x"]], text="1\n\n2\n", key="k"
    )
    assert (
        document
        == """\
spec:
  labels:
    a: b
    c:
      d: e
  none: {}
  items:
    - a: b
      c:
        d: e
    - name: |
        1

        2
      args:
        - "-m"
        - - x
  k: |
    1

    2
  more:
    a: b
    c:
      d: e
"""
    )


def test_a_macro_takes_the_indentation_of_where_it_is_inserted(render_source: Render) -> None:
    source = """\
{% macro container(name) %}
name: {{ name }}

args: {{ args }}
{% endmacro %}
{% macro pod(name) %}
containers:
  - {{ container(name) }}
{% for extra in extras %}
  - {{ container(extra) }}
{% endfor %}
{{ nothing() }}
{% endmacro %}
{% macro nothing() %}
{% endmacro %}
spec:
  {{ nothing() }}
  template:
    {{ pod("a") }}
  last: true
"""
    assert (
        render_source("yaml", source, args=["x", "z"], extras=["b"])
        == """\
spec:
  template:
    containers:
      - name: a

        args:
          - x
          - z
      - name: b

        args:
          - x
          - z
  last: true
"""
    )


def test_callers_blocks_and_captured_output_pass_as_they_are(render_source: Render) -> None:
    source = """\
{% macro within(name) %}
with {{ name }}:
    {{ caller() }}
{% endmacro %}
{% set captured %}
y = {{ text }}
{% endset %}
{% call within(group) %}
x = {{ text }}
{{ captured }}
{% endcall %}
"""
    module = render_source("python", source, group=Identifier("group"), text="a")
    assert module == 'with group:\n    x = "a"\n    y = "a"\n'


def test_included_imported_and_inherited_templates(render_source: Render) -> None:
    others = {
        "base.yaml.jinja": "base: {{ text }}\n{% block body %}\nbody: {{ text }}\n{% endblock %}\n",
        "macros.yaml.jinja": "{% macro named(name) %}\nname: {{ name }}\n{% endmacro %}\n",
        "part.yaml.jinja": "part: {{ text }}\n",
    }
    source = """\
{% extends "base.yaml.jinja" %}
{% from "macros.yaml.jinja" import named %}
{% block body %}
inner:
  {{ super() }}
  items:
    - {{ named("no") }}
{% include "part.yaml.jinja" %}
{% endblock %}
"""
    document = render_source("yaml", source, others=others, text="a: b")
    assert (
        document
        == """\
base: "a: b"
inner:
  body: "a: b"
  items:
    - name: "no"
part: "a: b"
"""
    )


@pytest.mark.parametrize("use", ["{{ name() ~ 'x' }}", "{{ name() | upper }}", "{{ name() | join }}"])
def test_a_macros_output_is_no_text_to_work_on(render_source: Render, use: str) -> None:
    with pytest.raises(TypeError):
        render_source("yaml", f"{{% macro name() %}}{{{{ 1 }}}}{{% endmacro %}}\nx: {use}\n")


def test_no_line_ends_with_a_space(render_source: Render) -> None:
    document = render_source("yaml", "a: {{ value }}\nb:   {{ value }}\n", value=["x"])
    assert document == "a:\n  - x\nb:\n  - x\n"


# Places where no value may stand -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        'x = "{{ text }}"',
        'x = "it\'s {{ text }}"',
        "x = 'a {{ text }} b'",
        '"""Doc {{ text }}."""',
        '"""Doc\n\n{{ text }}\n"""',
        "x = '''\n{{ text }}'''",
        'x = "\\"{{ text }}"',
        "# {{ text }}",
        "x = 1  # {{ text }}",
        "x = f{{ text }}",
        "x = {{ text }}{{ text }}",
        "task_{{ text }} = 1",
        "{{ text }}_task = 1",
        'x = {{ text }}""',
    ],
)
def test_in_python(render_source: Render, source: str) -> None:
    with pytest.raises(PlaceError):
        render_source("python", f"{source}\n", text="a")


@pytest.mark.parametrize(
    "source",
    [
        "a: b {{ text }}",
        "a: {{ text }} b",
        "a: b{{ text }}",
        "a: {{ text }}{{ text }}",
        "a: {{ text }} {{ text }}",
        "a: {{ text }}:{{ text }}",
        "a: {{ text }}-{{ text }}",
        'a: "{{ text }}"',
        "a: '{{ text }}'",
        'a: "b: {{ text }}"',
        "a: ['b, {{ text }}']",
        "a:{{ text }}",
        "a: &anchor {{ text }}",
        "# {{ text }}",
        "a: b # {{ text }}",
        "a: [b] # c: {{ text }}",
        "run: echo - {{ text }}",
        "run: |\n  {{ text }}",
        "run: |\n  a: {{ text }}",
        "- run: >-\n\n    a: {{ text }}",
        "- |\n  - {{ text }}",
        "a:\n  - b: |2 # c\n\n      x\n      - {{ text }}",
        "{{ key }}: |\n  {{ text }}",
    ],
)
def test_in_yaml(render_source: Render, source: str) -> None:
    with pytest.raises(PlaceError):
        render_source("yaml", f"{source}\n", text="a", key="b")


@pytest.mark.parametrize(
    "source",
    [
        "run: |\n  x\na: {{ text }}",
        "- run: |\n    x\n  a: {{ text }}",
        "- |\n  x\n- {{ text }}",
        "- a:\n    b: |\n      x\n  c: {{ text }}",
        "{{ text }}: |\n  x\nb: {{ text }}",
        "'a: b': {{ text }}",
        "a: |\n  x\n  y\n\n{{ text }}: {{ text }}",
        "a|: {{ text }}",
        "- - {{ text }}",
        "a: [1, {b: {{ text }}, c: {{ text }}}, [{{ text }}], {{ text }}]",
        "a: {{ text }} # b",
    ],
)
def test_but_beside_them(render_source: Render, source: str) -> None:
    document = render_source("yaml", f"{source}\n", text="t")
    assert yaml.safe_load(document) == yaml.safe_load(source.replace("{{ text }}", "t"))


def test_an_error_names_the_template_and_the_line(render_source: Render) -> None:
    with pytest.raises(PlaceError, match=r"a value has to be a scalar of its own: a: b ←c") as error:
        render_source("yaml", "a: b {{ 1 }}c\n")
    assert error.value.__notes__[0].startswith("in the template template-")


# Workflows -----------------------------------------------------------------------------------------------------------


def test_in_a_workflow_the_dollar_braces_are_githubs(render_source: Render) -> None:
    source = """\
env:
  REF: ${{ github.ref }}
  NAME: {{ name }}
  EXPRESSION: {{ expression }}
concurrency: deploy-${{ github.workflow }}-${{
  github.ref }}
{% for step in steps %}
  ${{ step }}
{% endfor %}
"""
    workflow = render_source(
        "workflow", source, name="a ${{ secrets.X }}", expression=Expression("github.sha"), steps=[1, 2]
    )
    assert (
        workflow
        == """\
env:
  REF: ${{ github.ref }}
  NAME: "a ${{ '${{' }} secrets.X }}"
  EXPRESSION: ${{ github.sha }}
concurrency: deploy-${{ github.workflow }}-${{
  github.ref }}
  ${{ step }}
  ${{ step }}
"""
    )


def test_a_file_without_an_encoder_is_no_template() -> None:
    with pytest.raises(ValueError, match=r"no encoder for the template 'x\.txt\.jinja'"):
        render("x.txt.jinja", {})


def test_the_encoders_do_not_need_jinja() -> None:
    script = """
import importlib, pkgutil, sys
import opsgen.render.encode, opsgen.render.resources
for module in pkgutil.walk_packages(opsgen.render.encode.__path__, "opsgen.render.encode."):
    importlib.import_module(module.name)
print("jinja2" in sys.modules)
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"


# opsgen's own templates ----------------------------------------------------------------------------------------------

TEMPLATES = Path(__file__).parents[2] / "templates"
SUBSTITUTION = (nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Call, nodes.Const)
LOOPS = (nodes.For, nodes.Tuple)
REUSE = (nodes.Macro, nodes.FromImport, nodes.Import, nodes.Include, nodes.Extends, nodes.Block)
SEPARATORS = (nodes.If, nodes.Not)


def _statements(template: Path) -> Iterator[nodes.Node]:
    source = re.sub(r"\$\{\{.*?\}\}", "", template.read_text(encoding="utf-8"))
    return Environment(autoescape=False).parse(source).find_all(nodes.Node)  # noqa: S701


@pytest.mark.parametrize(
    "template", sorted(TEMPLATES.rglob("*.jinja")), ids=lambda path: path.relative_to(TEMPLATES).as_posix()
)
def test_templates_hold_loops_and_substitution_only(template: Path) -> None:
    for node in _statements(template):
        assert isinstance(node, SUBSTITUTION + LOOPS + REUSE + SEPARATORS), f"line {node.lineno}: {type(node).__name__}"
        if isinstance(node, nodes.If):
            names = {name.name for name in node.test.find_all(nodes.Name)}
            assert names == {"loop"}, f"line {node.lineno}: a template decides nothing"
        if isinstance(node, nodes.Call):
            method = node.node
            assert isinstance(method, nodes.Name) or method.attr == "items", (
                f"line {node.lineno}: a template computes nothing"
            )
