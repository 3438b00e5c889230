"""The root of the language."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from opsgen.language import values
from opsgen.language.connection import Connection
from opsgen.language.dataset import Dataset
from opsgen.language.deployment import Deployment
from opsgen.language.environment import Environment
from opsgen.language.lint import Lint
from opsgen.language.model import Model
from opsgen.language.node import Node
from opsgen.language.output import Outputs
from opsgen.language.project import Project
from opsgen.language.team import Team
from opsgen.language.types import Name
from opsgen.language.variable import Variable


class Spec(Node):
    """An ops spec: datasets, and the models and deployments that depend on them."""

    version: Annotated[Literal[1], BeforeValidator(values.version)]
    """Version of the spec language; always `1`."""
    project: Project
    teams: dict[Name, Team] = Field(default_factory=dict)
    """Teams by name. Owners and reviewers refer to them."""
    variables: dict[Name, Variable] = Field(default_factory=dict)
    """Variables by name: values that differ between environments."""
    environments: dict[Name, Environment] = Field(default_factory=dict)
    """Environments by name, in the order of promotion. Without any there is one environment, `default`."""
    connections: dict[Name, Connection] = Field(default_factory=dict)
    """Connections to data by name."""
    datasets: dict[Name, Dataset] = Field(min_length=1)
    """Datasets by name."""
    models: dict[Name, Model] = Field(default_factory=dict)
    """Models by name."""
    deployments: dict[Name, Deployment] = Field(default_factory=dict)
    """Deployments by name: servers and batch jobs that apply the models."""
    outputs: Outputs = Field(default_factory=Outputs)
    lint: Lint = Field(default_factory=Lint)
