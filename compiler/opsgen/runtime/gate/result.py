"""What came of a model's gates, as values: what reports show, and what the published JSON is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from opsgen.runtime.check.result import Outcome  # noqa: TC001  pydantic reads the annotations

_DOCUMENTED: dict[str, Any] = {"use_attribute_docstrings": True}


@dataclass(frozen=True, slots=True)
class GateOutcome:
    """One gate and what came of it; where it is about slices, one of them."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    metric: str
    """The metric that the gate is about."""
    severity: Literal["error", "warn"]
    """Whether a failure stops the promotion, or is only reported."""
    outcome: Outcome
    """`pass`, `warn`, `fail`, or `error` where the gate could not be evaluated."""
    found: str
    """What was measured, in words."""
    limit: str
    """What is allowed, in words."""
    against: Literal["champion"] | None = None
    """What the metric is compared with, where the limit is not absolute."""
    slice: str | None = None
    """The column whose values tell the slices apart, where the gate is about slices."""
    slice_value: str | None = None
    """The column's value in this slice."""
    value: float | None = None
    """What was measured; none where it is no finite number."""
    champion_value: float | None = None
    """The champion's metric."""
    message: str | None = None
    """By how much the limit was missed, or why nothing was compared."""

    @property
    def name(self) -> str:
        """What the verdict is about, in words."""
        if self.slice is None:
            return self.metric
        return f"{self.metric} of {self.slice}" + ("" if self.slice_value is None else f" {self.slice_value}")


@dataclass(frozen=True, slots=True)
class GateResult:
    """What `opsgen gate` found."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    opsgen: str
    """The version of opsgen."""
    project: str
    """The project's name."""
    environment: str
    """The environment."""
    model: str
    """The model's name."""
    metrics: str
    """The file of metrics that was judged."""
    champion: str | None
    """What the model was compared with; none where there is no champion, or no gate asks for it."""
    outcome: Outcome
    """The worst outcome of the gates."""
    gates: tuple[GateOutcome, ...]
    """The gates in the order of the spec, those about slices once a slice."""
    format: Literal[1] = 1
    """The version of this format."""
