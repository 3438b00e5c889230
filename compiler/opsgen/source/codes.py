"""The codes of what can be wrong with a spec's files and their YAML; each page is what `opsgen explain` shows."""

from __future__ import annotations

from opsgen.diagnostics.model import Code, Severity

FILE_NOT_FOUND = Code(
    "SRC101",
    "file-not-found",
    """A file does not exist: the spec that was named on the command line, or one that an `include:` names.

Why: a spec that is read without one of its parts would build fewer artifacts, and nobody would notice.

Example:

    include: [specs/datsets.yaml]

Use instead:

    include: [specs/datasets.yaml]

An `include:` is relative to the file that it stands in.
""",
)

NOT_A_FILE = Code(
    "SRC102",
    "not-a-file",
    """What should be a spec's file is a folder, a pipe, a socket or a device.

Why: only an ordinary file can be read twice with the same result; others may block for ever, or never end.

Example:

    include: [specs]

Use instead:

    include: ["specs/*.yaml"]
""",
)

UNREADABLE_FILE = Code(
    "SRC103",
    "unreadable-file",
    """The operating system refuses to let a file be read; the message has its reason.

Why: it may lack permissions, stand behind a file that is taken for a folder, or have too long a name.

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

Why: a spec of a thousand datasets has about 3 MiB. A larger file is most likely data that was named by mistake, and
the limit keeps such a mistake from taking all memory.

Example:

    opsgen build data/flights.csv

Use instead, where a spec is really that large, several files:

    include: ["specs/*.yaml"]
""",
)

NOT_UTF_8 = Code(
    "SRC105",
    "not-utf-8",
    """A file is not UTF-8; the message names the first byte that shows it, counted from 0.

Why: UTF-16 and Latin-1 cannot be told apart from garbage with certainty, so nothing is converted by guesswork. A
byte order mark in front of UTF-8 is fine.

Example, `é` as Latin-1:

    description: caf\\xe9

Use instead: save the file as UTF-8, or convert it:

    iconv -f latin1 -t utf-8 opsgen.yaml
""",
)

FORBIDDEN_CHARACTER = Code(
    "SRC106",
    "forbidden-character",
    """A file holds a control character, a lone surrogate or a bidirectional control, as it is or as an escape.

Why: a NUL ends text for some programs and not for others, an ESC lets text drive a terminal, and a bidirectional
control shows a reviewer something else than what is built. Tab, LF and CR are fine, and so are letters that are
written from right to left.

Example, with U+202E RIGHT-TO-LEFT OVERRIDE as an escape:

    description: "\\u202Egold"

Use instead:

    description: gold
""",
)

INVALID_YAML = Code(
    "SRC110",
    "invalid-yaml",
    """A file cannot be read as YAML 1.2. Nothing of it is used; other files are still checked.

Why: what cannot be read has no meaning, and a guess at it would be built. Most often, text lacks quotes, or a key
does not start in the column of its neighbours.

Example:

    description: late: over 30 minutes

Use instead:

    description: "late: over 30 minutes"
""",
)

