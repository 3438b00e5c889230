"""The codes of variables, environments and overrides."""

from __future__ import annotations

from opsgen.diagnostics.model import Code, Severity

UNKNOWN_VARIABLE = Code(
    "VAR101",
    "unknown-variable",
    """A text names a variable that the spec does not declare, or an environment sets one.

Why: the text would go into the artifacts as it stands. Only `${var.NAME}` is replaced; `${HOME}` and `${{ … }}` are
left as they are, and `$${var.NAME}` stands for the text `${var.NAME}` itself.

Example:

    variables: {lake: {default: data}}
    connections: {lake: {type: files, root: "${var.lak}"}}

Use instead:

    connections: {lake: {type: files, root: "${var.lake}"}}

Fix: safe for a name that differs only by case, `-` or `_` from one that exists; unsafe for one that is clearly
nearest to it.
""",
)

UNSET_VARIABLE = Code(
    "VAR102",
    "unset-variable",
    """A variable is used that has neither a default nor a value in the environment.

Why: there is nothing to put in its place.

Example:

    variables: {lake: {description: Root of the lake.}}
    environments: {dev: {}}

Use instead:

    variables: {lake: {description: Root of the lake.}}
    environments: {dev: {variables: {lake: data}}}
""",
)

VARIABLE_TYPE = Code(
    "VAR103",
    "variable-type",
    """A variable's default or its value in an environment is not of the type that the variable declares.

Why: a number where text is meant would only fail where the variable is used.

Example:

    variables: {replicas: {type: integer, default: three}}

Use instead:

    variables: {replicas: {type: integer, default: 3}}

Fix: safe for numbers, true and false in quotes.
""",
)

VARIABLE_CYCLE = Code(
    "VAR104",
    "variable-cycle",
    """Variables refer to each other in a circle.

Why: none of them has a value.

Example:

    variables:
      root: {default: "${var.lake}/x"}
      lake: {default: "${var.root}/y"}

Use instead:

    variables:
      root: {default: s3://bucket}
      lake: {default: "${var.root}/y"}
""",
)

OVERRIDE_NOTHING = Code(
    "VAR105",
    "override-of-nothing",
    """An environment overrides a path that is not in the spec.

Why: a misspelt path would change nothing, and production would run with the values of a laptop.

Example:

    overrides:
      deployments.delay-apo.scaling: {min: 3}

Use instead:

    overrides:
      deployments.delay-api.scaling: {min: 3}

Fix: safe for a name that differs only by case, `-` or `_` from one that exists; unsafe for one that is clearly
nearest to it.
""",
)

FIXED_OVERRIDE = Code(
    "VAR106",
    "override-of-what-is-fixed",
    """An environment overrides what must be the same everywhere, such as the project's name or the variables; or a
variable stands in the project's name.

Why: environments would no longer be the same project. Values that differ belong under the environment's `variables`.

Example:

    environments:
      prod:
        overrides: {project.name: other}

Use instead:

    environments:
      prod:
        variables: {lake: s3://example-lake}
""",
)

VARIABLE_TYPO = Code(
    "VAR107",
    "lookalike-of-a-variable",
    """A text names a variable that the spec declares, but not as `${var.NAME}`. This is a warning.

Why: only `${var.NAME}` is replaced. Any other text goes into the artifacts as it stands, and is found out when a task
looks for a folder of that name.

Example:

    variables: {lake: {default: data}}
    connections: {lake: {type: files, root: "${vars.lake}"}}

Use instead:

    connections: {lake: {type: files, root: "${var.lake}"}}

Fix: unsafe; what is written may be meant for another program.
""",
    Severity.WARNING,
)

OVERRIDDEN_TWICE = Code(
    "VAR108",
    "overridden-twice",
    """One environment overrides the same value twice. This is a warning.

Why: the later one counts. Whoever changes the other changes nothing, and only a look at both tells.

Example:

    overrides:
      deployments.delay-api.scaling: {min: 2, max: 30}
      deployments.delay-api.scaling.min: 3

Use instead:

    overrides:
      deployments.delay-api.scaling: {min: 3, max: 30}
""",
    Severity.WARNING,
)

EMPTY_OUTPUT = Code(
    "PLT204",
    "empty-output",
    """An output stands in the spec without a value. This is a warning.

Why: it looks as if it were built, and it is not: no value turns an output off. That is of use in the overrides of an
environment, which can turn off what the others have.

Example:

    outputs:
      kubernetes:

Use instead:

    outputs:
      kubernetes: {}
""",
    Severity.WARNING,
)

COVERED_SOURCE = Code(
    "PLT205",
    "output-over-source",
    """The folder of an output has the name of a file that the build reads, such as the spec itself.

Why: macOS and Windows do not distinguish names that differ only by case or by Unicode normalisation. A folder
`OPSGEN.yaml` next to `opsgen.yaml` could be built on Linux, and could not be checked out elsewhere.

Example, in `opsgen.yaml`:

    outputs:
      airflow: {path: OPSGEN.yaml}

Use instead:

    outputs:
      airflow: {path: dags}
""",
)

CODES = tuple(code for code in list(vars().values()) if isinstance(code, Code))
