"""What a build leaves as it is: the files of environments that change by a promotion only, and their state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from opsgen import LOCKFILE
from opsgen.compile.lockfile import RELEASE_DIFFERS
from opsgen.diagnostics.model import Diagnostic, Place, Span
from opsgen.emit.output_tree import EntryKind, Tree
from opsgen.graph.project import output_paths
from opsgen.release import sums
from opsgen.release.git import short

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from opsgen.compile.lockfile import Entry, Lock
    from opsgen.compile.pipeline import BuiltFile
    from opsgen.graph import EnvironmentGraph, ProjectGraph


class ReleasableFile(Protocol):
    """A file of a build, whether it is rendered or only planned."""

    @property
    def path(self) -> str: ...
    @property
    def environment(self) -> str | None: ...
    @property
    def released(self) -> str | None: ...


class Layout(NamedTuple):
    """Where the files of an environment are."""

    environment: str
    folders: Sequence[str]
    """From the project's folder."""
    pins: Collection[str]
    """The paths of its pin files."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """An environment whose files a build does not touch."""

    name: str
    entry: Entry | None
    """Its entry in the lock."""
    rendered: Mapping[str, bytes]
    """Its files as the spec gives them now, by path."""
    pins: Mapping[str, bytes]
    """Its pin files as the lock gives them."""
    found: Mapping[str, str]
    """The digests of its files on the disk, by path."""
    found_pins: Mapping[str, bytes | None]
    """Its pin files on the disk."""
    missing_pins: AbstractSet[str] = frozenset()
    """Those that are not there. Adopted files of an earlier opsgen have the image themselves."""

    @property
    def summary(self) -> str:
        """One line: what it runs, and how far that is behind the spec."""
        if self.entry is not None and self.entry.release is not None:
            behind = len(self._behind())
            distance = f"{behind} {'file' if behind == 1 else 'files'} behind the spec" if behind else "as the spec is"
            return f"{self.name} stays at {short(self.entry.release)} ({distance})"
        if self.found:
            return f"{self.name} stays as it is: it has no release yet; opsgen promote --to {self.name} --adopt"
        return f"{self.name} is not promoted yet: opsgen promote --to {self.name}"

    def _behind(self) -> set[str]:
        now = sums.of_files(self.rendered.items())
        return {path for path in now.keys() | self.found.keys() if now.get(path) != self.found.get(path)}

    def problems(self, lock: Lock) -> Iterator[Diagnostic]:
        """Differences of its files and pin files from its release."""
        if self.entry is None or self.entry.files is None:
            return
        if sums.digest(self.found) != self.entry.files:
            files = ", ".join(f"{folder}/" for folder in sorted({_folder(path) for path in self.rendered}))
            message = f"the files of `{self.name}` ({files}) are not those of its release"
            help_ = (f"restore them with git, or run `opsgen promote --to {self.name}`",)
            yield _diagnostic(lock, (self.name, "files"), message, help_)
        for path, content in self.pins.items():
            if self.found_pins.get(path) != content and not (self.entry.adopted and path in self.missing_pins):
                message = f"`{path}` does not pin what `{self.name}` runs"
                yield _diagnostic(lock, (self.name,), message, ("restore it with git, or run `opsgen pin` again",))


def environments(
    project: ProjectGraph, lock: Lock, files: Sequence[BuiltFile], root: Path
) -> tuple[list[Frozen], list[Diagnostic]]:
    """The frozen environments, and what prevents reading their files."""
    found, problems = [], []
    for graph in project.frozen:
        try:
            found.append(_frozen(graph, lock, files, root))
        except (sums.LinkError, OSError) as error:
            problems.append(_diagnostic(lock, (graph.name,), unreadable(graph.name, error), ()))
    return found, problems


def unreadable(environment: str, error: sums.LinkError | OSError) -> str:
    """Why the files of an environment cannot be read."""
    reason = f"{error.strerror}: {error.filename}" if isinstance(error, OSError) else str(error)
    return f"the files of `{environment}` cannot be read: {reason}"


def _frozen(graph: EnvironmentGraph, lock: Lock, files: Sequence[BuiltFile], root: Path) -> Frozen:
    own = [file for file in files if file.environment == graph.name]
    layout, tree = layout_of(graph, own), Tree(root)
    return Frozen(
        graph.name,
        lock.entries.get(graph.name),
        {file.path: file.content for file in own if file.released == "file"},
        {file.path: file.content for file in own if file.released == "pins"},
        sums.on_disk(root, layout.folders, layout.pins),
        {path: _content(tree, path) for path in layout.pins},
        {path for path in layout.pins if tree.entry(path).kind is EntryKind.ABSENT},
    )


def layout_of(graph: EnvironmentGraph, files: Iterable[ReleasableFile]) -> Layout:
    """Where the files that an environment runs are, among those of a build."""
    own = [file for file in files if file.released and file.environment == graph.name]
    candidates = [f"{path}/{graph.name}" for path in output_paths(graph).values()]
    folders = sorted({each for each in candidates if any(file.path.startswith(f"{each}/") for file in own)})
    return Layout(graph.name, folders, [file.path for file in own if file.released == "pins"])


def kept(owned: Iterable[str], names: AbstractSet[str], files: Iterable[ReleasableFile]) -> list[str]:
    """The files of these environments among those that opsgen owns, wherever outputs were when they were built."""
    following = tuple({folder for file in files if not file.released for folder in _above(file)})
    return [path for path in owned if not names.isdisjoint(path.split("/")[:-1]) and not path.startswith(following)]


def _above(file: ReleasableFile) -> Iterator[str]:
    """The folder of an output whose files follow the spec in every environment, such as `sql/` of `sql/prod/a.sql`."""
    before, found, _ = file.path.partition(f"/{file.environment}/")
    if found:
        yield f"{before}/"


def _folder(path: str) -> str:
    return path.split("/", 1)[0]


def _content(tree: Tree, path: str) -> bytes | None:
    """The content of a file; None where there is none, or a link leads to it."""
    return (tree / path).read_bytes() if tree.file(path) else None


def _diagnostic(lock: Lock, place: tuple[str, ...], message: str, help_: tuple[str, ...]) -> Diagnostic:
    tree = lock.sources[0].tree if lock.sources else None
    span = tree.span(Place(place)) if tree is not None and place[0] in lock.entries else Span(LOCKFILE, 1, 1, 1, 1)
    return Diagnostic(RELEASE_DIFFERS.code, RELEASE_DIFFERS.severity, message, span, help_)
