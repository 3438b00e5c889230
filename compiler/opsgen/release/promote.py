"""A promotion: an environment gets the files and the image that the environment before it has run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import opsgen
from opsgen.backends.github.environment import GithubEnvironment
from opsgen.compile import pipeline
from opsgen.compile.lockfile import Entry
from opsgen.release import evidence, sums
from opsgen.release.at_commit import (
    OtherVersionError,
    ReleaseError,
    graph_of,
    project_at,
    released_files,
    with_pins,
)
from opsgen.release.evidence import Claim, EvidenceError, Signer
from opsgen.release.git import short
from opsgen.release.newest import newest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from opsgen.compile.pipeline import BuiltFile
    from opsgen.graph import EnvironmentGraph, ProjectGraph
    from opsgen.release.git import Repository


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be promoted."""

    project: ProjectGraph
    """The project as the spec is now."""
    spec: str
    """The name of the spec's file."""
    source: EnvironmentGraph
    """The environment that has run the release."""
    target: EnvironmentGraph
    """The environment that gets it."""
    commit: str | None = None
    """The commit, by any name; the newest that the source has run without it."""
    image: str | None = None
    """The image by its digest; the one that was attested without it."""
    skip: str | None = None
    """Why the source does not have to run it first."""
    running: Entry | None = None
    """The release of the source in the lock."""
    former: Entry | None = None
    """The entry of the target in the lock."""

    @property
    def witness(self) -> EnvironmentGraph:
        """The environment whose workflow attests: with GitOps, only that of the first one runs."""
        return self.project.first if self.source.spec.outputs.gitops else self.source

    @property
    def is_source_frozen(self) -> bool:
        """Whether the source gets releases, too."""
        return self.source in self.project.frozen

    @property
    def signer(self) -> Signer:
        github = self.witness.spec.outputs.github
        if github is None or self.project.first.spec.project.repository is None:
            raise EvidenceError("the spec has no `project.repository`")
        workflow = GithubEnvironment(self.project, self.witness, github).deploy_workflow
        predicate = evidence.BUILD if self.source.spec.outputs.gitops else evidence.PREDICATE
        return Signer(self.project.first.spec.project.repository, workflow, github.default_branch, predicate)

    def claim(self, commit: str, digests: Mapping[str, str]) -> Claim:
        """What must have been attested about a commit whose files for the target have these digests."""
        return Claim(self.project.name, self.witness.name, commit, sums.digest(digests), self.target.name)


class Promotion(NamedTuple):
    """The files of an environment, its entry in the lock, and what could not be verified."""

    entry: Entry
    files: Sequence[BuiltFile]
    unverified: str | None


def promote(request: Request, repository: Repository) -> Promotion:
    """Build the files of a release, and verify that it has run. Raises ReleaseError and GitError."""
    commit = _commit(request, repository)
    target = request.target.name
    with project_at(repository, commit, request.spec) as project:
        graph = graph_of(project, target, commit)
        files = released_files(project, target)
        digests = sums.of_files((file.path, file.content) for file in files)
        image, unverified = _image(request, graph, commit, digests)
        # Models have gates and promotions of their own, so a release changes none.
        entry = (request.former or Entry())._replace(
            image=image,
            release=commit,
            files=sums.digest(digests),
            opsgen=opsgen.__version__,
            adopted=False,
            skipped=request.skip,
        )
        pins = pipeline.pin_files(with_pins(project, target, entry), target)
    return Promotion(entry, [*files, *pins], unverified)


def adopt(request: Request, repository: Repository, found: dict[str, str], former: Entry | None) -> Entry:
    """The entry for files that are there already, as they are."""
    if not found:
        raise ReleaseError(f"`{request.target.name}` has no files to adopt; promote a commit instead")
    if former is not None and former.release is not None:
        raise ReleaseError(f"`{request.target.name}` has a release already; promote a commit instead")
    image = request.image or (former.image if former else None)
    commit = repository.resolve(request.commit or "HEAD")
    return (former or Entry())._replace(
        image=image, release=commit, files=sums.digest(found), opsgen=opsgen.__version__, adopted=True
    )


def reproduce(repository: Repository, spec: str, environment: str, entry: Entry) -> str:
    """Build a release again, and compare it with its entry; gives one line about it. Raises ReleaseError."""
    commit = repository.resolve(entry.release or "")
    if not repository.has(commit, "HEAD"):
        raise ReleaseError(f"{environment}: {short(commit)} is not in the history of this branch")
    if entry.adopted:
        return f"{environment}: {short(commit)} was adopted, so it cannot be built again"
    try:
        with project_at(repository, commit, spec) as project:
            files = released_files(project, environment)
    except OtherVersionError as error:
        return (
            f"{environment}: opsgen {opsgen.__version__} cannot reproduce {short(commit)}, which {error.version} built"
        )
    if entry.opsgen != opsgen.__version__:
        return (
            f"{environment}: opsgen {opsgen.__version__} cannot reproduce {short(commit)}, which {entry.opsgen} built"
        )
    if sums.digest(sums.of_files((file.path, file.content) for file in files)) != entry.files:
        raise ReleaseError(f"{environment}: {short(commit)} gives other files than those in the lock")
    return f"{environment}: {short(commit)} gives exactly these files"


def _built_by_other(environment: str, commit: str, version: str | None) -> str:
    return f"{environment}: opsgen {opsgen.__version__} cannot reproduce {short(commit)}, which {version} built"


def _commit(request: Request, repository: Repository) -> str:
    """The commit to promote, which must be in the history of what is checked out."""
    commit = repository.resolve(request.commit or newest(request, repository))
    if not repository.has(commit, "HEAD"):
        raise ReleaseError(f"{short(commit)} is not in the history of this branch; check out the default branch first")
    return commit


def _image(
    request: Request, graph: EnvironmentGraph, commit: str, digests: dict[str, str]
) -> tuple[str | None, str | None]:
    """The image of the release, and why it is not verified."""
    needs_image = graph.image is not None
    if request.skip is not None:
        if needs_image and request.image is None:
            raise ReleaseError("without evidence, name the image of the commit: --image IMAGE@sha256:DIGEST")
        return request.image, f"`{request.source.name}` was skipped: {request.skip}"
    try:
        attested = evidence.image_of(request.claim(commit, digests), sums.text(digests), request.signer)
    except EvidenceError as error:
        image = request.image or _recorded(request, commit)
        if needs_image and image is None:
            raise ReleaseError(f"{error}; deploy it there first, or name the image: --image") from None
        is_verified = request.target.is_deployed or request.target.spec.outputs.gitops is not None
        then = "the deploy workflow verifies it before it applies anything"
        return image, f"{error}; {then if is_verified else 'nothing proves the release, since no workflow deploys it'}"
    if request.image is not None and attested is not None and request.image != attested:
        raise ReleaseError(f"`{request.source.name}` has run {attested}, not {request.image}")
    if needs_image and attested is None and request.image is None:
        raise ReleaseError("no image was attested; name it: --image IMAGE@sha256:DIGEST")
    return request.image or attested, None


def _recorded(request: Request, commit: str) -> str | None:
    """The image that the lock has of the source, where workflows attest nothing.

    The first environment has none there: its digest is known to the run only that built the image, and GitHub's record
    of a run has no place for it.
    """
    github, entry = request.source.spec.outputs.github, request.running
    is_attested = github is None or github.provenance == "attest"
    return entry.image if entry is not None and not is_attested and entry.release == commit else None
