"""`opsgen.lock`, next to the spec: what each environment runs. `promote`, `rollback` and `pin` write it.

An entry is the image alone, or a release: the commit that the files of the environment were built from, their digest,
and the image. Both may have the versions of models that are served, by their digests. Shell scripts of deploy workflows
read releases line by line, so they have one form only.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from opsgen import LOCKFILE, source
from opsgen.diagnostics.model import Code, Diagnostic, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from opsgen.language.project import Project
    from opsgen.source import LoadedSpec

HEAD = "# What each environment runs. Written by opsgen promote, rollback and pin. Commit it.\n"
IMAGE = re.compile(r"(?P<repository>[a-z0-9][a-z0-9._/:-]{0,254})@sha256:[0-9a-f]{64}")
VERSION = re.compile(r"(?P<number>[0-9]{1,18})@(?P<digest>sha256:[0-9a-f]{64})")
"""A version of a model by the digest of its files."""
_FIELDS = {
    "release": re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}"),
    "image": IMAGE,
    "files": re.compile(r"sha256:[0-9a-f]{64}"),
    "opsgen": re.compile(r"[0-9A-Za-z][0-9A-Za-z.+!-]{0,63}"),
    "adopted": re.compile(r"true"),
    "skipped": re.compile(r"[^\x00-\x1f\x7f]{1,500}"),
}
_BY_MODEL = {
    "models": VERSION,
    "baseline": VERSION,
    "ungated": _FIELDS["skipped"],
}
"""The fields with a value for each model."""
_FORMS = {
    "models": "a version by its digest, as 7@sha256: and 64 hexadecimal digits",
    "baseline": "a version by its digest, as 7@sha256: and 64 hexadecimal digits",
    "ungated": "one line of text",
    "release": "the full hash of a commit",
    "image": "an image by its digest",
    "files": "`sha256:` and 64 hexadecimal digits",
    "opsgen": "a version",
    "adopted": "`true`",
    "skipped": "one line of text",
}

BAD_LOCK = Code(
    "LCK101",
    "bad-lock",
    """`opsgen.lock` does not have the form that `opsgen promote` and `opsgen pin` write.

Why: a build must keep exactly what was promoted, and a deployment must prove it. Guessing would be worse than stopping.

Example:

    prod: ghcr.io/example/project:1.4.0

Use instead (opsgen writes it; digests have 64 hexadecimal digits, and a commit has 40):

    prod:
      release: 3f2a9c…
      image: ghcr.io/example/project@sha256:0123…cdef
      files: sha256:4567…89ab
      opsgen: 0.1.0
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

RELEASE_DIFFERS = Code(
    "LCK103",
    "release-differs",
    """The files of an environment are not those of its release in `opsgen.lock`.

Why: what was promoted has run in the environment before, and files that were edited since have not. The deploy workflow
refuses them.

Example:

    # edited by hand: deploy/prod/api/deployment.yaml

Use instead: change the spec, and promote it; or restore the files.

    git restore deploy/prod dags/prod
    opsgen promote --to prod
""",
)

UNKNOWN_MODEL = Code(
    "LCK104",
    "lock-of-unknown-model",
    """`opsgen.lock` pins a version of a model that the spec does not have in this environment.

Why: the model was renamed or removed after its version was pinned. Nothing serves that version, and a model of the new
name has none, so its deployments would not start.

Example:

    models: {delay: …}    # opsgen.lock: prod: {models: {late: "7@sha256:…"}}

Use instead:

    opsgen promote-model delay --env prod
""",
)

CODES = (BAD_LOCK, OTHER_IMAGE, RELEASE_DIFFERS, UNKNOWN_MODEL)


