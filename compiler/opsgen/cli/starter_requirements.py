"""Writing the requirements that the jobs of a first spec install, each with a hash."""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

import opsgen
from opsgen.compile.requirements.compiling import compile_command, compiling, source_of
from opsgen.terminal.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FILE = "requirements.txt"
SOURCE = source_of(FILE)
LIMIT = 20
"""The maximum number of seconds that a resolver may take."""
PYTHON = "3.12"
"""The Python of the jobs of a first spec."""
EXTRAS = "[duckdb]"
"""What `opsgen check` needs for files."""
COMPILE = compile_command(FILE, PYTHON)
_HEADER = f"""\
# What the jobs of GitHub Actions install: opsgen, and the packages of the project's commands and tests.
# This command writes {FILE} from it, with the hashes of all files:
#   {shlex.join(COMPILE)}
"""
_WRITTEN = f"# Written from {SOURCE} by: {shlex.join(COMPILE)}\n"
# Without wheels, a resolver would run the code of packages to learn what they need.
_ONLY_WHEELS = ("--only-binary", ":all:")
_UV = (*compiling(PYTHON)[1:], *_ONLY_WHEELS, "--quiet", "--no-header", "--no-emit-index-url", "--no-emit-find-links")
_PIP = (
    *("install", "--dry-run", "--ignore-installed", "--report", "-", "--quiet", *_ONLY_WHEELS),
    "--requirement",
)
_INSTALL = ("install", "--quiet", "--no-deps", "--require-hashes", *_ONLY_WHEELS)
_PLAIN = re.compile(r"[\w./+-]+")


class _UnresolvedError(Exception):
    """Why there are no requirements with hashes."""


class Named(NamedTuple):
    """opsgen in a requirements file."""

    line: str
    why: str = ""
    """Why it cannot be resolved yet; empty if it can."""
    first: tuple[tuple[str, ...], ...] = ()
    """The commands that make it possible."""


def clear_drafts(folder: Path) -> None:
    """Delete what a killed process left: where there is a spec already, `init` does not get to these files again."""
    from opsgen.emit.atomic_file import clear

    for name in (SOURCE, FILE):
        clear(folder / name)


def write_requirements(folder: Path) -> None:
    """Write the requirements of jobs unless they exist. What cannot be resolved is left to a command of the user."""
    from opsgen.emit.atomic_file import created

    if os.path.lexists(folder / FILE):
        return
    own = installed(folder)
    try:
        with created(folder / SOURCE) as draft:
            draft.write_bytes(f"{_HEADER}{own.line}\npytest\n".encode())
        if own.why:
            _report(folder, f"{own.why}; run", *own.first, COMPILE)
            return
        text = _resolved(folder, own.line)
        with created(folder / FILE) as draft:
            draft.write_bytes(f"{_WRITTEN}{text}".encode())
    except FileExistsError:
        _report(folder, f"{SOURCE} exists already; add `{own.line}` to it and run", COMPILE)
    except OSError as error:
        _report(folder, f"{error.strerror}; then run", COMPILE)
    except _UnresolvedError as error:
        _report(folder, f"{error}; run", COMPILE)


def installed(folder: Path) -> Named:
    """Return the opsgen that runs as a requirement of the project in a folder."""
    try:
        text = metadata.distribution("opsgen").read_text("direct_url.json")
        origin = json.loads(text) if text else None
    except (metadata.PackageNotFoundError, OSError, ValueError):
        origin = {}
    return named(origin, folder) if origin is not None else Named(f"opsgen{EXTRAS}=={opsgen.__version__}")


def named(origin: Mapping[str, object], folder: Path) -> Named:
    """Return the requirement for where opsgen was installed from.

    https://packaging.python.org/en/latest/specifications/direct-url-data-structure/
    """
    archive, url = origin.get("archive_info"), str(origin.get("url", ""))
    address = urlsplit(url)
    if isinstance(archive, dict) and address.scheme == "file":
        return _of_file(Path(unquote(address.path)), folder)
    # A user or a query of an address may be a password.
    if isinstance(archive, dict) and address.scheme == "https" and not address.query and "@" not in address.netloc:
        digest = archive.get("hashes", {}).get("sha256")
        return Named(f"opsgen{EXTRAS} @ {address._replace(fragment=f'sha256={digest}' if digest else '').geturl()}")
    wheel = f"opsgen-{opsgen.__version__}-py3-none-any.whl"
    source = unquote(address.path) if address.scheme == "file" else "PATH/TO/OPSGEN"
    build = ("pip", "wheel", "--no-deps", "--wheel-dir", "wheels", source)
    return Named(f"./wheels/{wheel}{EXTRAS}", "opsgen was not installed from a wheel that jobs can install", (build,))


