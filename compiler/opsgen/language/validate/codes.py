"""The codes of what can be wrong with the language itself; each page is what `opsgen explain` shows."""

from __future__ import annotations

from opsgen.diagnostics.model import Code

UNKNOWN_KEY = Code(
    "LNG101",
    "unknown-key",
    """A mapping has a key that the language does not know.

Why: a misspelt key would otherwise be dropped in silence, and the rule or limit under it with it.

Example:

    datasets:
      flights:
        colums: {}

Use instead:

    datasets:
      flights:
        columns: {}

Fix: safe for a key that differs only by case, `-` or `_`, as `primaryKey`; unsafe for one that is clearly nearest to
another.
""",
)

MISSING_KEY = Code(
    "LNG102",
    "missing-key",
    """A mapping lacks a key that it must have.

Why: without it there is nothing that could be built, and no default would be right for everyone.

Example:

    datasets:
      flights:
        columns: {carrier: {type: string}}

Use instead:

    datasets:
      flights:
        source: {connection: lake, path: raw/flights.csv}
        columns: {carrier: {type: string}}
""",
)

WRONG_TYPE = Code(
    "LNG103",
    "wrong-type",
    """A value is of another type than its key takes: text for a number, a list for a mapping, or nothing at all.

Why: values are never converted by guesswork. Text without quotes stays as it was written (`1.10`, `NO`, `22:30`), but
`true`, `false` and `null` are no text.

Example:

    scaling: {min: "1"}

Use instead:

    scaling: {min: 1}

Fix: safe for numbers, true and false in quotes, for `yes`, `no`, `on` and `off`, and for a lone value where a list of
such is meant; unsafe for a command as one text, and for true or false where text is meant.
""",
)

UNKNOWN_VALUE = Code(
    "LNG104",
    "unknown-value",
    """A value is not one of those that its key takes.

Why: each of them means something to the artifacts; there is nothing to make of another one.

Example:

    columns:
      carrier: {type: varchar}

Use instead:

    columns:
      carrier: {type: string}

Fix: safe for a value that differs only by case, `-` or `_`; unsafe for one that is clearly nearest to another.
""",
)

OUT_OF_RANGE = Code(
    "LNG105",
    "out-of-range",
    """A number lies outside the range that its key takes.

Why: a port above 65535, a fraction above 1 or no replica at all cannot be meant.

Example:

    not_null: {column: dep_delay, max_fraction: 3}

Use instead:

    not_null: {column: dep_delay, max_fraction: 0.03}
""",
)

TOO_FEW = Code(
    "LNG106",
    "too-few-items",
    """A list or mapping is empty where at least one item is needed.

Why: an empty command cannot be run, and a dataset without columns cannot be checked.

Example:

    ingest: {command: []}

Use instead:

    ingest: {command: [python, -m, my_project.ingest]}
""",
)

BAD_VALUE = Code(
    "LNG107",
    "bad-value",
    """A text cannot be what its key stands for: it is empty, has a line break, or is not of the form that is asked for.

Why: it would come out as something else in the artifacts.

Example:

    references: planes

Use instead:

    references: planes.tailnum
""",
)

BAD_PATH = Code(
    "LNG108",
    "bad-path",
    """A path is absolute, leaves the project's folder, or is written for one operating system only.

Why: a spec in a pull request must not read or write anything outside its project, and must mean the same everywhere.

Example:

    outputs:
      airflow: {path: ../../dags}

Use instead:

    outputs:
      airflow: {path: dags}
""",
)

BAD_REGEX = Code(
    "LNG109",
    "bad-regex",
    """A regular expression is invalid, or uses look-around or back-references.

Why: patterns run in bounded time on every engine (RE2 syntax); look-around and back-references cannot.

Example:

    dest: {type: string, pattern: "(?=[A-Z])[A-Z]{3}"}

Use instead:

    dest: {type: string, pattern: "[A-Z]{3}"}
""",
)

NOT_ONE_KEY = Code(
    "LNG110",
    "not-one-rule",
    """An item of `quality` has no key or several, and so is not one rule.

Why: each rule is reported by itself, with its own severity.

Example:

    quality:
      - row_count: {min: 1}
        unique: {columns: [id]}

Use instead:

    quality:
      - row_count: {min: 1}
      - unique: {columns: [id]}
""",
)

BAD_VERSION = Code(
    "LNG111",
    "unknown-version",
    """The spec does not say which version of the language it is written in, or names one that does not exist.

Why: the version says what the rest means, so that a later opsgen can read the spec as it was meant.

Example:

    version: 1.0

Use instead:

    version: 1

Fix: safe for version 1 in another spelling.
""",
)