UNCLOSED_QUOTE = Code(
    "SRC111",
    "unclosed-quote",
    """A quote is opened and not closed before the next key starts, or not at all. The place is where it is opened.

Why: text in quotes may go on over many lines, so that a missing quote swallows keys until the next quote, wherever
that is. As YAML asks, text that goes on must be indented deeper than its key.

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
    """A `[` or `{` is never closed or closed by the other kind, or a `]` or `}` closes nothing.

Why: the place is that of the bracket, not of what it confused further down. Entries that follow would become part
of a list or a mapping which they do not belong to.

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
    """A tab stands where a line is indented.

Why: YAML counts spaces only, since a tab is two columns wide for some and eight for others, which would change what
belongs to what.

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
    """Text in double quotes has a backslash before a character that makes no escape with it.

Why: in double quotes a backslash starts an escape such as `\\n` or `\\u00e9`. In single quotes it is an ordinary
character, which is what regular expressions and Windows paths want.

Example:

    pattern: "\\d{3}"

Use instead:

    pattern: '\\d{3}'
""",
)

MANY_DOCUMENTS = Code(
    "SRC115",
    "many-documents",
    """A file holds a second YAML document, behind a line `---`.

Why: one file is one part of one spec. Readers of YAML differ in what they do with further documents; many drop them
in silence. A single `---` at the start is fine.

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
    """A file holds nothing, or nothing but comments.

Why: an empty file is most likely one that was not saved, or that a script failed to write. Building from it would
remove every artifact.

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
    """A file holds a list or a single value, where a spec is a mapping.

Why: the keys of the root say what everything below them is.

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
    """A file declares that it is YAML of another version than 1.2.

Why: in YAML 1.1, `NO` is false, `010` is eight and `22:30` is 1350. A spec is read as YAML 1.2, where the first and
the last are text and `010` is ten, so the declaration would be a lie.

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
    """A key stands twice in one mapping.

Why: YAML forbids it, yet most readers keep one of the two in silence, so that an edit to the other has no effect. A
key that a mapping also gets through `<<` is no duplicate: the mapping's own value counts.

Example:

    flights:
      owner: ml
      owner: data-platform

Use instead:

    flights:
      owner: data-platform

Fix: safe where both have the same value to the letter; the second goes.
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

Fix: safe for numbers, true and false, which get quotes.
""",
)

UNKNOWN_TAG = Code(
    "SRC122",
    "unknown-tag",
    """A value has a tag that is not part of YAML's core schema.

Why: that schema has `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!map` and `!!seq`. Other tags make some
readers run code, read files or build objects. A spec is data.

Example:

    image: !env IMAGE

Use instead a variable of the spec:

    image: {repository: "${var.image}"}
""",
)

ILL_TYPED_TAG = Code(
    "SRC123",
    "ill-typed-tag",
    """A tag says that a value is of a type which its text does not have.

Why: one of the two is a mistake, and there is no telling which.

Example:

    port: !!int "http"

Use instead:

    port: 8080
""",
)

NOT_A_FINITE_NUMBER = Code(
    "SRC124",
    "not-a-finite-number",
    """A number is infinite, too large to be told from infinite, or no number at all: `.inf`, `1e999`, `.nan`.

Why: JSON has none of them, and no comparison with `.nan` is ever true, so that a check with such a limit would pass
or fail whatever the data.

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

Why: most readers of YAML and JSON would round it silently. Digits that are meant as text belong in quotes. A limit is
written with `.0`, as in `max: 340282366920938463463374607431768211456.0`; it is compared with all of its digits.

Example:

    account: 340282366920938463463374607431768211456

Use instead:

    account: "340282366920938463463374607431768211456"
""",
)

UNKNOWN_ALIAS = Code(
    "SRC126",
    "unknown-alias",
    """An alias such as `*defaults` names an anchor that does not stand above it in the same file.

Why: an alias stands for what its anchor marks. Text that starts with `*`, such as a glob, needs quotes.

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
    """An alias stands inside the value that it stands for.

Why: that value would contain itself, without end, and no artifact can.

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
    """The aliases of one file stand for more than 100,000 values in all.

Why: an alias of a list of aliases of lists of aliases grows a few lines into more values than memory holds (a
"billion laughs" file). Written out, the values of a real spec stay far below the limit.

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
    """Values stand inside each other more than 100 deep.

Why: the language needs about ten levels. More is a mistake or an attempt to exhaust the stack of whatever reads it.

Example:

    columns: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[

Use instead:

    columns: [origin, distance]
""",
)

