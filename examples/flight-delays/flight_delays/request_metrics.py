"""Metrics of the requests for Prometheus, with the names that the generated alerts and the canary analysis query."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from fastapi import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fastapi import Request

# Probes and scrapes always succeed. Counting them would dilute the error rate of real requests.
UNCOUNTED = {"/healthz", "/metrics"}

# One bound is the objective of 300 ms, so that Prometheus counts the requests within it and interpolates nothing.
LATENCY_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5)


class RequestMetrics:
    """Middleware that counts requests and measures their latency."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "http_requests_total", "Requests answered.", ["method", "handler", "code"], registry=self._registry
        )
        self._seconds = Histogram(
            "http_request_duration_seconds",
            "Time until the answer.",
            ["method", "handler"],
            buckets=LATENCY_BUCKETS,
            registry=self._registry,
        )

    async def observe(self, request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        """Answer a request and record it; an exception counts as status 500."""
        start, code = perf_counter(), 500
        try:
            response = await answer(request)
            code = response.status_code
        finally:
            handler = getattr(request.scope.get("route"), "path", "none")
            if handler not in UNCOUNTED:
                self._requests.labels(request.method, handler, code).inc()
                self._seconds.labels(request.method, handler).observe(perf_counter() - start)
        return response

    def exposed(self) -> Response:
        """Return the metrics in the text format that Prometheus scrapes."""
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)
