"""The codes of variables, environments and overrides."""

from __future__ import annotations

from opsgen.diagnostics.model import Code, Severity

UNKNOWN_VARIABLE = Code(
    "VAR101",
    "unknown-variable",
    """A text uses, or an environment sets, a variable that the spec does not declare.

Why: the text would be copied to the artifacts unchanged. Only `${var.NAME}` is replaced. `${HOME}` and `${{ … }}` are
kept, and `$${var.NAME}` is the text `${var.NAME}` itself.

Example:

    variables: {lake: {default: data}}
    connections: {lake: {type: files, root: "${var.lak}"}}

Use instead:

    connections: {lake: {type: files, root: "${var.lake}"}}

Fix: safe for a name that differs only by case, `-` or `_` from one that exists; unsafe for one that is clearly nearest
to it.
""",
)

UNSET_VARIABLE = Code(
    "VAR102",
    "unset-variable",
    """A variable has neither a default nor a value in an environment that uses it.

Why: opsgen cannot insert a value.

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

Why: otherwise the mistake would only appear where the variable is used.

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
    """Variables refer to each other in a cycle.

Why: none of them has a value to start from.

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

Why: a misspelled path would change nothing, and production would run with development values.

Example:

    overrides:
      deployments.delay-apo.scaling: {min: 3}

Use instead:

    overrides:
      deployments.delay-api.scaling: {min: 3}

Fix: safe for a name that differs only by case, `-` or `_` from one that exists; unsafe for one that is clearly nearest
to it.
""",
)

FIXED_OVERRIDE = Code(
    "VAR106",
    "override-of-what-is-fixed",
    """An environment overrides a value that must be the same everywhere, such as the project's name or the variables;
or the project's name contains a variable.

Why: environments must belong to the same project. Put values that differ under the environment's `variables`.

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
    """A text refers to a declared variable in another form than `${var.NAME}`. This is a warning.

Why: only `${var.NAME}` is replaced. Any other text is copied to the artifacts unchanged, and fails when a task uses it.

Example:

    variables: {lake: {default: data}}
    connections: {lake: {type: files, root: "${vars.lake}"}}

Use instead:

    connections: {lake: {type: files, root: "${var.lake}"}}

Fix: unsafe, since the text may be meant for another program.
""",
    Severity.WARNING,
)

OVERRIDDEN_TWICE = Code(
    "VAR108",
    "overridden-twice",
    """One environment overrides the same value twice. This is a warning.

Why: the later override wins, so changing the earlier one has no effect.

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
    """An output has no value. This is a warning.

Why: an output without a value is turned off, although it looks as if it were built. This is useful only in the
overrides of an environment, to turn off an output that the others build.

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

ROOT = Code(
    "PLT206",
    "repository-root",
    """`project.root` is outside of the repository, or a folder between the root and the spec has a name that artifacts
cannot contain.

Why: opsgen writes workflows and their action to `.github` in the root of the repository, and writes nothing outside of
the repository. The first line of each artifact names its spec by the path from that root.

Example, in `projects/churn/opsgen.yaml`:

    project: {root: ../../..}

Use instead the folder with `.git`, which is also the default:

    project: {root: ../..}
""",
)

SHARED = Code(
    "PLT207",
    "shared-folder",
    """A path in `project.shared` or `project.image.build` is outside of the repository, a shared folder does not exist,
or it is in the project's own folder.

Why: changes of these folders start the project's workflows, which check out one repository. A folder that does not
exist never changes, so a typo would leave workflows that do not start.

Example, in `projects/churn/opsgen.yaml`:

    project: {shared: [../libs/common]}    # projects/libs/common does not exist

Use instead the way from the spec's folder:

    project: {shared: [../../libs/common]}
""",
)

CODES = tuple(code for code in list(vars().values()) if isinstance(code, Code))
