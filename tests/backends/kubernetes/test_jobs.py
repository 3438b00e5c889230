from __future__ import annotations

from typing import Any

from backends.kubernetes.specs import JOB, MONITOR, manifests, merged, project, served, spec
from opsgen.backends import KUBERNETES


def cron_job(tree: dict[str, Any], name: str = "count") -> dict[str, Any]:
    found: dict[str, Any] = manifests(tree)[f"prod/{name}/cron-job.yaml"]
    return found


def counted(**parts: Any) -> dict[str, Any]:
    return spec(deployments={"count": merged(JOB, parts)})


def template(job: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = job["spec"]["jobTemplate"]["spec"]
    return found


def test_kubernetes_starts_what_nobody_else_does() -> None:
    job = cron_job(counted(timezone="Europe/Berlin", history=7))
    assert job["spec"]["schedule"] == "0 4 * * *"
    assert job["spec"]["timeZone"] == "Europe/Berlin"
    assert job["spec"]["suspend"] is False
    assert job["spec"]["concurrencyPolicy"] == "Forbid"
    assert job["spec"]["successfulJobsHistoryLimit"] == job["spec"]["failedJobsHistoryLimit"] == 7
    assert job["metadata"]["annotations"]["opsgen.dev/started-by"] == "kubernetes"


def test_what_airflow_starts_is_suspended() -> None:
    job = cron_job(merged(counted(), {"outputs": {"airflow": {}}}))
    assert job["spec"]["suspend"] is True
    assert job["metadata"]["annotations"]["opsgen.dev/started-by"] == "airflow"


def test_a_job_can_be_kubernetes_own_beside_airflow() -> None:
    job = cron_job(merged(counted(orchestrator="kubernetes"), {"outputs": {"airflow": {}}}))
    assert job["spec"]["suspend"] is False


def test_only_a_job_that_kubernetes_starts_raises_alerts() -> None:
    own, airflow_s = manifests(counted()), manifests(merged(counted(), {"outputs": {"airflow": {}}}))
    assert "prod/count/prometheus-rule.yaml" in own
    assert "prod/count/prometheus-rule.yaml" not in airflow_s


def test_time_and_tries_are_limited() -> None:
    limits = template(cron_job(counted(timeout="30m", retries=1)))
    assert limits["backoffLimit"] == 1
    assert limits["template"]["spec"]["activeDeadlineSeconds"] == 1800
    assert limits["activeDeadlineSeconds"] == 3600
    by_default = template(cron_job(counted()))
    assert (by_default["backoffLimit"], by_default["template"]["spec"]["activeDeadlineSeconds"]) == (2, 3600)
    assert template(cron_job(counted(retries=0)))["backoffLimit"] == 0


def test_sunday_is_what_kubernetes_calls_it() -> None:
    assert cron_job(counted(schedule="0 20 * * 7"))["spec"]["schedule"] == "0 20 * * 0"
    monitor = MONITOR | {"schedule": "0 20 * * FRI-SAT,7"}
    assert cron_job(served(monitor=monitor), "api-drift")["spec"]["schedule"] == "0 20 * * 0,5,6"


def test_an_eviction_is_no_failure() -> None:
    (rule,) = template(cron_job(counted()))["podFailurePolicy"]["rules"]
    assert rule == {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}


def test_a_job_that_writes_a_dataset_publishes_it() -> None:
    job = template(cron_job(counted(output="counts", resources={"cpu": "2", "memory": "4Gi"})))
    (container,) = job["template"]["spec"]["containers"]
    assert container["command"] == ["opsgen", "batch", "count", "--env", "prod"]
    assert [each["name"] for each in container["env"]] == ["OPSGEN_RUN"]
    assert container["resources"]["requests"] == container["resources"]["limits"] | {"ephemeral-storage": "256Mi"}
    assert job["template"]["spec"]["restartPolicy"] == "Never"


def test_a_monitor_looks_for_drift() -> None:
    job = cron_job(served(monitor=MONITOR | {"timezone": "Asia/Tokyo"}), "api-drift")
    (container,) = template(job)["template"]["spec"]["containers"]
    assert container["command"] == ["opsgen", "drift", "api", "--env", "prod"]
    assert (job["spec"]["schedule"], job["spec"]["timeZone"]) == ("30 * * * *", "Asia/Tokyo")
    assert job["metadata"]["labels"]["opsgen.dev/component"] == "deployment.api"


def test_a_monitor_is_told_of_a_spec_with_another_name() -> None:
    plan = KUBERNETES.artifacts(project(served(monitor=MONITOR), "ops/birds.yaml"))
    (job,) = [each.values["manifest"] for each in plan if each.path.endswith("cron-job.yaml")]
    assert job.pod.container.command == ["opsgen", "drift", "api", "--env", "prod", "--spec", "ops/birds.yaml"]


def test_drift_is_not_tried_again_but_unreachable_data_is() -> None:
    rules = template(cron_job(served(monitor=MONITOR), "api-drift"))["podFailurePolicy"]["rules"]
    codes = {"containerName": "monitor", "operator": "In", "values": [1, 2, 3, 5]}
    assert rules[1] == {"action": "FailJob", "onExitCodes": codes}


def test_credentials_of_what_a_job_reads_are_mounted() -> None:
    tree = counted(inputs=["sightings"], output="counts")
    warehouse = {"type": "postgres", "host": "db.example.com", "database": "birds", "user": "ops"}
    warehouse["password"] = {"secret": "DB_PASSWORD"}  # type: ignore[assignment]
    tree = merged(tree, {"connections": {"warehouse": warehouse}})
    tree["datasets"]["counts"]["source"] = {"connection": "warehouse", "table": "counts"}
    found = manifests(tree)
    data = found["prod/count/config-map.yaml"]["data"]
    assert data["DB_PASSWORD_FILE"] == "/var/run/secrets/opsgen/DB_PASSWORD"  # noqa: S105
    ports = [rule["ports"] for rule in found["prod/count/network-policy.yaml"]["spec"]["egress"] if "to" not in rule]
    assert [port["port"] for port in ports[0]] == [443, 5432]
