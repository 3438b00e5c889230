"""Evidence that an environment has run a release: the attestation that its deploy workflow signed.

The GitHub CLI verifies signatures; opsgen compares what was attested with what it has computed itself.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from opsgen.release.git import short

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

PREDICATE = "https://opsgen.dev/release/v1"
"""The type of what is attested about a deployment: `{project, environment, commit, image, files}`, `files` by
environment."""
BUILD = "https://opsgen.dev/build/v1"
"""The type of what is attested about a commit with the same fields, where no workflow deploys."""
_REPOSITORY = re.compile(r"https://(?P<host>[A-Za-z0-9.-]+)/(?P<name>[\w.-]+/[\w.-]+?)(\.git)?/?", re.ASCII)


class EvidenceError(Exception):
    """There is no evidence, or none can be had; the message says why."""


class Signer(NamedTuple):
    """Who must have signed: a workflow of a repository, on one branch."""

    repository: str
    """The address of the repository, such as `https://github.com/example/project`."""
    workflow: str
    """The path of the workflow's file from the root of the repository."""
    branch: str
    predicate: str = PREDICATE
    """The type of what the workflow attests."""


class Claim(NamedTuple):
    """What must have been attested."""

    project: str
    environment: str
    commit: str
    files: str
    """`sha256:` and the digest of the list of files."""
    target: str
    """The environment that is to get these files."""


def newest_run(signer: Signer, events: Collection[str]) -> str:
    """Return the newest commit at which a workflow has run with success, started by one of these events.

    Raises EvidenceError.
    """
    name = _name(signer)
    file = signer.workflow.rpartition("/")[2]
    found = _gh("api", f"repos/{name}/actions/workflows/{file}/runs?status=success&per_page=100")
    with _understood():
        for run in found["workflow_runs"]:
            # A fork can have a branch of the same name.
            place = (run["head_repository"]["full_name"], run["head_branch"])
            if place == (name, signer.branch) and run["event"] in events:
                return str(run["head_sha"])
    raise EvidenceError(f"GitHub has no successful run of {signer.workflow}")


def newest_state(signer: Signer, commit: str, context: str, creator: str) -> str | None:
    """Return the newest commit status with a context by an account. Raises EvidenceError."""
    try:
        found = _gh("api", f"repos/{_name(signer)}/commits/{commit}/statuses?per_page=100")
    except EvidenceError as error:
        if "(HTTP 422)" in str(error):
            return None  # The commit is not pushed yet.
        raise
    with _understood():
        own = (each["state"] for each in found if (each["context"], each["creator"]["login"]) == (context, creator))
        return next(own, None)


def image_of(claim: Claim, sums: bytes, signer: Signer) -> str | None:
    """Verify that an environment has run a commit with these files; gives the image that it ran, if it ran one.

    Raises EvidenceError.
    """
    mistakes: list[str] = []
    for predicate in _attested(sums, claim.target, signer):
        mistake = _mistake(predicate, claim)
        if mistake is None:
            image = predicate.get("image")
            return image if isinstance(image, str) and image else None
        mistakes.append(mistake)
    reason = mistakes[0] if mistakes else "nothing was attested"
    raise EvidenceError(f"{claim.environment} has not run {short(claim.commit)} with these files: {reason}")


def _mistake(predicate: Mapping[str, Any], claim: Claim) -> str | None:
    expected = {"project": claim.project, "environment": claim.environment, "commit": claim.commit}
    for name, value in expected.items():
        if predicate.get(name) != value:
            return f"the attestation is about {name} {str(predicate.get(name))[:80]!a}"
    files = predicate.get("files")
    if not isinstance(files, dict) or files.get(claim.target) != claim.files:
        return f"the attestation is about other files of {claim.target}"
    return None


def _attested(sums: bytes, environment: str, signer: Signer) -> Iterator[Mapping[str, Any]]:
    """What the workflow has attested about a list of files."""
    identity = f"https://{_host(signer)}/{_name(signer)}/{signer.workflow}@refs/heads/{signer.branch}"
    with tempfile.TemporaryDirectory(prefix="opsgen-") as folder:
        file = Path(folder, f"release-{environment}.sums")
        file.write_bytes(sums)
        words = [
            "--repo",
            _name(signer),
            "--predicate-type",
            signer.predicate,
            "--cert-identity",
            identity,
            "--format",
            "json",
        ]
        found = _gh("attestation", "verify", str(file), *words)
    with _understood():
        for each in found:
            yield each["verificationResult"]["statement"]["predicate"]


@contextmanager
def _understood() -> Iterator[None]:
    """Report an answer that has another form than expected."""
    try:
        yield
    except (KeyError, TypeError):
        raise EvidenceError("gh printed what opsgen does not understand; update it") from None


def _gh(*words: str) -> Any:
    program = shutil.which("gh")
    if program is None:
        raise EvidenceError("the GitHub CLI `gh` is not installed")
    result = subprocess.run([program, *words], capture_output=True, text=True, check=False)  # noqa: S603
    if result.returncode != 0:
        message = result.stderr.strip().splitlines() or ["it failed"]
        raise EvidenceError(f"gh: {message[-1][:200]}")
    try:
        return json.loads(result.stdout)
    except (ValueError, RecursionError):
        raise EvidenceError("gh printed what opsgen does not understand; update it") from None


def _address(signer: Signer) -> re.Match[str]:
    address = _REPOSITORY.fullmatch(signer.repository)
    if address is None:
        raise EvidenceError("`project.repository` is not the address of a repository on GitHub")
    return address


def _host(signer: Signer) -> str:
    return _address(signer)["host"]


def _name(signer: Signer) -> str:
    return _address(signer)["name"]
