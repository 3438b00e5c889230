"""Whatever text a spec holds, it arrives as it is, and nothing else changes for it."""

from __future__ import annotations

import re
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from backends.kubernetes.specs import EXPOSURE, JOB, MONITOR, OBJECTIVES, SERVER, planned, project, rendered, spec
from opsgen.backends import KUBERNETES
from opsgen.backends.kubernetes.promql import inert
from render.encode.values import texts

lines = texts.filter(lambda text: text.strip() and "\n" not in text)
words = texts.filter(lambda text: "\0" not in text)


def told(line: str, text: str, word: str) -> dict[str, Any]:
    """A spec with the texts in every place that takes any."""
    server = SERVER | {
        "description": text,
        "owner": line,
        "tags": [line],
        "command": ["serve", word],
        "environment": {"TEXT": text, "SECRET": {"secret": "SECRET"}},
        "objectives": OBJECTIVES,
        "exposure": EXPOSURE,
        "monitor": MONITOR,
        "rollout": {"strategy": "canary"},
    }
    job = JOB | {"description": text, "owner": line, "command": [word, "count"], "environment": {"TEXT": text}}
    return spec(
        project={"description": text, "owner": line},
        variables={"any": {"default": text}},
        deployments={"api": server, "count": job},
        outputs={"kubernetes": {"service_account_annotations": {"example.com/role": text}}},
    )


def documents(tree: dict[str, Any]) -> dict[str, Any]:
    """The one document in each file, as a reader of YAML 1.1 has it."""
    found = {}
    for each in rendered(planned(tree)):
        (found[each.artifact.path],) = yaml.load_all(each.text, yaml.CSafeLoader)
    return found


def shape(value: Any) -> Any:
    """The keys and the kinds of values."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value]
    return type(value).__name__


TAME = {path: shape(document) for path, document in documents(told("tame", "tame", "tame")).items()}


@settings(max_examples=60)
@given(lines, texts, words)
def test_text_is_data_everywhere(line: str, text: str, word: str) -> None:
    tree = told(line, text, word)
    found = documents(tree)
    undescribed = {path: without_description(shape(document)) for path, document in found.items()}
    assert undescribed == {path: without_description(document) for path, document in TAME.items()}
    rollout, data = found["deploy/prod/api/rollout.yaml"], found["deploy/prod/api/config-map.yaml"]["data"]
    assert rollout["metadata"]["annotations"].get("opsgen.dev/description", "") == text
    assert rollout["metadata"]["annotations"]["opsgen.dev/owner"] == line
    assert data["TEXT"] == data["OPSGEN_VAR_ANY"] == text
    account = found["deploy/prod/count/service-account.yaml"]
    assert account["metadata"]["annotations"]["example.com/role"] == text
    command = rollout["spec"]["template"]["spec"]["containers"][0]["command"]
    assert [expanded(argument) for argument in command] == ["serve", word]


@settings(max_examples=30)
@given(lines, texts, words)
def test_verification_agrees(line: str, text: str, word: str) -> None:
    tree = told(line, text, word)
    assert KUBERNETES.verify(project(tree), rendered(planned(tree))).problems == ()


@given(texts | st.text(alphabet='{} "'))
def test_prometheus_s_templates_give_the_text_back(text: str) -> None:
    escaped = inert(text)
    assert "{{" not in escaped.replace('{{ "{{" }}', "")
    assert escaped.replace('{{ "{{" }}', "{{") == text


def without_description(document: Any) -> Any:
    """An empty description is none."""
    if isinstance(document, dict) and "metadata" in document:
        annotations = dict(document["metadata"]["annotations"])
        annotations.pop("opsgen.dev/description", None)
        return document | {"metadata": document["metadata"] | {"annotations": annotations}}
    return document


def expanded(argument: str) -> str:
    """What the kubelet makes of an argument when every variable is set."""
    return re.sub(r"\$\$|\$\([^)]*\)", lambda match: "$" if match[0] == "$$" else "EXPANDED", argument)
