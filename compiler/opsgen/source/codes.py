"""Codes of problems with a spec's files and their YAML. `opsgen explain` shows their pages."""

from __future__ import annotations

from opsgen.diagnostics.model import Code, Severity

FILE_NOT_FOUND = Code(
    "SRC101",
    "file-not-found",
    """A file does not exist: the spec on the command line, or a file under `include:`.

Why: a build without one of the spec's files would silently lose artifacts.

Example:

    include: [specs/datsets.yaml]

Use instead:

    include: [specs/datasets.yaml]

Paths under `include:` are relative to the file that contains them.
""",
)

NOT_A_FILE = Code(
    "SRC102",
    "not-a-file",
    """The path of a spec is a folder, a pipe, a socket or a device.

Why: reading anything but a regular file may block forever, or give different content each time.

Example:

    include: [specs]

Use instead:

    include: ["specs/*.yaml"]
""",
)

UNREADABLE_FILE = Code(
    "SRC103",
    "unreadable-file",
    """The operating system does not allow reading a file. The message contains its reason.

Why: common reasons are missing permissions, a parent that is a file and not a folder, and a name that is too long.

Example, as seen by the user that runs opsgen:

    -rw------- 1 root root opsgen.yaml

Use instead:

    -rw-r--r-- 1 root root opsgen.yaml
""",
)

FILE_TOO_LARGE = Code(
    "SRC104",
    "file-too-large",
    """A file is larger than 16 MiB.

Why: a spec of a thousand datasets has about 3 MiB. A larger file is most likely data that was passed by mistake, which
could use up all memory.

Example:

    opsgen build data/flights.csv

Use instead several files, if the spec is really that large:

    include: ["specs/*.yaml"]
""",
)

NOT_UTF_8 = Code(
    "SRC105",
    "not-utf-8",
    """A file is not UTF-8. The message contains the first invalid byte, counted from 0.

Why: other encodings cannot be detected reliably, so opsgen does not convert them. A UTF-8 byte order mark is allowed.

Example, `é` as Latin-1:

    description: caf\\xe9

Use instead: save the file as UTF-8, or convert it:

    iconv -f latin1 -t utf-8 opsgen.yaml
""",
)

FORBIDDEN_CHARACTER = Code(
    "SRC106",
    "forbidden-character",
    """A file contains a control character, a lone surrogate or a bidirectional control, directly or as an escape.

Why: a NUL ends text in some programs, an ESC can control a terminal, and a bidirectional control makes reviewers see
something else than what is built. Tab, LF, CR and right-to-left letters are allowed.

Example, with U+202E RIGHT-TO-LEFT OVERRIDE as an escape:

    description: "\\u202Egold"

Use instead:

    description: gold
""",
)

INVALID_YAML = Code(
    "SRC110",
    "invalid-yaml",
    """A file is not valid YAML 1.2. opsgen ignores the file and checks the others.

Why: opsgen does not guess what invalid YAML means. Most often, text needs quotes, or a line has the wrong indentation.

Example:

    description: late: over 30 minutes

Use instead:

    description: "late: over 30 minutes"
""",
)

UNCLOSED_QUOTE = Code(
    "SRC111",
    "unclosed-quote",
    """A quote is not closed before the next key, or not at all. The message points at the opening quote.

Why: text in quotes can span lines, so a missing quote swallows all keys until the next quote. YAML requires that
continued text is indented deeper than its key.

Example:

    description: "Every flight.
    owner: ml

Use instead:

    description: "Every flight."
    owner: ml
""",
)

UNBALANCED_BRACKET = Code(
    "SRC112",
    "unbalanced-bracket",
    """A `[` or `{` is not closed or is closed by the wrong bracket, or a `]` or `}` closes nothing.

Why: the entries that follow would become part of the wrong list or mapping. The message points at the bracket.

Example:

    allowed: [EWR, JFK
    required: true

Use instead:

    allowed: [EWR, JFK]
    required: true
""",
)

