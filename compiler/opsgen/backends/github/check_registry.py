"""Report a registry in a cloud that the job with the image has no identity for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github import codes
from opsgen.backends.github.identity import KEYS, cloud_of_registry, host_of, identity_of
from opsgen.diagnostics.model import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.diagnostics.model import Code


def check_registry(targets: Sequence[GithubEnvironment]) -> Iterator[tuple[Code, Finding]]:
    """Yield a finding if the environment that the image is built for has no identity that may push it."""
    target = next((each for each in targets if each.graph.is_deployed), targets[0])
    image = target.graph.spec.project.image
    cloud = cloud_of_registry(host_of(image.repository)) if image and image.build else None
    if image is None or cloud is None or identity_of(target.graph, "registry"):
        return
    message = f"the image is pushed to a registry of {cloud}, and `{target.name}` has no identity for that"
    help_ = (f"add `identity: {{ci: {{registry: {{{KEYS[cloud]}: …}}}}}}` to `environments.{target.name}`",)
    yield codes.PUSH_WITHOUT_IDENTITY, Finding(Place(("project", "image", "repository")), message, help_)
