"""GitHub Actions: workflows that judge changes, deploy environments and train models."""

from __future__ import annotations

from opsgen.backends.github.plan import plan
from opsgen.backends.github.verify import verify

__all__ = ["name", "plan", "verify"]

name = "github"
