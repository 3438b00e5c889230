"""Prometheus queries, and text that is inert in Prometheus templates.

A server counts requests in `http_requests_total`, with the status in the label `code`. It measures their latency in the
histogram `http_request_duration_seconds`, as most client libraries do. Names of the spec in a query are names of
Kubernetes objects, whose characters have no meaning in PromQL.
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
        """The label matchers of its metrics."""
        return f'namespace="{self.namespace}",job="{self.job}"{self.more}'

    def of_new_version(self) -> Requests:
        """Return the requests to pods of the new version. Argo Rollouts fills in their hash."""
        return Requests(self.namespace, self.job, ',rollouts_pod_template_hash="{{args.pod-template-hash}}"')

    def error_ratio(self, window: str) -> str:
        """Return the share of requests with a server error."""
        # Without errors no series has a code 5xx, and the ratio would have no result. `or vector(0)` makes it 0.
        errors = f'sum(rate(http_requests_total{{{self.labels},code=~"5.."}}[{window}])) or vector(0)'
        return f"({errors})\n/ sum(rate(http_requests_total{{{self.labels}}}[{window}]))"

    def recorded_error_ratio(self, window: str) -> str:
        """Return the error ratio that a recording rule stores."""
        return f"{recorded_name(window)}{{{self.labels}}}"

    def latency(self, quantile: float, window: str) -> str:
        """Return a quantile of the response time in seconds."""
        buckets = f"rate(http_request_duration_seconds_bucket{{{self.labels}}}[{window}])"
        return f"histogram_quantile({quantile}, sum by (le) ({buckets}))"

    def no_target(self) -> str:
        """Return a query that has a result if no pod can be scraped."""
        return f"absent(up{{{self.labels}}} == 1)"


def recorded_name(window: str) -> str:
    """Return the name of the metric in which a recording rule stores the error ratio."""
    return f"job:http_requests:error_ratio_rate{window}"


def failed_jobs(namespace: str, name: str) -> str:
    """Return a query for the failed jobs of a CronJob, whose names end in the minute of the schedule."""
    return f'kube_job_status_failed{{namespace="{namespace}",job_name=~"{name}-[0-9]+"}} > 0'


def inert(text: str) -> str:
    """Escape text, so that Prometheus does not expand it as a template."""
    return text.replace("{{", '{{ "{{" }}')


def decimal(number: float) -> str:
    """Format a number without an exponent and trailing zeros."""
    return f"{number:.10f}".rstrip("0").rstrip(".")
