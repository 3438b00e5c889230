"""`runner: kubernetes`: pods are restricted, sized as the spec says, and their containers get the spec's very words."""

from __future__ import annotations

import re
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest
from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from kubernetes import client
from kubernetes.client import ApiClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Built


@pytest.fixture
def pod(rendered: Callable[[Any], Any]) -> Callable[[Any], dict[str, Any]]:
    """A function that gives the pod of a task as Kubernetes is sent it."""

    def build(task: Any) -> dict[str, Any]:
        built: dict[str, Any] = ApiClient().sanitize_for_serialization(
            rendered(task).build_pod_request_obj(dry_run=True)
        )
        return built

    return build


def test_templates_would_be_evaluated_but_for_our_operator(hostile: Built, rendered: Callable[[Any], Any]) -> None:
    dag = hostile.dags["hostile.prod.dataset.facts"]
    with pytest.raises(ZeroDivisionError):
        rendered(KubernetesPodOperator(task_id="plain", cmds=["{{ 1/0 }}"], dag=type(dag)("plain")))


def test_every_pod_is_restricted(built: Built, pod: Callable[[Any], dict[str, Any]]) -> None:
    for task in _pod_tasks(built):
        spec = pod(task)["spec"]
        (container,) = spec["containers"]
        assert spec["securityContext"] == {
            "runAsNonRoot": True,
            "runAsUser": 10001,
            "runAsGroup": 10001,
            "fsGroup": 10001,
            "seccompProfile": {"type": "RuntimeDefault"},
        }
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
        }
        assert spec["automountServiceAccountToken"] is False
        assert not spec.get("hostNetwork")
        assert "serviceAccountName" not in spec
        assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in spec["volumes"]}
        assert {"name": "tmp", "mountPath": "/tmp"} in container["volumeMounts"]
        assert {kind for volume in spec["volumes"] for kind in volume} == {"name", "emptyDir"}


def test_every_pod_has_image_namespace_and_limits(built: Built, pod: Callable[[Any], dict[str, Any]]) -> None:
    project = built.spec["project"]
    for task in _pod_tasks(built):
        manifest, environment = pod(task), built.spec["environments"][task.dag_id.split(".")[1]]
        (container,) = manifest["spec"]["containers"]
        assert manifest["metadata"]["namespace"] == environment["kubernetes"]["namespace"]
        assert container["image"] == f"{project['image']['repository']}:{project.get('version', '0.1.0')}"
        assert container["imagePullPolicy"] == "Always"
        for amounts in container["resources"].values():
            assert {"cpu", "memory", "ephemeral-storage"} <= set(amounts)


