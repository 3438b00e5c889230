"""Kubernetes: a kustomize folder for each environment."""

from __future__ import annotations

from opsgen.backends.kubernetes.plan import plan
from opsgen.backends.kubernetes.verify import verify

name = "kubernetes"

__all__ = ["name", "plan", "verify"]
