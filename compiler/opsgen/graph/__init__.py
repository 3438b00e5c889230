"""The spec as a graph, one for each environment: overrides applied, references resolved, producers before consumers."""

from opsgen.graph.project import DatasetNode, EnvironmentGraph, Producer, ProjectGraph

__all__ = ["DatasetNode", "EnvironmentGraph", "Producer", "ProjectGraph"]
