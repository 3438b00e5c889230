from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from opsgen.language.node import Node
from opsgen.language.secret import SecretReference
from opsgen.language.task import CommandTask, Schedule
from opsgen.language.types import ColumnName, Distance, Fraction, Line, Name, Number, RegisteredModel, Text


class Features(Node):
    """What the model learns from."""

    dataset: Name
    """The dataset that it is trained on."""
    label: ColumnName | None = None
    """The column to predict; none for unsupervised tasks."""
    columns: list[ColumnName] = Field(min_length=1)
    """The columns it learns from."""
    test_fraction: Fraction | None = None
    """The share of rows that is held out for evaluation."""
    time_column: ColumnName | None = None
    """The column that training and test rows are told apart by, so that the future does not leak into the past."""


class Train(CommandTask):
    """The command that trains the model."""

    parameters: dict[str, Any] = Field(default_factory=dict)
    """What the command gets as parameters."""
    seed: int | None = None
    """The seed of all randomness, so that a training can be repeated."""


class Retrain(Schedule):
    """When the model is trained anew."""

    on_data: bool = False
    """Whether each new publication of its dataset starts a training."""
    on_drift: bool = False
    """Whether a monitor that finds drift starts a training."""


class Gate(Node):
    """A condition on an evaluation metric that a new model must meet before it is registered."""

    metric: Line
    """The metric, as the training command reports it."""
    min: Number | None = None
    """The lowest value that passes."""
    max: Number | None = None
    """The highest value that passes."""
    against: Literal["champion"] | None = None
    """Compare with the model in production instead of an absolute limit."""
    max_regression: Distance | None = None
    """How much worse than the champion the metric may be."""
    greater_is_better: bool | None = None
    """The direction of a metric whose name does not tell; known ones need none."""
    slice: ColumnName | None = None
    """The column for each value of which the condition must hold."""
    severity: Literal["error", "warn"] = "error"
    """Whether a failure stops the promotion, or is only reported."""


class Explain(CommandTask):
    """The command that explains what the model bases its predictions on."""

    method: Literal[
        "permutation_importance",
        "shap",
        "lime",
        "integrated_gradients",
        "partial_dependence",
        "counterfactual",
        "other",
    ] = "permutation_importance"
    """The method that the command uses, for the model card."""


class Registry(Node):
    """Where trained models are registered."""

    type: Literal["mlflow"]
    """The kind of registry."""
    uri: SecretReference | Line
    """The tracking server's address, or the secret that holds it."""
    name: RegisteredModel | None = None
    """The registered model's name; `project.model` by default."""


class Card(Node):
    """The model card: what people must know before they rely on the model."""

    intended_use: Text
    """What the model is for, and what it is not for."""
    limitations: Text | None = None
    """What it cannot do."""
    training_data: Text | None = None
    """What it learned from, beyond what the dataset's description says."""
    ethical_considerations: Text | None = None
    """Whom it may harm, and what is done about it."""
    risk: Literal["minimal", "limited", "high"] = "minimal"
    """The level of risk, in the terms of the EU AI Act."""


class Model(Node):
    """A model: what it learns from, how it is trained, and what it must achieve."""

    description: Text | None = None
    """What the model predicts."""
    owner: Line | None = None
    """The team that answers for the model; the project's owner by default."""
    tags: list[Line] = Field(default_factory=list)
    """Words to find the model by."""
    task: Literal[
        "classification",
        "regression",
        "clustering",
        "ranking",
        "forecasting",
        "recommendation",
        "anomaly_detection",
        "text_generation",
        "other",
    ]
    """The kind of prediction."""
    features: Features
    """What it learns from."""
    train: Train
    """How it is trained."""
    retrain: Retrain | None = None
    """When it is trained anew; only by hand without it."""
    evaluate: list[Gate] = Field(default_factory=list)
    """What a new model must achieve before it is registered."""
    explain: Explain | None = None
    """How its predictions are explained."""
    registry: Registry | None = None
    """Where it is registered."""
    card: Card | None = None
    """The model card."""
