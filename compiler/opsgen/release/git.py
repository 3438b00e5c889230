"""What opsgen asks git: which commit a name is of, what was in a commit, and which commits changed a file.

Only commands that a person runs to release use it, never `lint`. Files are read as objects: no hook, filter or
attribute of the repository runs.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from opsgen.repository import HARMLESS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_REVISION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/-]{0,199}([~^][0-9]{0,9}){0,9}")
_DEFAULT = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
"""The names that the default branch may have, the most reliable first."""
_LARGEST = 16 * 1024 * 1024
"""Bytes of the largest file that is read: specs and SQL are small, and committed data is not needed."""
_LINK, _FILE = b"120000", (b"100644", b"100755")


class GitError(Exception):
    """git is missing, or cannot answer; the message says why."""


class Blob(NamedTuple):
    """A file of a commit."""

    path: str
    """From the root of the repository, with `/`."""
    object: str
    size: int
    is_link: bool


def short(commit: str) -> str:
    """A commit as people read it."""
    return commit[:7]


class Repository:
    """The repository that a folder lies in."""

    def __init__(self, folder: Path) -> None:
        """Raises GitError if the folder is in no repository."""
        self._folder = folder
        self.root = Path(os.path.realpath(self._text("rev-parse", "--show-toplevel")))
        self.prefix = PurePosixPath(Path(os.path.realpath(folder)).relative_to(self.root)).as_posix()
        """The folder's path from the root; `.` for the root itself."""

    def resolve(self, revision: str) -> str:
        """The full hash of the commit that a name is of, such as a branch or the beginning of a hash."""
        if not _REVISION.fullmatch(revision):
            raise GitError(f"{revision!a} is not the name of a commit")
        try:
            return self._text("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        except GitError:
            raise GitError(f"there is no commit {revision}; fetch it first: git fetch --unshallow") from None

    def has(self, commit: str, descendant: str) -> bool:
        """Whether a commit is in the history of another one."""
        return self._run("merge-base", "--is-ancestor", commit, descendant, codes=(0, 1)).returncode == 0

    def changes(self, path: str) -> list[str]:
        """The commits that changed a file, the newest first; its path is from the folder."""
        return self._text("log", "--format=%H", "--end-of-options", "HEAD", "--", path).split()

    def newest(self, revision: str, count: int) -> list[str]:
        """The newest commits of a branch, the newest first, without those of branches that were merged to it."""
        return self._text("rev-list", "--first-parent", f"--max-count={count}", "--end-of-options", revision).split()

    def branched_off(self, revision: str | None = None) -> str:
        """The newest commit that HEAD shares with another one, by default with the default branch."""
        names = _DEFAULT if revision is None else (revision,)
        found = next(filter(None, map(self._known, names)), None)
        if found is None and revision is None:
            raise GitError("there is no default branch; name a commit to compare with")
        try:
            return self._text("merge-base", "--end-of-options", "HEAD", found or self.resolve(names[0]))
        except GitError:
            raise GitError(
                f"HEAD shares no commit with {revision or 'the default branch'}: git fetch --unshallow"
            ) from None

    def changed(self, commit: str) -> list[str]:
        """The files that differ from a commit, by their paths from the root, with those that are not committed yet."""
        # git compares the content of a file that changed just before the index was written, filtered by programs that
        # the repository's settings name. Unlike `git diff`, these commands start no git in a submodule.
        listed = self._run("config", "--name-only", "-z", "--get-regexp", r"^filter\.", codes=(0, 1)).stdout
        off = {key: "false" if key.endswith(".required") else "" for key in os.fsdecode(listed).split("\0") if key}
        options = ("--name-only", "--no-renames", "--ignore-submodules=dirty", "-z")
        found = (
            self._run("diff-index", "--cached", *options, commit, "--"),
            self._run("diff-files", *options, settings=off),
            self._run("ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--", f"{self.root}"),
        )
        return sorted({os.fsdecode(path) for each in found for path in each.stdout.split(b"\0") if path})

    def _known(self, revision: str) -> str | None:
        try:
            return self.resolve(revision)
        except GitError:
            return None

    def files(self, commit: str, below: str = ".") -> Iterator[Blob]:
        """The files of a commit below a path from the root. Raises GitError for a path that leads elsewhere."""
        where = () if below == "." else (below,)
        listed = self._run("ls-tree", "-r", "-z", "-l", "--full-tree", "--end-of-options", commit, *where).stdout
        for line in filter(None, listed.split(b"\0")):
            head, _, name = line.partition(b"\t")
            mode, kind, object_, size = head.split()
            if kind != b"blob" or mode not in (*_FILE, _LINK):
                continue  # submodules
            path = os.fsdecode(name)
            if not {"", ".", "..", ".git"}.isdisjoint(path.casefold().split("/")):
                raise GitError(f"the commit {commit} has a file at {path!a}")
            yield Blob(path, object_.decode(), int(size), mode == _LINK)

    def content(self, commit: str, path: str) -> bytes | None:
        """The content of a file of a commit; None if it is not there."""
        found = [blob for blob in self.files(commit, path) if blob.path == path]
        return next((content for _blob, content in self.contents(found)), None)

    def contents(self, blobs: Sequence[Blob]) -> Iterator[tuple[Blob, bytes]]:
        """The content of each file, all read by one process."""
        wanted = "".join(f"{blob.object}\n" for blob in blobs).encode()
        read = self._run("cat-file", "--batch", stdin=wanted).stdout
        position = 0
        for blob in blobs:
            start = read.index(b"\n", position) + 1
            yield blob, read[start : start + blob.size]
            position = start + blob.size + 1

    def export(self, commit: str, below: str, target: Path) -> None:
        """Write the files of a commit below a path into a folder, by their paths from the root, without links."""
        blobs = [blob for blob in self.files(commit, below) if not blob.is_link and blob.size <= _LARGEST]
        for blob, content in self.contents(blobs):
            file = target / blob.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)

    def _text(self, *words: str) -> str:
        return os.fsdecode(self._run(*words).stdout).strip()

    def _run(
        self,
        *words: str,
        codes: tuple[int, ...] = (0,),
        stdin: bytes | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[bytes]:
        environment = os.environ | {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"} | _as_variables(settings or {})
        try:
            result = subprocess.run(  # noqa: S603
                ["git", *HARMLESS, "--literal-pathspecs", *words],  # noqa: S607 - the user's own
                cwd=self._folder,
                env=environment,
                input=stdin,
                capture_output=True,
                check=False,
            )
        except OSError as error:
            raise GitError(f"git cannot be run: {error.strerror}") from None
        if result.returncode not in codes:
            message = os.fsdecode(result.stderr).strip().splitlines() or ["git failed"]
            raise GitError(message[-1].removeprefix("fatal: "))
        return result


def _as_variables(settings: Mapping[str, str]) -> dict[str, str]:
    """Settings of git as environment variables, after those that are there. On a command line, `=` would end a name."""
    given = os.environ.get("GIT_CONFIG_COUNT", "")
    first = int(given) if given.isdecimal() else 0
    variables = {"GIT_CONFIG_COUNT": str(first + len(settings))} if settings else {}
    for number, (key, value) in enumerate(settings.items(), first):
        variables |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return variables
