"""The scalar types of the language: how each is validated (`values.py`), and its JSON Schema for editors."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from opsgen.language import values

Text = Annotated[str, BeforeValidator(values.text)]
"""Text of one or more lines. A plain `1.10` or `010` keeps its spelling."""

Line = Annotated[Text, AfterValidator(values.line)]
"""Text on one line, not empty."""

RegisteredModel = Annotated[
    Line, AfterValidator(values.registered_model), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 256})
]
"""The name of a model in a registry."""

Name = Annotated[
    Text,
    AfterValidator(values.name),
    WithJsonSchema({"type": "string", "pattern": values.NAME, "maxLength": values.NAME_LENGTH}),
]
"""The name of a part of the spec: lower-case letters and digits, with single `-` or `_` between them."""

ColumnName = Annotated[Text, AfterValidator(values.column_name)]
"""The name of a column, spelled as in the data."""

ColumnReference = Annotated[Text, AfterValidator(values.column_reference)]
"""A column of another dataset, as `dataset.column`."""

Duration = Annotated[
    Text,
    AfterValidator(values.duration),
    WithJsonSchema({"type": "string", "pattern": values.DURATION, "examples": ["30s", "15m", "24h", "7d"]}),
]
"""A duration: a whole number with a unit (ms, s, m, h, d, w), or several of them, as in `1h30m`."""

Quantity = Annotated[
    Text,
    AfterValidator(values.quantity),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string", "pattern": values.QUANTITY}, {"type": "number", "exclusiveMinimum": 0}],
            "examples": ["250m", "2", "512Mi", "4Gi"],
        }
    ),
]
"""A Kubernetes quantity."""

Cron = Annotated[
    Text,
    AfterValidator(values.cron),
    WithJsonSchema({"type": "string", "examples": ["0 4 * * *", "30 * * * *", "0 6 * * 1"]}),
]
"""A cron expression: minute, hour, day of month, month, day of week. Artifacts contain it in a form that every
platform reads alike: `FRI-SAT,7` becomes `0,5,6`."""

TimeZone = Annotated[
    Text, AfterValidator(values.time_zone), WithJsonSchema({"type": "string", "examples": ["UTC", "America/New_York"]})
]
"""A time zone of the IANA database."""

Date = Annotated[
    Text,
    AfterValidator(values.date),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2024-01-01"]}),
]
"""A calendar date, as `2024-01-01`."""

RelativePath = Annotated[Text, AfterValidator(values.relative_path)]
"""A path below the project's folder, with `/` between its parts."""

RepositoryPath = Annotated[Text, AfterValidator(values.repository_path)]
"""A path from the project's folder that may lead to another folder of the repository, such as `../../libs/common`."""

UpwardPath = Annotated[Text, AfterValidator(values.upward_path)]
"""The way to a folder above, such as `../..`, or `.` for the spec's folder."""

TransformSql = Annotated[
    Text,
    AfterValidator(values.transform_sql),
    WithJsonSchema({"type": "string", "minLength": 1, "examples": ["transforms/late.sql"]}),
]
"""One SELECT, or the path of a `.sql` file with one: text with white space is SQL."""

Branch = Annotated[Text, AfterValidator(values.branch), WithJsonSchema({"type": "string", "examples": ["main"]})]
"""The name of a git branch."""

ActionPin = Annotated[
    Text, AfterValidator(values.action_pin), WithJsonSchema({"type": "string", "pattern": values.ACTION_PIN})
]
"""The version of a GitHub action and its commit, such as `v7.0.1@` and 40 hexadecimal digits."""

GithubOwner = Annotated[
    Text, AfterValidator(values.github_owner), WithJsonSchema({"type": "string", "pattern": values.GITHUB_OWNER})
]
"""The name of a user or an organization on GitHub."""

GithubHandle = Annotated[
    Text,
    AfterValidator(values.github_handle),
    WithJsonSchema({"type": "string", "pattern": f"^{values.GITHUB_HANDLE}$"}),
]
"""A user or a team on GitHub, as `user` or `organization/team`."""

BucketFolder = Annotated[
    Text,
    AfterValidator(values.bucket_folder),
    WithJsonSchema({"type": "string", "pattern": f"^{values.BUCKET_FOLDER}$"}),
]
"""A folder of a bucket of AWS (`s3://`) or Google Cloud (`gs://`)."""

DataPath = Annotated[Text, AfterValidator(values.data_path)]
"""The path of files, relative to the connection's root; `*` matches any part of a name, and `{hour}`, `{day}` and
`{month}` are the key of a partition."""

