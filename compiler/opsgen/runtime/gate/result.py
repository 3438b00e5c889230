"""The result of a model's gates. Its fields are the published JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from opsgen.runtime.check.result import Outcome  # noqa: TC001  pydantic reads the annotations

_DOCUMENTED: dict[str, Any] = {"use_attribute_docstrings": True}


@dataclass(frozen=True, slots=True)
class GateOutcome:
    """The result of one gate, or of one of its slices."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    metric: str
    """The metric that the gate limits."""
    severity: Literal["error", "warn"]
    """Whether a failure prevents the promotion, or is only reported."""
    outcome: Outcome
    """`pass`, `warn`, `fail`, or `error` where the gate could not be evaluated."""
    found: str
    """What was measured, in words."""
    limit: str
    """What is allowed, in words."""
    against: Literal["champion", "baseline"] | None = None
    """What the metric is compared with. Null if the limit is absolute."""
    slice: str | None = None
    """The column whose values define the slices, if the gate is about slices."""
    slice_value: str | None = None
    """The column's value in this slice."""
    value: float | None = None
    """The measured value. Null if it is not a finite number."""
    champion_value: float | None = None
    """The metric of the champion, or of the baseline."""
    message: str | None = None
    """By how much the metric misses the limit, or why it was not compared."""

    @property
    def name(self) -> str:
        """The metric and slice, in words."""
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
    """The metrics file, or the run of training."""
    champion: str | None
    """What the model was compared with. Null if there is no champion, or no gate compares with it."""
    outcome: Outcome
    """The worst outcome of the gates."""
    gates: tuple[GateOutcome, ...]
    """The gates in the order of the spec. Those about slices appear once for each slice."""
    baseline: str | None = None
    """The baseline that the model was compared with. Null if there is none, or no gate compares with it."""
    format: Literal[1] = 1
    """The version of this format."""
