"""The codes of transforms' SQL files, and of what is found through them."""

from __future__ import annotations

from opsgen.diagnostics.model import Code, Severity

SQL_FILE = Code(
    "SQL301",
    "sql-file",
    """The file of a transform's SQL cannot be read, or there is nothing in it.

Why: the dataset could never be made. The file lies in the project's folder, so that what runs is what was reviewed: a
link that leads out of it is not followed.

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

Why: what the SELECT gives takes the dataset's place, all of it or nothing. Several statements, and whatever writes,
locks, configures or may never end, are refused before anything runs.

Example:

    create table late as select * from flights where arr_delay > 30

Use instead:

    select * from flights where arr_delay > 30
""",
)

SQL_FILE_OUTSIDE = Code(
    "SQL303",
    "sql-file-outside",
    """The SQL of a transform reads something else than its inputs, or calls a function that may.

Why: the inputs are what decides when a transform runs and what it is made from. Whatever else it reads, it reads at any
state of it; and whoever can change the SQL could read any file or address that the process which runs it can.

Example:

    transform: {inputs: [flights], sql: transforms/features.sql}    # select … from flights join planes using (tailnum)

Use instead:

    transform: {inputs: [flights, planes], sql: transforms/features.sql}
""",
)

SQL_FILE_COLUMNS = Code(
    "SQL304",
    "sql-file-columns",
    """The SQL of a transform does not give the columns that its dataset declares.

Why: the check of the dataset would fail each time that it is made, and whatever reads the column with it. Where a `*`
stands for the columns, they are known only when it runs.

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

Why: the transform waits for every input, and runs anew when it has changed; and whoever looks for where the data comes
from is led astray. Perhaps a join is missing.

Example:

    transform: {inputs: [flights, planes], sql: transforms/late.sql}    # select tailnum from flights where late

Use instead:

    transform: {inputs: [flights], sql: transforms/late.sql}

Fix: unsafe; the input goes.
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

NO_PURPOSE = Code(
    "DAT104",
    "personal-data-without-purpose",
    """A model learns from personal data and does not say what for.

Why: privacy laws allow personal data to be used for a stated purpose only; and a model keeps what it learned when the
data is long gone. The data is followed through the SQL of transforms.

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
    """A transform makes a column of personal data, and the column is not classified as such.

Why: values of personal data are masked in every report and kept no longer than they may be; of a copy that is not
called so, they are not. What is only counted, or hashed (`md5`, `sha256`), is no copy.

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
    NO_PURPOSE,
    UNCLASSIFIED,
)