NOT_MERGEABLE = Code(
    "SRC130",
    "not-mergeable",
    """The merge key `<<` has a value that is no mapping, nor a list of mappings.

Why: `<<` adds the entries of other mappings to the one that it stands in. The mapping's own entries win over added
ones, and among several that are added, the first.

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
    """A key mixes letters of scripts that no language mixes, such as Latin and Cyrillic. This is a warning.

Why: the `a` of Cyrillic and that of Latin look the same and are not, so that two names which read alike differ, by
mistake or on purpose. Keys in one script, whichever it is, are fine, and so are Japanese, Chinese and Korean with
Latin.

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
    """A file holds more than 500,000 keys and values.

Why: a spec of a thousand datasets with ten thousand rules has about 300,000. A larger file is most likely data that
was named by mistake, and the limit keeps such a mistake from taking all time and memory.

Example:

    opsgen build data/flights.json

Use instead:

    opsgen build opsgen.yaml
""",
)

TOO_MANY_PROBLEMS = Code(
    "SRC133",
    "too-many-problems",
    """A file has more than 1,000 problems; the rest of them are not shown.

Why: so many problems have one cause, such as a file that is no spec, or a template that was not rendered.

Example:

    {{ range .Datasets }}

Use instead: render the template first, or name the spec's own file.

    opsgen build opsgen.yaml
""",
)

INCLUDE_NOT_A_PATH = Code(
    "SRC140",
    "include-not-a-path",
    """An `include:` is neither a path nor a list of paths.

Why: each of its entries names a file of the project, or several with a glob.

Example:

    include: {datasets: specs/datasets.yaml}

Use instead:

    include: [specs/datasets.yaml, "specs/models/*.yaml"]
""",
)

INCLUDE_PATH = Code(
    "SRC141",
    "include-path",
    """A path under `include:` is absolute, a URL, or one that only some systems understand.

Why: the latter have a `~`, a drive letter or a backslash. Such a path means something else on the next machine, or
nothing, and what is built would depend on it.

Example:

    include: [/home/me/specs/datasets.yaml]

Use instead:

    include: [specs/datasets.yaml]

The path is relative to the file that it stands in. In a glob, `*` and `?` stand for parts of a name and `**` for
folders.
""",
)

INCLUDE_OUTSIDE = Code(
    "SRC142",
    "include-outside-project",
    """A spec, or a path under `include:`, leads out of the project's folder by `..` or through a symbolic link.

Why: what is built must come from what is reviewed and versioned, and a spec that someone else wrote must not read
other files of the machine.

Example:

    include: [../../shared/teams.yaml]

Use instead, with the file copied or checked out into the project:

    include: [shared/teams.yaml]
""",
)

INCLUDE_MATCHES_NOTHING = Code(
    "SRC143",
    "include-matches-nothing",
    """A glob under `include:` matches no file. Hidden files never match, nor the file that the glob stands in.

Why: a folder that was renamed would otherwise take all its datasets out of the build in silence.

Example:

    include: ["spec/*.yaml"]

Use instead:

    include: ["specs/*.yaml"]
""",
)

INCLUDE_CYCLE = Code(
    "SRC144",
    "include-cycle",
    """A file includes itself, directly or through others; the message has the whole cycle.

Why: there is no order in which such files could be read. Two files may well include the same third one: it is read
once.

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

Why: files merge by key, one level deep: both may hold `datasets:`, each with datasets of its own. If one dataset
stood in both, one of the two would count for nothing.

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
    """An included file is of another version of the language than the file that includes it.

Why: one spec is read by one version. Included files may leave `version` out.

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
    """A spec has too many or too large files, includes that are too deep, or globs that search too many folders.

Why: the limits are 1,000 files, 64 MiB, 500,000 keys and values, 50 files deep, and 100,000 folders. A glob that
catches a folder of data, or of another project, is the likely cause; the limits keep it from taking all memory.

Example:

    include: ["**/*.yaml"]

Use instead:

    include: ["specs/**/*.yaml"]
""",
)

CODES = tuple(value for value in globals().values() if isinstance(value, Code))
