"""The actions that workflows use. This is the only place to update them.

Lint imports it where a project has workflows, so it imports almost nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.language.output import GithubActions
    from opsgen.render.encode.comment import Comment


class Action(NamedTuple):
    """A third-party action, pinned to a commit."""

    name: str
    release: str
    commit: str

    @property
    def reference(self) -> str:
        """The value of `uses`."""
        return f"{self.name}@{self.commit}"

    @property
    def comment(self) -> Comment:
        """The release, as a comment for people and update tools."""
        from opsgen.render.encode.comment import comment_safe

        return comment_safe(self.release)


# A tag can be moved to other code; only a full commit hash is immutable.
# https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions
ATTEST = Action("actions/attest", "v4.2.2", "1e69f48acb82d1966a394da916b4c1698aa569d6")
ATTEST_IMAGE = Action("actions/attest-build-provenance", "v4.1.0", "a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32")
AWS_CREDENTIALS = Action("aws-actions/configure-aws-credentials", "v6.2.3", "e6de054238d6b7531b4efff3b6587d9aade6a06c")
AZURE_LOGIN = Action("azure/login", "v3.0.1", "f5d393ae46f8fde4be8b75f32e3fc50e654ad0ca")
BUILD_PUSH = Action("docker/build-push-action", "v7.3.0", "53b7df96c91f9c12dcc8a07bcb9ccacbed38856a")
BUILDX = Action("docker/setup-buildx-action", "v4.3.0", "37fe631027851001ddb9b187196cc803df7f5f0e")
CHECKOUT = Action("actions/checkout", "v7.0.1", "3d3c42e5aac5ba805825da76410c181273ba90b1")
DOWNLOAD = Action("actions/download-artifact", "v8.0.1", "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c")
ECR_LOGIN = Action("aws-actions/amazon-ecr-login", "v2.1.7", "03f1aad4c6c7ffd436567f42f9384779290529bd")
GOOGLE_AUTH = Action("google-github-actions/auth", "v3.0.0", "7c6bc770dae815cd3e89ee6cdf493a5fab2cc093")
KUBECTL = Action("azure/setup-kubectl", "v5.1.0", "829323503d1be3d00ca8346e5391ca0b07a9ab0d")
PYTHON = Action("actions/setup-python", "v7.0.0", "5fda3b95a4ea91299a34e894583c3862153e4b97")
REGISTRY_LOGIN = Action("docker/login-action", "v4.1.0", "4907a6ddec9925e35a0a9e82d7399ccc52663121")
UPLOAD = Action("actions/upload-artifact", "v7.0.0", "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f")
UPLOAD_SARIF = Action("github/codeql-action/upload-sarif", "v4.38.0", "b96794f015dfd88f77b49b1c93e0fa7110f94c63")

ACTIONS = tuple(action for action in list(vars().values()) if isinstance(action, Action))
BY_NAME = {action.name: action for action in ACTIONS}


def order(version: str) -> tuple[int, ...]:
    """Return a key that sorts versions such as `v4.1.0`."""
    return tuple(map(int, re.findall(r"\d+", version)))


def renamed(action: Action, settings: GithubActions) -> Action:
    """Return an action as workflows name it: in the organization of the mirror, if there is one."""
    if settings.mirror is None:
        return action
    return action._replace(name=f"{settings.mirror}/{action.name.partition('/')[2]}")


def chosen(action: Action, settings: GithubActions, committed: Mapping[str, Action]) -> Action:
    """Return an action at the version to use: that of the spec, else the highest of the committed and the built-in."""
    pinned = settings.pins.get(action.name)
    if pinned is not None:
        release, _, commit = pinned.partition("@")
        return renamed(action._replace(release=release, commit=commit), settings)
    found = committed.get(renamed(action, settings).name, action)
    return renamed(max(action, found, key=lambda each: order(each.release)), settings)