def _of_file(wheel: Path, folder: Path) -> Named:
    try:
        inside = wheel.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        inside = ""
    if _PLAIN.fullmatch(inside):
        return Named(f"./{inside}{EXTRAS}")
    copy = (("mkdir", "-p", "wheels"), ("cp", str(wheel), "wheels/"))
    return Named(f"./wheels/{wheel.name}{EXTRAS}", "opsgen was installed from a wheel outside of the project", copy)


def _resolved(folder: Path, line: str) -> str:
    """Return the lines of all packages, from the resolver that exists."""
    import shutil
    from tempfile import TemporaryDirectory

    uv = shutil.which("uv")
    if uv is None and not _has_fitting_pip():
        raise _UnresolvedError("there is no `uv`")
    # Without `-P`, Python would look for pip in the project's folder first, and run what a checkout has there.
    program = (uv, "pip") if uv else (sys.executable, "-P", "-m", "pip")
    with TemporaryDirectory(prefix="opsgen-") as name:
        alone = _alone(Path(name)) if uv else ()
        output = _run((*program, *(_UV if uv else _PIP), SOURCE, *alone), folder)
        text = output if uv else _lines(output, line)
        if "==" in line:
            _require_same((*program, *_INSTALL, *alone), text, Path(name))
    return text


def _alone(empty: Path) -> tuple[str, ...]:
    """Return the options with which uv runs no program of a checkout: neither its Python nor the build of a package.

    Without them, uv starts the Python of `.venv`, and committed settings can allow builds that options forbid.
    """
    # uv reads the nearest file of settings: without this one, those above a temporary folder, which can be anyone's.
    (empty / "uv.toml").touch()
    return ("--project", str(empty), "--python", sys.executable)


def _run(command: Sequence[str], folder: Path) -> str:
    """Return what a resolver prints."""
    import subprocess

    # By default, both retry for so long that `init` would only stop at the limit when offline.
    environment = {"UV_HTTP_RETRIES": "0", "PIP_RETRIES": "0", **os.environ}
    try:
        return subprocess.run(  # noqa: S603
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LIMIT,
            check=True,
        ).stdout.decode()
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        raise _UnresolvedError("its packages could not be resolved") from None


def _require_same(install: Sequence[str], text: str, folder: Path) -> None:
    """Refuse a package of an index that has other files than the opsgen that runs.

    A resolver may read another index than the one that opsgen was installed from. There, the name can be anyone's.
    """
    found = re.search(r"^opsgen==.*\n(?: +.*\n)*", text, re.MULTILINE)
    (folder / FILE).write_text(found[0] if found else "opsgen", encoding="utf-8")
    _run((*install, "--target", str(folder / "installed"), "--requirement", FILE), folder)
    (theirs,) = metadata.distributions(path=[str(folder / "installed")])
    digests = _digests(theirs)
    if not digests or digests != _digests(metadata.distribution("opsgen")):
        raise _UnresolvedError(
            f"the resolver finds another opsgen than the installed one, so first name its file in {SOURCE}"
        )


def _digests(package: metadata.Distribution) -> dict[str, str]:
    """Return the digests of the modules of a package, as its installer recorded them."""
    files = package.files or ()
    return {str(file): file.hash.value for file in files if file.parts[0] == "opsgen" and file.hash}


def _has_fitting_pip() -> bool:
    """Whether there is a pip that resolves for the jobs: it reports only the files for the machine that it runs on."""
    import platform

    machine = (sys.platform, platform.machine(), f"{sys.version_info.major}.{sys.version_info.minor}")
    return machine == ("linux", "x86_64", PYTHON) and util.find_spec("pip") is not None


def _lines(report: str, line: str) -> str:
    """Return the requirements of a report of pip.

    https://pip.pypa.io/en/stable/reference/installation-report/
    """
    try:
        found = sorted(_packages(json.loads(report), line))
    except (ValueError, KeyError, TypeError):
        raise _UnresolvedError("pip reports no hashes") from None
    return "".join(f"{name} \\\n    --hash=sha256:{digest}\n" for name, digest in found)


def _packages(report: Mapping[str, Sequence[Mapping[str, object]]], line: str) -> Iterator[tuple[str, str]]:
    for package in report["install"]:
        about, origin = package["metadata"], package["download_info"]
        assert isinstance(about, dict)  # noqa: S101
        assert isinstance(origin, dict)  # noqa: S101
        name = line if package["is_direct"] else f"{about['name'].lower()}=={about['version']}"
        yield name, origin["archive_info"]["hashes"]["sha256"]


def _report(folder: Path, what: str, *commands: Sequence[str]) -> None:
    place = ("cd", str(folder)) if str(folder) != "." else ()
    line = " && ".join(shlex.join(command) for command in (place, *commands) if command)
    print(f"opsgen: {FILE} is not written: {safe(what)}: {safe(line)}", file=sys.stderr)