def test_every_pod_has_a_name_labels_and_an_owner(built: Built, pod: Callable[[Any], dict[str, Any]]) -> None:
    project = built.spec["project"]
    for task in _pod_tasks(built):
        metadata, tags = pod(task)["metadata"], dict(tag.split(":", 1) for tag in task.dag.tags if ":" in tag)
        assert re.fullmatch(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?", metadata["name"])
        assert metadata["labels"]["app.kubernetes.io/part-of"] == project["name"]
        assert metadata["labels"]["opsgen.dev/environment"] == task.dag_id.split(".")[1]
        assert metadata["labels"]["opsgen.dev/component"] == tags["component"]
        assert metadata["annotations"] == {"opsgen.dev/owner": task.owner}
        for value in metadata["labels"].values():
            assert re.fullmatch(r"([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?", value)


def test_what_the_spec_gives_is_requested_and_the_limit(hostile: Built, pod: Callable[[Any], dict[str, Any]]) -> None:
    spec = pod(hostile.dags["hostile.prod.model.guess"].get_task("train"))["spec"]
    amounts = {"cpu": "500m", "memory": "2Gi", "ephemeral-storage": "3Gi", "nvidia.com/gpu": "2"}
    assert spec["containers"][0]["resources"] == {"requests": amounts, "limits": amounts}
    assert spec["nodeSelector"] == {"nvidia.com/gpu.product": "Tesla-T4"}
    assert spec["tolerations"] == [{"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}]


def test_words_arrive_as_they_stand_in_the_spec(hostile: Built, pod: Callable[[Any], dict[str, Any]]) -> None:
    commands = {
        "dataset.events.ingest": ["opsgen", "ingest", "events", "--env", "prod"],
        "dataset.facts.write": ["opsgen", "transform", "facts", "--env", "prod", "--step", "write"],
        "model.guess.train": ["opsgen", "train", "guess", "--env", "prod", "--step", "train"],
        "batch.sweep.score": ["opsgen", "batch", "sweep", "--env", "prod"],
    }
    for name, command in commands.items():
        (container,) = pod(_task(hostile, name))["spec"]["containers"]
        assert [_expanded(word, _variables(container)) for word in container["command"]] == command
        assert not container.get("args")


def test_variables_arrive_as_they_stand_in_the_spec(hostile: Built, pod: Callable[[Any], dict[str, Any]]) -> None:
    (container,) = pod(_task(hostile, "dataset.events.ingest"))["spec"]["containers"]
    variables = _variables(container)
    assert variables["OPSGEN_VAR_LAKE"] == hostile.spec["variables"]["lake"]["default"]
    assert variables["HOME"] == "/tmp"


def test_a_run_is_named_in_its_pods(hostile: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    task = _task(hostile, "dataset.events.ingest")
    requests = []

    def execute(operator: Any, _context: Any) -> None:
        requests.append(ApiClient().sanitize_for_serialization(operator.build_pod_request_obj(dry_run=True)))

    monkeypatch.setattr(KubernetesPodOperator, "execute", execute)
    run = {"dag_id": task.dag_id, "run_id": "manual__1"}
    for partition in (None, "2026-01-02 $(HOME)"):
        type(task).execute.__wrapped__(task, {"dag_run": SimpleNamespace(**run, partition_key=partition)})
    first, second = (_variables(request["spec"]["containers"][0]) for request in requests)
    assert first["OPSGEN_RUN"] == "hostile.prod.dataset.events/manual__1"
    assert "OPSGEN_PARTITION" not in first
    assert second == {**first, "OPSGEN_PARTITION": "2026-01-02 $(HOME)"}


def test_opsgen_alone_gives_a_model_s_settings_to_commands(built: Built, pod: Callable[[Any], dict[str, Any]]) -> None:
    for task in _pod_tasks(built):
        (container,) = pod(task)["spec"]["containers"]
        assert not {"OPSGEN_PARAMETERS", "OPSGEN_ARTIFACTS", "OPSGEN_METRICS"} & _variables(container).keys()


def test_before_a_version_is_pinned_a_pod_is_told_so_by_empty_text_and_is_skipped(
    flight_delays: Built, pod: Callable[[Any], dict[str, Any]]
) -> None:
    for task in _pod_tasks(flight_delays):
        (container,) = pod(task)["spec"]["containers"]
        loads = task.dag_id == "flight-delays.prod.dataset.scores" and task.task_id == "write"
        assert _variables(container).get("OPSGEN_MODEL_PIN") == ("" if loads else None)
        assert (task.skip_on_exit_code == [99]) is (loads or task.task_id == "drift")


@pytest.mark.usefixtures("flight_delays")
def test_a_pod_is_told_the_version_that_the_pins_module_has(monkeypatch: pytest.MonkeyPatch) -> None:
    common = sys.modules["opsgen_common_flight_delays_prod"]
    version = f"7@sha256:{'0' * 64}"
    monkeypatch.setitem(common.MODELS, "delay", version)
    assert sys.modules["opsgen_pins_flight_delays_prod"].MODELS is common.MODELS
    assert common.model_pin("delay") == {"OPSGEN_MODEL_PIN": version}


def test_secrets_are_references(hostile: Built, pod: Callable[[Any], dict[str, Any]]) -> None:
    wanted = {
        "dataset.events.ingest": {"API_TOKEN": "API_TOKEN"},
        "dataset.facts.write": {"PGPASSWORD": "PGPASSWORD"},
        "dataset.facts.check": {"PGPASSWORD": "PGPASSWORD"},
        "model.guess.train": {name: name for name in ("PGPASSWORD", "MLFLOW_TRACKING_URI", "API_TOKEN")},
        "model.guess.evaluate": {"MLFLOW_TRACKING_URI": "MLFLOW_TRACKING_URI"},
        "model.guess.register": {"MLFLOW_TRACKING_URI": "MLFLOW_TRACKING_URI"},
        "batch.sweep.score": {"MLFLOW_TRACKING_URI": "MLFLOW_TRACKING_URI"},
    }
    for name, secrets in wanted.items():
        (container,) = pod(_task(hostile, name))["spec"]["containers"]
        references = {entry["name"]: entry["valueFrom"] for entry in container["env"] if "valueFrom" in entry}
        assert references == {
            variable: {"secretKeyRef": {"name": "hostile", "key": secret}} for variable, secret in secrets.items()
        }


def test_no_variable_is_given_twice(built: Built, pod: Callable[[Any], dict[str, Any]]) -> None:
    for task in _pod_tasks(built):
        (container,) = pod(task)["spec"]["containers"]
        names = [entry["name"] for entry in container["env"]]
        assert len(names) == len(set(names))


def test_both_runners_run_the_same_commands(flight_delays: Built) -> None:
    for task in _pod_tasks(flight_delays):
        twin = flight_delays.dags[task.dag_id.replace(".prod.", ".dev.")].get_task(task.task_id)
        words = [word.removeprefix("/") for word in task.cmds]
        assert words == ["prod" if word == "dev" else word for word in twin.command]


@pytest.mark.parametrize(
    ("task", "code", "raised"),
    [
        ("dataset.planes.check", 1, AirflowFailException),
        ("dataset.planes.check", 2, AirflowFailException),
        ("dataset.planes.check", 4, AirflowException),
        ("model.delay.evaluate", 1, AirflowFailException),
        ("monitor.delay-api.drift", 1, AirflowFailException),
        ("monitor.delay-api.drift", 99, AirflowSkipException),
        ("model.delay.register", 1, AirflowFailException),
        ("model.delay.train", 1, AirflowException),
        ("dataset.scores.write", 99, AirflowSkipException),
    ],
)
def test_only_what_may_end_otherwise_is_tried_again(
    flight_delays: Built, task: str, code: int, raised: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    dag_id, _, task_id = f"flight-delays.prod.{task}".rpartition(".")
    operator = flight_delays.dags[dag_id].get_task(task_id)
    pod = _ended(operator, code)
    monkeypatch.setitem(vars(operator), "pod_manager", Mock(read_pod=Mock(return_value=pod)))
    monkeypatch.setitem(vars(operator), "client", Mock())
    with pytest.raises(AirflowException) as caught:
        operator.post_complete_action(pod=pod, remote_pod=pod, context={}, result=None)
    assert type(caught.value) is raised


def _ended(operator: Any, code: int) -> client.V1Pod:
    """A pod whose command has exited with a code."""
    state = client.V1ContainerState(terminated=client.V1ContainerStateTerminated(exit_code=code))
    container = client.V1ContainerStatus(
        name=operator.base_container_name, state=state, image="", image_id="", ready=False, restart_count=0
    )
    return client.V1Pod(
        metadata=client.V1ObjectMeta(name="pod", namespace="flight-delays"),
        spec=client.V1PodSpec(containers=[client.V1Container(name=operator.base_container_name)]),
        status=client.V1PodStatus(phase="Failed", container_statuses=[container]),
    )


def _pod_tasks(built: Built) -> Iterator[Any]:
    for dag in built.dags.values():
        yield from (task for task in dag.tasks if isinstance(task, KubernetesPodOperator))


def _task(hostile: Built, name: str) -> Any:
    dag_id, _, task_id = f"hostile.prod.{name}".rpartition(".")
    return hostile.dags[dag_id].get_task(task_id)


def _variables(container: dict[str, Any]) -> dict[str, str]:
    """What the container finds in its environment: a value may refer to the variables before it."""
    variables: dict[str, str] = {}
    for entry in container["env"]:
        if "value" in entry:
            variables[entry["name"]] = _expanded(entry["value"], variables)
    return variables


def _expanded(text: str, variables: dict[str, str]) -> str:
    """What the kubelet makes of a text, as its documentation has it: `$(NAME)` is a reference, `$$` stands for `$`."""

    def expand(match: re.Match[str]) -> str:
        return "$" if match["escaped"] else variables.get(match["name"], match[0])

    return re.sub(r"(?P<escaped>\$\$)|\$\((?P<name>[^)]*)\)", expand, text)