TAB_INDENTATION = Code(
    "SRC113",
    "tab-indentation",
    """A line is indented with a tab.

Why: YAML allows only spaces for indentation, since editors show tabs with different widths.

Example:

    project:
    \tname: flights

Use instead:

    project:
      name: flights
""",
)

UNKNOWN_ESCAPE = Code(
    "SRC114",
    "unknown-escape",
    """Text in double quotes contains an invalid escape, such as `\\d`.

Why: in double quotes a backslash starts an escape such as `\\n` or `\\u00e9`. In single quotes it is an ordinary
character, as regular expressions and Windows paths need it.

Example:

    pattern: "\\d{3}"

Use instead:

    pattern: '\\d{3}'
""",
)

MANY_DOCUMENTS = Code(
    "SRC115",
    "many-documents",
    """A file contains a second YAML document, after a line `---`.

Why: many YAML readers silently drop all documents but the first. A single `---` at the start is allowed.

Example:

    datasets: {}
    ---
    models: {}

Use instead:

    datasets: {}
    models: {}
""",
)

EMPTY_FILE = Code(
    "SRC116",
    "empty-file",
    """A file is empty or contains only comments.

Why: most likely the file was not saved, or a script failed to write it. A build from it would remove every artifact.

Example:

    # TODO

Use instead:

    version: 1
    project: {name: flights, owner: ml}
""",
)

ROOT_NOT_A_MAPPING = Code(
    "SRC117",
    "root-not-a-mapping",
    """The root of a file is a list or a single value. A spec is a mapping.

Why: the keys of the root define the meaning of everything below them.

Example:

    - name: flights
    - name: planes

Use instead:

    datasets:
      flights: {}
      planes: {}
""",
)

YAML_VERSION = Code(
    "SRC118",
    "yaml-version",
    """A file declares another YAML version than 1.2.

Why: in YAML 1.1, `NO` is false, `010` is eight and `22:30` is 1350. opsgen reads YAML 1.2, where `NO` and `22:30` are
text and `010` is ten, so the declaration would be wrong.

Example:

    %YAML 1.1
    ---
    version: 1

Use instead:

    version: 1
""",
)

DUPLICATE_KEY = Code(
    "SRC120",
    "duplicate-key",
    """A mapping has the same key twice.

Why: YAML forbids it, but most readers silently keep one of the two, so an edit of the other has no effect. A key that
is also merged by `<<` is not a duplicate: the mapping's own value wins.

Example:

    flights:
      owner: ml
      owner: data-platform

Use instead:

    flights:
      owner: data-platform

Fix: safe where both values are identical; the second is removed.
""",
)

KEY_NOT_TEXT = Code(
    "SRC121",
    "key-not-text",
    """A key is a number, true, false, null, a list or a mapping.

Why: keys are names. Artifacts are JSON, YAML and Python, which disagree on whether `5` and `"5"` are the same key.

Example:

    allowed_by_year:
      2013: true

Use instead:

    allowed_by_year:
      "2013": true

Fix: safe for numbers, true and false, which are put in quotes.
""",
)

UNKNOWN_TAG = Code(
    "SRC122",
    "unknown-tag",
    """A value has a tag that is not part of YAML's core schema.

Why: that schema has `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!map` and `!!seq`. Other tags make some YAML
readers run code, read files or build objects. A spec is data only.

Example:

    image: !env IMAGE

Use instead a variable of the spec:

    image: {repository: "${var.image}"}
""",
)

ILL_TYPED_TAG = Code(
    "SRC123",
    "ill-typed-tag",
    """A value does not have the type that its tag declares.

Why: either the tag or the value is wrong.

Example:

    port: !!int "http"

Use instead:

    port: 8080
""",
)