Root = Annotated[
    Text,
    AfterValidator(values.root),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": rf"^(?:(?:{'|'.join(values.SCHEMES)})://[^\s?#]+|(?!.*://).+)$",
            "examples": ["data", "s3://bucket/prefix"],
        }
    ),
]
"""A folder, or the address of a folder in an object store."""

Delimiter = Annotated[
    Text, AfterValidator(values.delimiter), WithJsonSchema({"type": "string", "minLength": 1, "examples": [";", "\t"]})
]
"""The text between two fields of a CSV file."""

Sign = Annotated[Text, AfterValidator(values.sign), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 1})]
"""One ASCII character other than letters, digits and space."""

NumberMark = Annotated[
    Text,
    AfterValidator(values.number_mark),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 1, "examples": [",", "."]}),
]
"""A decimal or thousands separator: one character."""

SkippedLines = Annotated[int, Field(ge=0, le=10_000)]
"""A number of lines at the start of a file."""

Encoding = Annotated[
    Text, AfterValidator(values.encoding), WithJsonSchema({"type": "string", "examples": list(values.ENCODINGS)})
]
"""A character encoding."""

DateFormat = Annotated[
    Text,
    AfterValidator(values.date_format),
    WithJsonSchema({"type": "string", "examples": ["%d.%m.%Y", "%m/%d/%Y", "%Y%m%d"]}),
]
"""A format of dates, in the directives of `strptime`."""

TimestampFormat = Annotated[
    Text,
    AfterValidator(values.timestamp_format),
    WithJsonSchema({"type": "string", "examples": ["%d.%m.%Y %H:%M", "%m/%d/%Y %I:%M:%S %p"]}),
]
"""A format of timestamps, in the directives of `strptime`."""

Url = Annotated[Text, AfterValidator(values.url), WithJsonSchema({"type": "string", "format": "uri"})]
"""An http or https address without a user or a password in it."""

Email = Annotated[Text, AfterValidator(values.email), WithJsonSchema({"type": "string", "format": "email"})]
"""An e-mail address."""

EnvironmentVariable = Annotated[
    Text, AfterValidator(values.environment_variable), WithJsonSchema({"type": "string", "pattern": values.ENV_NAME})
]
"""The name of an environment variable or of a secret: upper case, digits and `_`."""

ImageRepository = Annotated[
    Text,
    AfterValidator(values.image_repository),
    WithJsonSchema({"type": "string", "examples": ["ghcr.io/example/flight-delays"]}),
]
"""The name of a container image without tag or digest."""

ImageTag = Annotated[Text, AfterValidator(values.image_tag), WithJsonSchema({"type": "string"})]
"""A version that is valid as the tag of an image."""

DnsLabel = Annotated[
    Text,
    AfterValidator(values.dns_label),
    WithJsonSchema({"type": "string", "pattern": values.DNS_LABEL, "maxLength": 63}),
]
"""A Kubernetes name: at most 63 lower-case letters, digits and `-`."""

Host = Annotated[Text, AfterValidator(values.host), WithJsonSchema({"type": "string", "format": "hostname"})]
"""A host name."""

HttpPath = Annotated[Text, AfterValidator(values.http_path), WithJsonSchema({"type": "string", "pattern": "^/"})]
"""The path of a URL, starting with `/`."""

Argument = Annotated[Text, AfterValidator(values.argument)]
"""One argument of a command. It is not passed through a shell."""

Command = Annotated[list[Argument], Field(min_length=1), WithJsonSchema(values.COMMAND_SCHEMA)]
"""A program and its arguments, one list item each."""

Regex = Annotated[Text, AfterValidator(values.regex), WithJsonSchema({"type": "string", "format": "regex"})]
"""A regular expression without look-around or back-references, matched against the whole value."""

Scalar = Annotated[
    Any,
    AfterValidator(values.scalar),
    WithJsonSchema({"type": ["string", "number", "boolean"]}),
]
"""A text, number or boolean that keeps its spelling."""

Fraction = Annotated[float, Field(ge=0, le=1), BeforeValidator(values.number)]
"""A share from 0 to 1."""

Distance = Annotated[float, Field(ge=0), BeforeValidator(values.number)]
"""A finite number of at least 0."""

Availability = Annotated[float, Field(gt=0, lt=100), BeforeValidator(values.percentage)]
"""A percentage above 0 and below 100, since 100 cannot be met."""

Number = Annotated[float, BeforeValidator(values.number)]
"""A finite number."""

Limit = Annotated[Any, AfterValidator(values.limit), WithJsonSchema({"type": "number"})]
"""A finite number that keeps all of its digits."""

Count = Annotated[int, Field(ge=0)]
"""A whole number of at least 0."""

Port = Annotated[int, Field(ge=1, le=65535)]
"""A TCP port."""