class Entry(NamedTuple):
    """What an environment runs. One without a release has an image and models only."""

    image: str | None = None
    """The image by its digest; None in a project without one."""
    release: str | None = None
    """The commit that the files of the environment were built from."""
    files: str | None = None
    """`sha256:` and the digest of the list of these files, with a digest each."""
    opsgen: str | None = None
    """The version of opsgen that built them."""
    adopted: bool = False
    """Whether the files were taken as they were, and not built from the commit."""
    skipped: str | None = None
    """Why the environment before did not have to run the release."""
    models: Mapping[str, str] = MappingProxyType({})
    """The version that is served, as `7@sha256:…`, by model."""
    baseline: Mapping[str, str] = MappingProxyType({})
    """The version that gates with `against: baseline` compare with, by model."""
    ungated: Mapping[str, str] = MappingProxyType({})
    """Why a version is served that has not passed its gates, by model."""

    @property
    def is_short(self) -> bool:
        """Whether the entry is an image and nothing else, which is written as such."""
        return self == Entry(image=self.image)

    def with_model(self, model: str, version: str, ungated: str | None = None) -> Entry:
        """The entry with another version of a model; `ungated` is why it need not have passed its gates."""
        reasons = {name: reason for name, reason in self.ungated.items() if name != model}
        if ungated is not None:
            reasons[model] = ungated
        return self._replace(models={**self.models, model: version}, ungated=reasons)

    def lines(self) -> Iterator[tuple[str, str]]:
        """The fields of the release that are given, as they are written."""
        for name in _FIELDS:
            value = getattr(self, name)
            if value is not None and value is not False:
                yield name, "true" if value is True else value


class Lock(NamedTuple):
    """The entries by environment, the mistakes in the file, and the file if there is one."""

    entries: dict[str, Entry]
    diagnostics: list[Diagnostic]
    sources: tuple[LoadedSpec, ...] = ()

    @property
    def images(self) -> dict[str, str]:
        """The pinned images by environment."""
        return {name: entry.image for name, entry in self.entries.items() if entry.image is not None}

    def models(self, environment: str) -> Mapping[str, str]:
        """The pinned versions of models in an environment."""
        entry = self.entries.get(environment)
        return entry.models if entry is not None else {}

    def release(self, environment: str) -> Entry | None:
        """The entry of an environment, if it is a release."""
        entry = self.entries.get(environment)
        return entry if entry is not None and entry.release is not None else None

    def foreign(self, project: Project, environments: list[str]) -> Iterator[Diagnostic]:
        """Yield a diagnostic for each pinned image that is not an image of the project."""
        own = project.image.repository if project.image else None
        for environment, entry in self.entries.items():
            if environment not in environments:
                yield self._diagnostic((environment,), "key", f"the spec has no environment `{environment}`")
                continue
            repository = (entry.image or own or "").partition("@")[0]
            if repository != (own or ""):
                place = (environment,) if entry.release is None else (environment, "image")
                yield self._diagnostic(place, "value", f"the project's image is `{own}`, not `{repository}`")

    def unknown_models(self, environment: str, models: Collection[str]) -> Iterator[Diagnostic]:
        """Yield a diagnostic for each model that is pinned in an environment and that the spec does not have there."""
        for model in self.models(environment):
            if model not in models:
                message = f"the spec has no model `{model}`" + _near_name(model, models)
                yield self._diagnostic((environment, "models", model), "key", message, UNKNOWN_MODEL)

    def _diagnostic(
        self, place: tuple[str, ...], at: Literal["key", "value"], message: str, code: Code = OTHER_IMAGE
    ) -> Diagnostic:
        tree = self.sources[0].tree
        span = tree.span(Place(place, at)) if tree else None
        help_ = (f"remove the entry from {LOCKFILE}, or run `opsgen pin` or `opsgen promote` again",)
        return Diagnostic(code.code, code.severity, message, span, help_)


class _Mistake(NamedTuple):
    place: tuple[str, ...]
    message: str
    help: str = "opsgen promote and opsgen pin write it"


def read(path: Path) -> Lock:
    """Read the lock next to a spec; empty if there is no file."""
    if not path.exists():
        return Lock({}, [])
    loaded = source.load(path)
    return _lock(loaded)


def parse(text: bytes, path: Path) -> Lock:
    """The lock with this text, such as that of an earlier commit; `path` is where the file is now."""
    return _lock(source.load(path, text=text))


def _lock(loaded: LoadedSpec) -> Lock:
    lock = Lock({}, list(loaded.diagnostics), (loaded,))
    tree = loaded.tree
    for environment, value in tree.value.items() if tree else ():
        found = list(_mistakes(environment, value))
        for mistake in found:
            span = tree.span(Place(mistake.place)) if tree else None
            lock.diagnostics.append(
                Diagnostic(BAD_LOCK.code, BAD_LOCK.severity, mistake.message, span, (mistake.help,))
            )
        if not found:
            lock.entries[environment] = _entry(value)
    return lock


def _entry(value: str | Mapping[str, Any]) -> Entry:
    return Entry(value) if isinstance(value, str) else Entry(**value)