NOT_A_FINITE_NUMBER = Code(
    "SRC124",
    "not-a-finite-number",
    """A number is infinite, overflows to infinity, or is not a number: `.inf`, `1e999`, `.nan`.

Why: JSON cannot represent them, and every comparison with `.nan` is false, so a rule with such a limit would have the
same result for any data.

Example:

    range: {column: distance, min: 1, max: .inf}

Use instead:

    range: {column: distance, min: 1}
""",
)

INTEGER_TOO_LARGE = Code(
    "SRC125",
    "integer-too-large",
    """An integer does not fit 64 bits: it is below -9223372036854775808 or above 18446744073709551615.

Why: most readers of YAML and JSON would round it silently. Put digits that are text in quotes. Write a limit with `.0`,
as in `max: 340282366920938463463374607431768211456.0`; opsgen compares it exactly.

Example:

    account: 340282366920938463463374607431768211456

Use instead:

    account: "340282366920938463463374607431768211456"
""",
)

UNKNOWN_ALIAS = Code(
    "SRC126",
    "unknown-alias",
    """An alias such as `*defaults` names an anchor that is not defined above it in the same file.

Why: an alias repeats the value of its anchor. Text that starts with `*`, such as a glob, needs quotes.

Example:

    defaults: &defaults {owner: ml}
    flights: {<<: *default}

Use instead:

    defaults: &defaults {owner: ml}
    flights: {<<: *defaults}
""",
)

RECURSIVE_ALIAS = Code(
    "SRC127",
    "recursive-alias",
    """An alias is inside the value that it repeats.

Why: the value would contain itself endlessly.

Example:

    parameters: &all
      max_iter: 200
      inner: *all

Use instead:

    parameters:
      max_iter: 200
      inner: {max_iter: 200}
""",
)

TOO_MANY_ALIASED_VALUES = Code(
    "SRC128",
    "too-many-aliased-values",
    """The aliases of one file expand to more than 100,000 values.

Why: nested aliases can expand a few lines to more values than fit in memory (a "billion laughs" attack). Real specs
stay far below the limit.

Example:

    a: &a [x, x, x, x, x, x, x, x, x, x]
    b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
    c: [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]

Use instead: names, wherever the language has them, such as `references: planes.tailnum`.
""",
)

TOO_DEEP = Code(
    "SRC129",
    "too-deep",
    """Values are nested more than 100 levels deep.

Why: a spec needs about ten levels. More is a mistake, or an attempt to exhaust the stack of a reader.

Example:

    columns: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[

Use instead:

    columns: [origin, distance]
""",
)

NOT_MERGEABLE = Code(
    "SRC130",
    "not-mergeable",
    """The value of the merge key `<<` is neither a mapping nor a list of mappings.

Why: `<<` merges other mappings into the one that contains it. The mapping's own entries win; among merged mappings, the
first wins.

Example:

    flights:
      <<: defaults

Use instead:

    flights:
      <<: *defaults
""",
)

MIXED_SCRIPTS = Code(
    "SRC131",
    "mixed-scripts",
    """A key mixes letters of scripts that are not used together, such as Latin and Cyrillic. This is a warning.

Why: the Cyrillic `a` looks like the Latin one, so two names that look the same can differ, by mistake or on purpose.
Keys in one script are allowed, and so are Japanese, Chinese and Korean mixed with Latin.

Example, where the first letter is U+0430:

    \u0430irports: {}

Use instead:

    airports: {}
""",
    Severity.WARNING,
)

TOO_MANY_VALUES = Code(
    "SRC132",
    "too-many-values",
    """A file contains more than 500,000 keys and values.

Why: a spec of a thousand datasets with ten thousand rules has about 300,000. A larger file is most likely data that was
passed by mistake, which could use up all time and memory.

Example:

    opsgen build data/flights.json

Use instead:

    opsgen build opsgen.yaml
""",
)

