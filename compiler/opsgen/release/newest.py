"""The newest commit that an environment has run: by the runs of its workflow, or by what its engine reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen import LOCKFILE
from opsgen.compile import lockfile, pipeline
from opsgen.release import evidence, sums
from opsgen.release.at_commit import ReleaseError, project_at, released_files
from opsgen.release.evidence import EvidenceError
from opsgen.release.frozen import layout_of
from opsgen.release.git import short

if TYPE_CHECKING:
    from opsgen.compile.lockfile import Lock
    from opsgen.release.git import Repository
    from opsgen.release.promote import Request

_SEARCHED = 50
"""Commits. GitHub is asked about each."""


def newest(request: Request, repository: Repository) -> str:
    """Return the newest commit that the source has run. Raises ReleaseError and GitError."""
    try:
        return _healthy(request, repository) if request.source.spec.outputs.gitops else _deployed(request, repository)
    except EvidenceError as error:
        raise ReleaseError(f"{error}; name the commit: --commit COMMIT") from None


def _deployed(request: Request, repository: Repository) -> str:
    # By hand, a person can deploy another release than the one in the lock.
    is_known = not (request.is_source_frozen and request.source.settings.approval)
    commit = evidence.newest_run(request.signer, ("push", "workflow_dispatch") if is_known else ("push",))
    return _release(request, repository, repository.resolve(commit)) if request.is_source_frozen else commit


def _healthy(request: Request, repository: Repository) -> str:
    """Search the history of the branch for a commit that the engine in the cluster runs healthily."""
    source, gitops, github = request.source, request.source.spec.outputs.gitops, request.source.spec.outputs.github
    creator = gitops.status_creator if gitops else None
    if creator is None:
        raise EvidenceError("the spec has no `outputs.gitops.status_creator`")
    if not request.is_source_frozen and (github is None or github.provenance == "off"):
        raise EvidenceError(f"without attestations, nothing shows which commit the image of `{source.name}` is of")
    context, tried = f"{request.project.name} / {source.name}", set[tuple[object, str | None]]()
    for commit in repository.newest("HEAD", _SEARCHED):
        if evidence.newest_state(request.signer, commit, context, creator) != "success":
            continue
        if request.is_source_frozen:
            return _release(request, repository, commit)
        running = (_files(request, repository, commit), _lock(repository, commit).images.get(source.name))
        if running not in tried and (found := _built(request, repository, commit, running[1])):
            return found
        tried.add(running)
    raise EvidenceError(
        f"no status `{context}` by {creator} proves that `{source.name}` is healthy with an attested release"
        f" at one of the newest {_SEARCHED} commits"
    )


def _built(request: Request, repository: Repository, healthy: str, image: str | None) -> str | None:
    """Return the commit that an image was built from, among those with the same files of the source."""
    files = _files(request, repository, healthy)
    for commit in repository.newest(healthy, _SEARCHED):
        if _files(request, repository, commit) != files:
            return None
        if _has_built(request, repository, commit, image):
            return commit
    return None


def _has_built(request: Request, repository: Repository, commit: str, image: str | None) -> bool:
    with project_at(repository, commit, request.spec) as project:
        released = released_files(project, request.target.name)
    digests = sums.of_files((file.path, file.content) for file in released)
    try:
        attested = evidence.image_of(request.claim(commit, digests), sums.text(digests), request.signer)
    except EvidenceError:
        return False
    return attested in (image, None)


def _files(request: Request, repository: Repository, commit: str) -> frozenset[tuple[str, str]]:
    """Return what is committed for the source, without its pins."""
    layout = layout_of(request.source, [artifact for _backend, artifact in pipeline.planned(request.project)])
    pins = {_path(repository, path) for path in layout.pins}
    blobs = (blob for folder in layout.folders for blob in repository.files(commit, _path(repository, folder)))
    return frozenset((blob.path, blob.object) for blob in blobs if blob.path not in pins)


def _release(request: Request, repository: Repository, commit: str) -> str:
    entry = _lock(repository, commit).release(request.source.name)
    if entry is None or entry.release is None:
        raise EvidenceError(f"{LOCKFILE} of {short(commit)} has no release of `{request.source.name}`")
    return entry.release


def _lock(repository: Repository, commit: str) -> Lock:
    path = _path(repository, LOCKFILE)
    return lockfile.parse(repository.content(commit, path) or b"", repository.root / path)


def _path(repository: Repository, path: str) -> str:
    """Return a path of the project from the root of the repository."""
    return path if repository.prefix == "." else f"{repository.prefix}/{path}"
