"""Codes of invalid keys and values. `opsgen explain` shows their pages."""

from __future__ import annotations

from opsgen.diagnostics.model import Code

UNKNOWN_KEY = Code(
    "LNG101",
    "unknown-key",
    """A mapping has an unknown key.

Why: otherwise a misspelled key would be silently ignored, together with the rule or limit below it.

Example:

    datasets:
      flights:
        colums: {}

Use instead:

    datasets:
      flights:
        columns: {}

Fix: safe for a key that differs only by case, `-` or `_`, such as `primaryKey`; unsafe for one that resembles only one
key.
""",
)

MISSING_KEY = Code(
    "LNG102",
    "missing-key",
    """A mapping does not have a required key.

Why: opsgen cannot build anything without it, and no default would suit everyone.

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
    """A value has the wrong type: text instead of a number, a list instead of a mapping, or no value at all.

Why: opsgen does not convert values. Text without quotes keeps its spelling (`1.10`, `NO`, `22:30`), but `true`, `false`
and `null` are not text.

Example:

    scaling: {min: "1"}

Use instead:

    scaling: {min: 1}

Fix: safe for numbers, true and false in quotes, for `yes`, `no`, `on` and `off`, and for a single value instead of a
list; unsafe for a command as one text, and for true or false instead of text.
""",
)

UNKNOWN_VALUE = Code(
    "LNG104",
    "unknown-value",
    """A value is not one of the allowed values of its key.

Why: opsgen cannot build artifacts for an unknown value.

Example:

    columns:
      carrier: {type: varchar}

Use instead:

    columns:
      carrier: {type: string}

Fix: safe for a value that differs only by case, `-` or `_`; unsafe for one that resembles only one of them.
""",
)

OUT_OF_RANGE = Code(
    "LNG105",
    "out-of-range",
    """A number is outside the allowed range of its key.

Why: a port above 65535, a fraction above 1 or zero replicas is a mistake.

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
    """A text is invalid for its key: it is empty, contains a line break, or does not have the required form.

Why: it would have another meaning in the artifacts.

Example:

    references: planes

Use instead:

    references: planes.tailnum
""",
)

BAD_PATH = Code(
    "LNG108",
    "bad-path",
    """A path is absolute, outside the project's folder, or valid on one operating system only.

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
    """An item of `quality` has no key or several. Each item is one rule, with its kind as the only key.

Why: opsgen reports each rule separately, with its own severity. Settings such as `severity` belong inside the rule.

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
    """The spec has no `version`, or one that does not exist.

Why: the version lets later releases of opsgen read the spec with its original meaning.

Example:

    version: 1.0

Use instead:

    version: 1

Fix: safe for version 1 in another spelling, such as `1.0`.
""",
)

PLAIN_SECRET = Code(
    "LNG112",
    "plain-secret",
    """The spec contains the value of a secret instead of its name.

Why: everyone with access to the repository can read the spec and its history. Revoke a secret that was ever in it.

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
    """A schedule is not a cron expression that every platform reads alike, or its date never occurs.

Why: one of Airflow, GitHub and Kubernetes would refuse it, read it in another way, or never run it. They disagree on
`L`, `W` and `#`, on days of the week with a step (`1/2`), on ranges that end before they begin (`SAT-MON`), and on a
restricted day of the month and day of the week where one of them starts with `*` (`*/2` and `1`). Names, `7` for
Sunday, lists, ranges and steps are allowed: opsgen rewrites them in a form that all platforms read alike.

Example:

    schedule: "0 0 30 2 *"

Use instead:

    schedule: "0 0 28 2 *"

Fix: safe for shortcuts such as `@daily`.
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

Fix: safe for durations with spaces or with full unit names.
""",
)

BAD_QUANTITY = Code(
    "PLT103",
    "bad-quantity",
    """An amount of CPU, memory or storage is not a Kubernetes quantity above zero.

Why: Kubernetes would refuse the manifest.

Example:

    resources: {memory: 4GB}

Use instead:

    resources: {memory: 4Gi}

Fix: safe for amounts with spaces or in `MiB`; unsafe for `MB`, which often means `Mi`.
""",
)

BAD_NAME = Code(
    "PLT104",
    "bad-name",
    """A name is not valid on every platform.

Why: names become DAG and task identifiers, file names, Kubernetes objects and environment variables. Lower-case letters
and digits with single `-` or `_` between them are valid in all of them.

Example:

    datasets:
      Flights 2013: {}

Use instead:

    datasets:
      flights_2013: {}

Fix: unsafe, and only for the name of a secret, which must also be changed outside the spec.
""",
)

BAD_ADDRESS = Code(
    "PLT105",
    "bad-address",
    """A host name, web address, address of a store, URL path or e-mail address is not valid, or contains a password.

Why: it would fail later, far from its line in the spec; and everyone could read the password. opsgen reads files from
folders and from `s3://`, `gs://`, `az://`, `abfss://` and `https://` addresses. Use the type of connection for others.

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

Why: no registry would accept it. `latest` is refused as a version, since its content changes.

Example:

    image: {repository: "ghcr.io/example/project:latest"}

Use instead:

    image: {repository: ghcr.io/example/project}

Fix: unsafe; the tag or the digest is removed.
""",
)

BAD_TIME_ZONE = Code(
    "PLT107",
    "bad-time-zone",
    """A time zone is not in the IANA database.

Why: abbreviations such as EST are ambiguous, and a misspelled zone would only fail when the schedule is used.

Example:

    timezone: America/New York

Use instead:

    timezone: America/New_York

Fix: safe for a zone that differs only by case, space or `_`; unsafe for one that resembles only one of them.
""",
)

BAD_DATE = Code(
    "PLT108",
    "bad-date",
    """A date does not exist, or is not written as year-month-day.

Why: schedules start at this date.

Example:

    start_date: 2024-02-30

Use instead:

    start_date: 2024-02-29

Fix: safe for dates that start with the year.
""",
)

CODES = tuple(code for code in list(vars().values()) if isinstance(code, Code))
BY_CODE = {code.code: code for code in CODES}