TOO_MANY_PROBLEMS = Code(
    "SRC133",
    "too-many-problems",
    """A file has more than 1,000 problems. The others are not shown.

Why: so many problems usually have one cause, such as a file that is not a spec, or a template that was not rendered.

Example:

    {{ range .Datasets }}

Use instead: render the template first, or pass the path of the spec.

    opsgen build opsgen.yaml
""",
)

INCLUDE_NOT_A_PATH = Code(
    "SRC140",
    "include-not-a-path",
    """An `include:` is neither a path nor a list of paths.

Why: each entry is the path of a file in the project, or a glob.

Example:

    include: {datasets: specs/datasets.yaml}

Use instead:

    include: [specs/datasets.yaml, "specs/models/*.yaml"]
""",
)

INCLUDE_PATH = Code(
    "SRC141",
    "include-path",
    """A path under `include:` is absolute, a URL, or valid on some systems only.

Why: such a path, with a `~`, a drive letter or a backslash, has another meaning or none on other machines, so the build
would depend on the machine.

Example:

    include: [/home/me/specs/datasets.yaml]

Use instead:

    include: [specs/datasets.yaml]

The path is relative to the file that contains it. In a glob, `*` and `?` match parts of a name and `**` matches
folders.
""",
)

INCLUDE_OUTSIDE = Code(
    "SRC142",
    "include-outside-project",
    """A spec, or a path under `include:`, is outside the project's folder, by `..` or through a symbolic link.

Why: artifacts must be built from reviewed and versioned files, and a spec from someone else must not read other files
of the machine.

Example:

    include: [../../shared/teams.yaml]

Use instead, with the file copied or checked out into the project:

    include: [shared/teams.yaml]
""",
)

INCLUDE_MATCHES_NOTHING = Code(
    "SRC143",
    "include-matches-nothing",
    """A glob under `include:` matches no file. Hidden files and the file that contains the glob never match.

Why: otherwise, renaming a folder would silently remove its datasets from the build.

Example:

    include: ["spec/*.yaml"]

Use instead:

    include: ["specs/*.yaml"]
""",
)

INCLUDE_CYCLE = Code(
    "SRC144",
    "include-cycle",
    """A file includes itself, directly or through others. The message contains the whole cycle.

Why: such files cannot be read in any order. Two files can include the same third file: opsgen reads it once.

Example, in `specs/a.yaml` and `specs/b.yaml`:

    include: [b.yaml]
    include: [a.yaml]

Use instead: include both from the spec.

    include: [specs/a.yaml, specs/b.yaml]
""",
)

DEFINED_TWICE = Code(
    "SRC145",
    "defined-in-two-files",
    """Two files of one spec define the same thing.

Why: files are merged by key, one level deep: both can contain `datasets:`, each with its own datasets. If both defined
the same dataset, one of the definitions would be ignored.

Example, in `opsgen.yaml` and `specs/flights.yaml`:

    datasets: {flights: {owner: ml}}
    datasets: {flights: {owner: data-platform}}

Use instead:

    datasets: {planes: {owner: ml}}
    datasets: {flights: {owner: data-platform}}
""",
)

VERSION_DIFFERS = Code(
    "SRC146",
    "version-differs",
    """An included file declares another version of the language than the file that includes it.

Why: a spec has one version. Included files can omit `version`.

Example, in `opsgen.yaml` and `specs/flights.yaml`:

    version: 1
    version: 2

Use instead:

    version: 1
    version: 1
""",
)

TOO_MUCH_INCLUDED = Code(
    "SRC147",
    "too-much-included",
    """A spec has too many or too large files, includes that are nested too deep, or globs that search too many folders.

Why: the limits are 1,000 files, 64 MiB, 500,000 keys and values, 50 files deep, and 100,000 folders. The likely cause
is a glob that matches a folder of data or of another project. The limits protect memory.

Example:

    include: ["**/*.yaml"]

Use instead:

    include: ["specs/**/*.yaml"]
""",
)

CODES = tuple(value for value in globals().values() if isinstance(value, Code))
