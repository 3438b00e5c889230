from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from opsgen.language.node import Node
from opsgen.language.secret import SecretReference
from opsgen.language.task import CommandTask, Schedule
from opsgen.language.types import ColumnName, DataPath, Distance, Fraction, Line, Name, Number, RegisteredModel, Text


class Features(Node):
    """Training data of the model."""

    dataset: Name
    """Name of the training dataset."""
    label: ColumnName | None = None
    """Column to predict. Leave it out for unsupervised tasks."""
    columns: list[ColumnName] = Field(min_length=1)
    """Columns that the model learns from."""
    test_fraction: Fraction | None = None
    """Share of rows held out for evaluation, from 0 to 1, such as `0.2`. The training command makes the split; it gets
    the share in the environment variable `OPSGEN_TEST_FRACTION`."""
    time_column: ColumnName | None = None
    """Time column that separates training rows from test rows, so that no future data leaks into training."""


class Train(CommandTask):
    """The command that trains the model."""

    parameters: dict[str, Any] = Field(default_factory=dict)
    """Parameters of the training. The command gets them as JSON in the environment variable `OPSGEN_PARAMETERS`."""
    seed: int | None = None
    """Random seed, so that a training can be reproduced."""


class Retrain(Schedule):
    """When to retrain the model."""

    on_data: bool = False
    """Whether each publication of the training dataset starts a training."""
    on_drift: bool = False
    """Whether drift found by a monitor starts a training."""


class Gate(Node):
    """A condition on an evaluation metric that a new model must meet before it is registered."""

    metric: Line
    """Name of the metric, as the training command reports it."""
    min: Number | None = None
    """Lowest value that passes."""
    max: Number | None = None
    """Highest value that passes."""
    against: Literal["champion", "baseline"] | None = None
    """Compare with another version instead of an absolute limit: with the `champion`, which the environment serves, or
    with the `baseline` in `opsgen.lock`."""
    max_regression: Distance | None = None
    """How much worse than the value of that version the metric may be, such as `0.01`."""
    greater_is_better: bool | None = None
    """Whether a higher value is better. Common metrics, such as `accuracy` or `rmse`, do not need it."""
    slice: ColumnName | None = None
    """Column to slice by: the condition must be met for each of its values."""
    severity: Literal["error", "warn"] = "error"
    """`error` stops the promotion; `warn` only reports."""


class Explain(CommandTask):
    """The command that explains the model's predictions."""

    method: Literal[
        "permutation_importance",
        "shap",
        "lime",
        "integrated_gradients",
        "partial_dependence",
        "counterfactual",
        "other",
    ] = "permutation_importance"
    """Explanation method of the command, for the model card."""


class MlflowRegistry(Node):
    """A model registry in MLflow."""

    type: Literal["mlflow"]
    uri: SecretReference | Line
    """Address of the tracking server, or a secret with the address as `{secret: NAME}`."""
    name: RegisteredModel | None = None
    """Name of the registered model; `project.model` by default."""


class FilesRegistry(Node):
    """A model registry of files, without a server."""

    type: Literal["files"]
    connection: Name
    """Connection to the files: of type `files`, `s3`, `gcs` or `abfs`."""
    path: DataPath
    """Folder of the models in the connection, such as `models`."""


Registry = Annotated[MlflowRegistry | FilesRegistry, Field(discriminator="type")]


class Card(Node):
    """The model card: what people need to know before they rely on the model."""

    intended_use: Text
    """What the model is for, and what it is not for."""
    limitations: Text | None = None
    """Known limitations of the model."""
    training_data: Text | None = None
    """Training data, in addition to the dataset's description."""
    ethical_considerations: Text | None = None
    """Who could be harmed by the model, and how this is mitigated."""
    risk: Literal["minimal", "limited", "high"] = "minimal"
    """Risk level, in the terms of the EU AI Act."""


class Model(Node):
    """A model: its training data, its training command and the gates that it must pass."""

    description: Text | None = None
    """What the model predicts."""
    owner: Line | None = None
    """Team that is responsible for the model; the project's owner by default."""
    tags: list[Line] = Field(default_factory=list)
    """Labels for searching and grouping."""
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
    """Kind of prediction."""
    features: Features
    """Training data."""
    train: Train
    """Training command."""
    retrain: Retrain | None = None
    """When to retrain the model. Without it, only by hand."""
    evaluate: list[Gate] = Field(default_factory=list)
    """Gates that a new model must pass before it is registered."""
    explain: Explain | None = None
    """Command that explains its predictions."""
    registry: Registry | None = None
    """Model registry."""
    card: Card | None = None
    """Model card."""
    promotion: dict[Name, Literal["automatic", "pull_request", "manual"]] = Field(default_factory=dict)
    """Who decides, by environment, that a version which passed its gates is served: nobody (`automatic`), a reviewer of
    a pull request, or whoever runs `opsgen promote-model`. By default `automatic` in the first environment, and
    `pull_request` in the others where `outputs.github` is set, else `manual`."""