PLAIN_SECRET = Code(
    "LNG112",
    "plain-secret",
    """A secret's value stands where its name belongs.

Why: a spec is read by everyone who can see the repository, for ever. A secret that once stood in one must be revoked.

Example:

    password: correct-horse-battery-staple

Use instead:

    password: {secret: WAREHOUSE_PASSWORD}
""",
)

OTHER_FORMAT = Code(
    "LNG113",
    "other-format",
    """The file belongs to another tool: dbt, Soda, Great Expectations, DAG-factory, a data contract, a GitHub Actions
workflow or a Kubernetes manifest.

Why: every key would be reported as unknown, which hides the one mistake, the path that was passed.

Example:

    version: 2
    models:
      - name: orders

Use instead the path of an ops spec:

    version: 1
    project: {name: shop, owner: data}
""",
)

BAD_CRON = Code(
    "PLT101",
    "bad-cron",
    """A schedule is not a cron expression that every platform reads alike, or names a day that never comes.

Why: Airflow, GitHub and Kubernetes each read it; one of them would refuse it, read it in another way, or never run it.
They disagree on `L`, `W` and `#`, on days of the week with a step (`1/2`), on ranges that end before they begin
(`SAT-MON`), and on a restricted day of the month and day of the week where one of them starts with `*` (`*/2` and `1`).
Names, `7` for Sunday, lists, ranges and steps are fine: artifacts have them in the form that all platforms read alike.

Example:

    schedule: "0 0 30 2 *"

Use instead:

    schedule: "0 0 28 2 *"

Fix: safe for the names that some programs have for schedules, such as `@daily`.
""",
)

BAD_DURATION = Code(
    "PLT102",
    "bad-duration",
    """A duration is not a whole number with a unit: ms, s, m, h, d or w.

Why: a bare number could be seconds or days.

Example:

    timeout: 90

Use instead:

    timeout: 90m

Fix: safe for durations with spaces, or with the whole names of their units.
""",
)

BAD_QUANTITY = Code(
    "PLT103",
    "bad-quantity",
    """An amount of CPU, memory or storage is not a Kubernetes quantity, or not above zero.

Why: Kubernetes would refuse the manifest.

Example:

    resources: {memory: 4GB}

Use instead:

    resources: {memory: 4Gi}

Fix: safe for amounts with spaces or in `MiB`; unsafe for `MB`, by which many mean `Mi`.
""",
)

BAD_NAME = Code(
    "PLT104",
    "bad-name",
    """A name cannot be used on every platform that it is built for.

Why: names become DAG and task identifiers, file names, Kubernetes objects and environment variables. Lower-case letters
and digits with single `-` or `_` between them are valid in all of them.

Example:

    datasets:
      Flights 2013: {}

Use instead:

    datasets:
      flights_2013: {}

Fix: unsafe, and only for the name of a secret, which something else has to have, too.
""",
)

BAD_ADDRESS = Code(
    "PLT105",
    "bad-address",
    """A host name, web address, address of a store, path of an address or e-mail address is not valid, or holds a
password.

Why: it would fail where it is used, far from the line it was written at; and a password in a spec is read by everyone.
Files are read from `s3://`, `gs://`, `az://`, `abfss://` and `https://` addresses; whatever else there is has a
connection of its own type, or is a folder.

Example:

    repository: https://me:secret@github.com/example/project

Use instead:

    repository: https://github.com/example/project
""",
)

BAD_IMAGE = Code(
    "PLT106",
    "bad-image",
    """The name of a container image or the version that becomes its tag is not valid.

Why: no registry would take it. `latest` is refused as a version, since what it names changes.

Example:

    image: {repository: "ghcr.io/example/project:latest"}

Use instead:

    image: {repository: ghcr.io/example/project}

Fix: unsafe; the tag or the digest goes.
""",
)

BAD_TIME_ZONE = Code(
    "PLT107",
    "bad-time-zone",
    """A time zone is not in the IANA database.

Why: abbreviations such as EST are ambiguous, and a misspelt zone fails only where the schedule is read.

Example:

    timezone: America/New York

Use instead:

    timezone: America/New_York

Fix: safe for a zone that differs only by case, space or `_`; unsafe for one that is clearly nearest to another.
""",
)

BAD_DATE = Code(
    "PLT108",
    "bad-date",
    """A date is not on the calendar, or not written as year-month-day.

Why: it is the moment from which schedules count.

Example:

    start_date: 2024-02-30

Use instead:

    start_date: 2024-02-29

Fix: safe for dates that begin with the year.
""",
)

CODES = tuple(code for code in list(vars().values()) if isinstance(code, Code))
BY_CODE = {code.code: code for code in CODES}
