"""Applications of Argo CD: what they apply, and what they leave to controllers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from backends.github.specs import deployed, merged, project
from opsgen.backends import GITOPS, KUBERNETES
from opsgen.backends.api import Rendered
from opsgen.render.jinja import render

if TYPE_CHECKING:
    from opsgen.graph import ProjectGraph

SCHEMA = json.loads((Path(__file__).parent / "application.schema.json").read_text())
GITOPS_OUTPUT = {"cluster": "in-cluster", "status_creator": "example-argocd[bot]"}


def spec(**parts: Any) -> dict[str, Any]:
    base = deployed(
        project={"repository": "https://github.com/example/birds"}, outputs={"gitops": GITOPS_OUTPUT, "airflow": {}}
    )
    return merged(base, parts)


def rendered(built: ProjectGraph) -> list[Rendered]:
    return [Rendered(each, render(each.template, each.values)) for each in GITOPS.artifacts(built)]


def applications(tree: dict[str, Any], **options: Any) -> dict[str, Any]:
    found = rendered(project(tree, **options))
    return {each.artifact.path: YAML(typ="safe").load(each.text) for each in found}


def test_they_have_only_fields_of_the_custom_resource() -> None:
    found = applications(spec())
    assert list(found) == ["argocd/birds-dev.yaml", "argocd/birds-staging.yaml", "argocd/birds-prod.yaml"]
    for each in found.values():
        jsonschema.validate(each, SCHEMA)


def test_each_applies_the_folder_of_its_environment() -> None:
    prod = applications(spec(), folder="projects/birds")["argocd/birds-prod.yaml"]
    assert prod["metadata"]["name"] == "birds-prod"
    assert prod["spec"]["source"] == {
        "repoURL": "https://github.com/example/birds",
        "targetRevision": "main",
        "path": "projects/birds/deploy/prod",
    }
    assert prod["spec"]["destination"] == {"name": "in-cluster", "namespace": "birds-prod"}
    assert prod["metadata"]["annotations"]["opsgen.dev/commit-status"] == "birds / prod"


def test_an_environment_names_its_cluster() -> None:
    eks = {"type": "eks", "name": "birds-1", "region": "eu-central-1", "role": "arn:aws:iam::1:role/x"}
    tree = spec(environments={"prod": {"kubernetes": {"cluster": eks}}}, outputs={"gitops": {"cluster": None}})
    assert applications(tree)["argocd/birds-prod.yaml"]["spec"]["destination"]["name"] == "birds-1"
    other = merged(tree, {"environments": {"prod": {"overrides": {"outputs.gitops.cluster": "other"}}}})
    assert applications(other)["argocd/birds-prod.yaml"]["spec"]["destination"]["name"] == "other"


def test_options_say_where_it_is_and_what_it_reads() -> None:
    output = {"repository": "https://git.example.com/b", "namespace": "cd", "project": "birds", "path": "apps"}
    tree = spec(outputs={"gitops": output, "github": {"default_branch": "trunk"}})
    prod = applications(tree)["apps/birds-prod.yaml"]
    assert (prod["metadata"]["namespace"], prod["spec"]["project"]) == ("cd", "birds")
    assert prod["spec"]["source"]["repoURL"] == "https://git.example.com/b"
    assert prod["spec"]["source"]["targetRevision"] == "trunk"


def test_values_of_controllers_are_left_alone() -> None:
    application = applications(spec())["argocd/birds-prod.yaml"]["spec"]
    assert {"ServerSideApply=true", "RespectIgnoreDifferences=true"} < set(application["syncPolicy"]["syncOptions"])
    ignored = {each["kind"]: each for each in application["ignoreDifferences"]}
    assert list(ignored) == ["Service", "HTTPRoute"]
    # A server without autoscaling has its `replicas` in git, so they must not be ignored for all objects of a kind.
    assert "replicas" not in json.dumps(application)


def test_no_object_that_holds_data_is_pruned() -> None:
    tree = spec(environments={"prod": {"runner": "kubernetes"}})
    kept = {
        each.values["manifest"].kind
        for each in KUBERNETES.artifacts(project(tree))
        if "Prune=false" in str(getattr(each.values["manifest"], "metadata", {}).get("annotations"))
        and each.environment == "prod"
    }
    assert kept == {"Namespace"}


def test_no_file_that_an_environment_runs() -> None:
    """Otherwise a change of the spec would change a release."""
    for each in rendered(project(spec())):
        assert each.artifact.released is None
        assert not each.artifact.path.startswith(("deploy/", "dags/"))


@pytest.mark.parametrize(
    ("old", "new"), [("prune: true", "prune: 1"), ("path: deploy/prod", "path: deploy/dev"), ("limit: 5", "limit: ]")]
)
def test_a_text_with_other_values_is_a_problem(old: str, new: str) -> None:
    built = project(spec())
    found = rendered(built)
    assert GITOPS.verify(built, found).problems == ()
    changed = found[-1].text.replace(old, new)
    assert changed != found[-1].text
    (problem,) = GITOPS.verify(built, [Rendered(found[-1].artifact, changed)]).problems
    assert problem.path == "argocd/birds-prod.yaml"