def _mistakes(environment: str, value: object) -> Iterator[_Mistake]:
    if isinstance(value, str):
        if not IMAGE.fullmatch(value):
            help_ = "opsgen pin writes it: repository@sha256:…"
            yield _Mistake((environment,), "this is not an image by its digest", help_)
        return
    if not isinstance(value, dict):
        yield _Mistake((environment,), "this is neither an image by its digest nor a release")
        return
    if not value.keys() <= {"image", *_BY_MODEL}:
        for name in ("release", "files", "opsgen"):
            if name not in value:
                yield _Mistake((environment,), f"the release lacks `{name}`")
    for name, given in value.items():
        if name in _BY_MODEL:
            yield from _model_mistakes((environment, name), given)
        else:
            yield from _field_mistakes((environment, name), given)


def _model_mistakes(place: tuple[str, str], given: object) -> Iterator[_Mistake]:
    name = place[1]
    if not isinstance(given, dict):
        yield _Mistake(place, f"`{name}` is not a mapping of models")
        return
    for model, value in given.items():
        if not _BY_MODEL[name].fullmatch(value if isinstance(value, str) else ""):
            yield _Mistake((*place, model), f"`{model}` is not {_FORMS[name]}")


def _field_mistakes(place: tuple[str, str], given: object) -> Iterator[_Mistake]:
    name = place[1]
    pattern = _FIELDS.get(name)
    if pattern is None:
        yield _Mistake(place, f"a release has no `{name}`" + _near_name(name, (*_FIELDS, *_BY_MODEL)))
    elif not pattern.fullmatch("true" if given is True else given if isinstance(given, str) else ""):
        yield _Mistake(place, f"`{name}` is not {_FORMS[name]}")


def _near_name(name: str, known: Collection[str]) -> str:
    from opsgen.diagnostics.suggest import nearest

    near = nearest(name, known)
    return f"; did you mean `{near}`?" if near else ""


def pin(path: Path, environment: str, image: str) -> None:
    """Record an image, and keep all else. Raises ValueError if the image or the existing lock is invalid."""
    if not IMAGE.fullmatch(image):
        raise ValueError(f"{image} is not an image by its digest, as ghcr.io/example/project@sha256: and 64 digits")
    update(path, environment, lambda entry: entry._replace(image=image))


def update(path: Path, environment: str, change: Callable[[Entry], Entry]) -> None:
    """Change the entry of an environment, and keep the others. Raises ValueError if the file cannot be changed."""
    try:
        _update(path, environment, change)
    except OSError as error:
        raise ValueError(f"{path} cannot be written: {error.strerror}") from error


def encode(entries: Mapping[str, Entry]) -> bytes:
    """The text of the file."""
    from opsgen.render.encode.yaml_scalar import one_line, quoted

    lines = [HEAD]
    for name in sorted(entries):
        key, entry = one_line(name, flow=True), entries[name]
        if entry.is_short:
            lines.append(f"{key}: {entry.image}\n")
            continue
        lines.append(f"{key}:\n")
        # A hash of digits only would be a number, so all texts are quoted.
        lines += (f"  {each}: {value if value == 'true' else quoted(value)}\n" for each, value in entry.lines())
        for each in _BY_MODEL:
            values: Mapping[str, str] = getattr(entry, each)
            lines += [f"  {each}:\n"] if values else []
            lines += (f"    {one_line(model, flow=True)}: {quoted(values[model])}\n" for model in sorted(values))
    return "".join(lines).encode()


def _update(path: Path, environment: str, change: Callable[[Entry], Entry]) -> None:
    from opsgen.emit.folder_lock import folder_lock
    from opsgen.emit.fsync import replace as replace_file
    from opsgen.source.access import may_write_at

    with folder_lock(path.parent):
        real = may_write_at(path, path.parent)
        if real is None:
            raise ValueError(f"{path} is a link that leads out of the project's folder; put the file itself there")
        lock = read(path)
        if lock.diagnostics:
            raise ValueError(f"{path} is not valid; fix or remove it first: {lock.diagnostics[0].message}")
        entries = lock.entries | {environment: change(lock.entries.get(environment, Entry()))}
        entries = {name: entry for name, entry in entries.items() if entry != Entry()}
        replace_file(real, encode(entries), path.with_name(f".{path.name}.draft"))
