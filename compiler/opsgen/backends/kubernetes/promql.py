"""Questions to Prometheus, and text that its templates leave as it is.

A server counts its requests as `http_requests_total`, with the status in the label `code`, and measures them in the
histogram `http_request_duration_seconds`, as most client libraries do. Names from the spec that stand in a question are
names of Kubernetes objects, which hold nothing that PromQL would read.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Requests:
    """The requests to one server, or to some of its pods."""

    namespace: str
    job: str
    more: str = ""
    """Further label matchers."""

    @property
    def labels(self) -> str:
        """What its metrics are told by."""
        return f'namespace="{self.namespace}",job="{self.job}"{self.more}'

    def of_new_version(self) -> Requests:
        """Those to the pods of the version that Argo Rollouts judges; it fills in which pods that are."""
        return Requests(self.namespace, self.job, ',rollouts_pod_template_hash="{{args.pod-template-hash}}"')

    def error_ratio(self, window: str) -> str:
        """The share of requests that end in a server error."""
        errors = f'sum(rate(http_requests_total{{{self.labels},code=~"5.."}}[{window}])) or vector(0)'
        return f"({errors})\n/ sum(rate(http_requests_total{{{self.labels}}}[{window}]))"

    def recorded_error_ratio(self, window: str) -> str:
        """The same, as a recording rule has kept it."""
        return f"{recorded_name(window)}{{{self.labels}}}"

    def latency(self, quantile: float, window: str) -> str:
        """The time in seconds within which a share of the requests is answered."""
        buckets = f"rate(http_request_duration_seconds_bucket{{{self.labels}}}[{window}])"
        return f"histogram_quantile({quantile}, sum by (le) ({buckets}))"

    def no_target(self) -> str:
        """That not one pod can be scraped."""
        return f"absent(up{{{self.labels}}} == 1)"


def recorded_name(window: str) -> str:
    """The metric that a recording rule makes of the error ratio."""
    return f"job:http_requests:error_ratio_rate{window}"


def failed_jobs(namespace: str, name: str) -> str:
    """The jobs of a CronJob that have failed."""
    return f'kube_job_status_failed{{namespace="{namespace}",job_name=~"{name}-[0-9]+"}} > 0'


def inert(text: str) -> str:
    """Text that a template of Prometheus gives back as it is."""
    return text.replace("{{", '{{ "{{" }}')


def decimal(number: float) -> str:
    """A number without exponent and trailing zeros."""
    return f"{number:.10f}".rstrip("0").rstrip(".")
