"""`opsgen.lock`, next to the spec: the image of each environment, by its digest. `opsgen pin` writes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from opsgen import LOCKFILE, source
from opsgen.diagnostics.model import Code, Diagnostic, Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from opsgen.language.project import Project
    from opsgen.source import LoadedSpec

HEAD = "# Written by opsgen pin: the image that each environment runs, by its digest. Commit it.\n"
IMAGE = re.compile(r"(?P<repository>[a-z0-9][a-z0-9._/:-]{0,254})@sha256:[0-9a-f]{64}")

BAD_LOCK = Code(
    "LCK101",
    "bad-lock",
    """`opsgen.lock` is not of the form that `opsgen pin` writes, or an image in it has no valid digest.

Why: a build must run exactly the image that was promoted; guessing at another one would be worse than stopping.

Example:

    prod: ghcr.io/example/project:1.4.0

Use instead (`opsgen pin` writes it, the digest has 64 hexadecimal digits):

    prod: ghcr.io/example/project@sha256:0123…cdef
""",
)

OTHER_IMAGE = Code(
    "LCK102",
    "lock-of-another-image",
    """`opsgen.lock` pins an image for an environment that is not the project's image, or for one that does not exist.

Why: the spec was changed after the image was pinned. The digest says nothing about the new image, and what is deployed
would no longer be what the spec says.

Example:

    project: {image: {repository: ghcr.io/example/new}}    # opsgen.lock: prod: ghcr.io/example/old@sha256:…

Use instead:

    opsgen pin --env prod ghcr.io/example/new@sha256:…
""",
)

CODES = (BAD_LOCK, OTHER_IMAGE)


class Lock(NamedTuple):
    """The pinned images by environment, the mistakes in them, and their file if there is one."""

    images: dict[str, str]
    diagnostics: list[Diagnostic]
    sources: tuple[LoadedSpec, ...]

    def image(self, environment: str, project: Project) -> str | None:
        """Return the image of an environment: the pinned one, else that of the project's version, if there is one."""
        if project.image is None:
            return None
        return self.images.get(environment, f"{project.image.repository}:{project.version}")

    def foreign(self, project: Project, environments: list[str]) -> Iterator[Diagnostic]:
        """Yield a diagnostic for each pinned image that is not an image of the project."""
        own = project.image.repository if project.image else None
        for environment, image in self.images.items():
            repository = image.partition("@")[0]
            if environment not in environments:
                yield self._diagnostic(environment, "key", f"the spec has no environment `{environment}`")
            elif repository != own:
                yield self._diagnostic(environment, "value", f"the project's image is `{own}`, not `{repository}`")

    def _diagnostic(self, environment: str, at: Literal["key", "value"], message: str) -> Diagnostic:
        tree = self.sources[0].tree
        span = tree.span(Place((environment,), at)) if tree else None
        help_ = (f"remove the line from {LOCKFILE}, or run `opsgen pin` again",)
        return Diagnostic(OTHER_IMAGE.code, OTHER_IMAGE.severity, message, span, help_)


def read(path: Path) -> Lock:
    """Read the lock next to a spec; empty if there is no file."""
    if not path.exists():
        return Lock({}, [], ())
    loaded = source.load(path)
    lock = Lock({}, list(loaded.diagnostics), (loaded,))
    for environment, image in loaded.tree.value.items() if loaded.tree else ():
        if isinstance(image, str) and IMAGE.fullmatch(image):
            lock.images[environment] = image
        elif loaded.tree:
            span = loaded.tree.span(Place((environment,)))
            message, help_ = "this is not an image by its digest", ("opsgen pin writes it: repository@sha256:…",)
            lock.diagnostics.append(Diagnostic(BAD_LOCK.code, BAD_LOCK.severity, message, span, help_))
    return lock


def pin(path: Path, environment: str, image: str) -> None:
    """Record an image, and keep the others. Raises ValueError if the image or the existing lock is invalid."""
    if not IMAGE.fullmatch(image):
        raise ValueError(f"{image} is not an image by its digest, as ghcr.io/example/project@sha256: and 64 digits")
    try:
        _record(path, environment, image)
    except OSError as error:
        raise ValueError(f"{path} cannot be written: {error.strerror}") from error


def _record(path: Path, environment: str, image: str) -> None:
    from opsgen.emit.folder_lock import folder_lock
    from opsgen.emit.fsync import replace
    from opsgen.render.encode.yaml_scalar import one_line
    from opsgen.source.access import may_write_at

    with folder_lock(path.parent):
        real = may_write_at(path, path.parent)
        if real is None:
            raise ValueError(f"{path} is a link that leads out of the project's folder; put the file itself there")
        lock = read(path)
        if lock.diagnostics:
            raise ValueError(f"{path} is not valid; fix or remove it first: {lock.diagnostics[0].message}")
        images = lock.images | {environment: image}
        lines = [f"{one_line(name, flow=True)}: {images[name]}\n" for name in sorted(images)]
        replace(real, (HEAD + "".join(lines)).encode(), path.with_name(f".{path.name}.draft"))
