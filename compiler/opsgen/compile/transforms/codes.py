"""Codes of transforms' SQL files, and of problems found by following their columns."""

from __future__ import annotations

from opsgen.diagnostics.model import Code, Severity

SQL_FILE = Code(
    "SQL301",
    "sql-file",
    """The SQL file of a transform cannot be read or is empty.

Why: the dataset could not be built. The file must be in the project's folder, so that only reviewed SQL runs: opsgen
does not follow links to files outside it.

Example:

    transform: {inputs: [flights], sql: transform/features.sql}

Use instead:

    transform: {inputs: [flights], sql: transforms/features.sql}
""",
)

SQL_FILE_SELECT = Code(
    "SQL302",
    "sql-file-select",
    """The SQL of a transform is not one SELECT that only reads.

Why: the result of the SELECT replaces the dataset completely. opsgen refuses several statements, and any that write,
lock, configure or may run endlessly, before anything runs.

Example:

    create table late as select * from flights where arr_delay > 30

Use instead:

    select * from flights where arr_delay > 30
""",
)

SQL_FILE_OUTSIDE = Code(
    "SQL303",
    "sql-file-outside",
    """The SQL of a transform reads data other than its inputs, or calls a function that can.

Why: the inputs decide when a transform runs. Other data could be in any state at that time, and whoever can change the
SQL could read every file and address that the process can.

Example:

    transform: {inputs: [flights], sql: transforms/features.sql}    # select … from flights join planes using (tailnum)

Use instead:

    transform: {inputs: [flights, planes], sql: transforms/features.sql}
""",
)

SQL_FILE_COLUMNS = Code(
    "SQL304",
    "sql-file-columns",
    """The SQL of a transform does not return the columns that its dataset declares.

Why: the checks of the dataset would fail after every run. The columns of a `*` are known only when the transform runs.

Example:

    columns: {late: {type: boolean}}    # select arr_delay > 30 as is_late from flights

Use instead:

    columns: {late: {type: boolean}}    # select arr_delay > 30 as late from flights
""",
)

UNREAD_INPUT = Code(
    "SQL305",
    "unread-input",
    """The SQL of a transform does not read one of its inputs.

Why: the transform waits for every input and runs again when it changes, and the lineage shows a source that is not one.
Perhaps a join is missing.

Example:

    transform: {inputs: [flights, planes], sql: transforms/late.sql}    # select tailnum from flights where late

Use instead:

    transform: {inputs: [flights], sql: transforms/late.sql}

Fix: unsafe; the input is removed.
""",
    Severity.WARNING,
)

COLUMN_TYPE = Code(
    "SQL306",
    "transform-column-type",
    """A transform passes on a column unchanged, and its dataset declares another type for it.

Why: the data is written with the type that the input has, so the `schema` rule of the dataset fails on every run.

Example:

    flights: {columns: {delay: {type: string}}}
    late: {columns: {delay: {type: number}}}    # select delay from flights

Use instead:

    late: {columns: {delay: {type: number}}}    # select cast(delay as double) as delay from flights
""",
    Severity.WARNING,
)

UNDECLARED_INPUT = Code(
    "SQL307",
    "undeclared-input-column",
    """A transform passes on a column that its input does not declare, and its dataset declares a type for it.

Why: nothing checks the column where it comes from, so a wrong type or a missing column is found only when the transform
runs.

Example:

    flights: {columns: {tailnum: {type: string}}}
    late: {columns: {delay: {type: number}}}    # select delay from flights

Use instead:

    flights: {columns: {tailnum: {type: string}, delay: {type: number}}}
""",
    Severity.WARNING,
)

SQL_FILE_PARAMETER = Code(
    "SQL308",
    "sql-file-parameter",
    """The SQL of a transform has a parameter that does not exist, or one of a partition where there are no partitions.

Why: the parameters say which partition a run builds: `:interval_start` and `:interval_end` are instants in UTC,
`:partition_start` and `:partition_end` have the type of the partition's column. Nothing else has a value.

Example:

    partition: {column: day, by: day}
    transform: {inputs: [flights], sql: "select day, carrier from flights where day >= :start"}

Use instead:

    partition: {column: day, by: day}
    transform: {inputs: [flights], sql: "select day, carrier from flights where day = :partition_start"}
""",
)

NO_PURPOSE = Code(
    "DAT104",
    "personal-data-without-purpose",
    """A model learns from personal data without a stated purpose.

Why: privacy laws allow the use of personal data only for a stated purpose, and a model keeps what it learned after the
data is deleted. opsgen follows personal data through the SQL of transforms.

Example:

    datasets:
      customers: {columns: {age: {type: integer, classification: pii}}}
    models:
      churn: {features: {dataset: customers, columns: [age]}}

Use instead:

    models:
      churn:
        features: {dataset: customers, columns: [age]}
        card: {intended_use: Offer help to customers before they leave.}
""",
    Severity.WARNING,
)

UNCLASSIFIED = Code(
    "DAT105",
    "unclassified-personal-data",
    """A transform derives a column from personal data, but the column is not classified as `pii`.

Why: opsgen masks personal data in every report and checks its retention, but not in an unclassified copy. Values that
are only counted or hashed (`md5`, `sha256`) are not copies.

Example:

    customers: {columns: {email: {type: string, classification: pii}}}
    contacts: {columns: {address: {type: string}}}    # select email as address from customers

Use instead:

    contacts: {columns: {address: {type: string, classification: pii}}}
""",
    Severity.WARNING,
)

CODES = (
    SQL_FILE,
    SQL_FILE_SELECT,
    SQL_FILE_OUTSIDE,
    SQL_FILE_COLUMNS,
    UNREAD_INPUT,
    COLUMN_TYPE,
    UNDECLARED_INPUT,
    SQL_FILE_PARAMETER,
    NO_PURPOSE,
    UNCLASSIFIED,
)
