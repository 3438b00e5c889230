"""Paths that lead elsewhere, and what is no file."""

from __future__ import annotations

from bad_inputs.case import HERE, Content, Link, Pipe, Refused, changed, edit, files


def _include(what: str, code: str, path: str, **others: Content) -> Refused:
    """A case that includes a path."""
    content = changed(("version: 1\n", f"version: 1\ninclude: {HERE}{path}\n"))
    return files(what, code, {"opsgen.yaml": content, **others})


CASES = [
    _include("an include above the project", "SRC142", "../other.yaml"),
    _include("an include above the project in the end", "SRC142", "specs/../../other.yaml"),
    _include("an absolute include", "SRC141", "/etc/passwd"),
    _include("an include at home", "SRC141", '"~/other.yaml"'),
    _include("an include of an address", "SRC141", "https://example.com/opsgen.yaml"),
    _include("an include of a file address", "SRC141", "file:///etc/passwd"),
    _include("an include with a drive letter", "SRC141", '"C:/other.yaml"'),
    _include("an include of a share", "SRC141", "'\\\\server\\share\\other.yaml'"),
    _include("an include that is a link out of the project", "SRC142", "other", other=Link("/etc/passwd")),
    _include("an include behind a link out of the project", "SRC142", "other/passwd", other=Link("/etc")),
    _include("a glob behind a link out of the project", "SRC142", "other/*", other=Link("/etc")),
    _include("a glob that matches nothing", "SRC143", '"specs/*.yaml"'),
    _include("an include that is missing", "SRC101", "missing.yaml"),
    _include("an include of a folder", "SRC102", "other", **{"other/x.yaml": "a: 1\n"}),
    _include("an include of a pipe", "SRC102", "other", other=Pipe()),
    _include("an include of a device by a link", "SRC142", "other", other=Link("/dev/zero")),
    # data and programs
    edit("data above its root", "LNG108", "path: flights.csv", "path: ▸../flights.csv"),
    edit("data by an absolute path", "LNG108", "path: flights.csv", "path: ▸/etc/passwd"),
    edit("data at home", "LNG108", "path: flights.csv", "path: ▸~/flights.csv"),
    edit("data at an address", "LNG108", "path: flights.csv", "path: ▸https://example.com/flights.csv"),
    edit("data on a share", "LNG108", "path: flights.csv", "path: ▸'\\\\server\\flights.csv'"),
    edit("SQL above the project", "LNG108", "command: [python, features.py]", "sql: ▸../features.sql"),
    edit("SQL by an absolute path", "LNG108", "command: [python, features.py]", "sql: ▸/etc/passwd"),
    edit("SQL at home", "LNG108", "command: [python, features.py]", "sql: ▸~/features.sql"),
    edit("SQL with a drive letter", "LNG108", "command: [python, features.py]", 'sql: ▸"C:/features.sql"'),
    edit("SQL at an address", "LNG108", "command: [python, features.py]", "sql: ▸https://example.com/features.sql"),
    Refused(
        "SQL that is a link out of the project",
        "SQL301",
        {
            "opsgen.yaml": changed(("command: [python, features.py]", "sql: ▸features.sql")),
            "features.sql": Link("/etc/passwd"),
        },
    ),
    Refused(
        "SQL that is a pipe",
        "SQL301",
        {"opsgen.yaml": changed(("command: [python, features.py]", "sql: ▸features.sql")), "features.sql": Pipe()},
    ),
    # outputs
    edit("an output above the project", "LNG108", "path: dags", "path: ▸../dags"),
    edit("an output by an absolute path", "LNG108", "path: dags", "path: ▸/"),
    edit("an output in git's folder", "LNG108", "path: dags", "path: ▸.git/hooks"),
    edit("an output in git's folder, in upper case", "LNG108", "path: dags", "path: ▸.GIT/hooks"),
    edit("an output in opsgen's own folder", "LNG108", "path: dags", "path: ▸.opsgen"),
    edit("an output in another one", "PLT202", "path: deploy}", "path: ▸dags/deploy}"),
]
