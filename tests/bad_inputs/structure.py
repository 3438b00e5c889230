"""What no spec may be built of: keys twice, what aliases make, values that are no text, number or date, and bad layout.

The table of `yaml_text.py` has what can be told of a few bytes.
"""

from __future__ import annotations

from bad_inputs.case import SOUND, edit, edits, files, spec

BOMB = "\n".join(
    ["version: 1", "a0: &a0 [1]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30))]
)
MERGES = "version: 1\na: &a {" + ", ".join(f"k{n}: 1" for n in range(1000)) + "}\nb:\n" + "  - {<<: [*a, *a]}\n" * 100
MISTAKES = "    columns:\n" + "".join(f"      c{number}: {{type: varchar}}\n" for number in range(300))

CASES = [
    # keys twice
    edits("a section twice", "SRC120", ("teams:\n", "▹teams:\n"), ("outputs:\n", "▸teams: {}\noutputs:\n")),
    edit("a key twice deep below", "SRC120", "min: 1, max", "▹min: 1, ▸min: 2, max", "`min` is defined twice"),
    edit(
        "a key twice beside a merge key",
        "SRC120",
        "{type: string, pattern",
        "{<<: {unit: m}, ▹type: string, ▸type: string, pattern",
    ),
    edit(
        "a key twice in what is merged",
        "SRC120",
        "{type: string, pattern",
        "{<<: {▹type: string, ▸type: date}, pattern",
    ),
    edit("a merge key twice", "SRC120", "{type: string, pattern", "{▹<<: {type: string}, ▸<<: {unit: m}, pattern"),
    # aliases
    spec("an alias bomb", "SRC128", BOMB, "100,000"),
    spec("a bomb of merge keys", "SRC128", MERGES, "100,000"),
    edit("an alias to its own parent", "SRC127", "tags: [aviation]", "tags: &all [aviation, ▸*all]"),
    edit("depth in the thousands", "SRC129", "[aviation]", "[" * 97 + "▸" + "[" * 5000, "100"),
    # scalars
    edit("an integer of thousands of digits", "SRC125", "min: 100}", f"min: ▸{'9' * 5000}}}"),
    edit("a date that there is not", "PLT108", "2025-01-31", "▸2025-02-30"),
    edit("a date of a thirteenth month", "PLT108", "2025-01-31", "▸2025-13-01"),
    edit("no number", "SRC124", "max_fraction: 0.1", "max_fraction: ▸.nan"),
    edit("infinity", "SRC124", "max_fraction: 0.1", "max_fraction: ▸.inf"),
    edit("less than all numbers", "SRC124", "max_fraction: 0.1", "max_fraction: ▸-.inf"),
    edit("an ill-typed tag", "SRC123", "min: 100", "min: ▸!!int many"),
    edit("a foreign tag", "SRC122", "name: delays", "name: ▸!env PROJECT"),
    edit("a tag that builds objects", "SRC122", "Late flights.", "▸!!python/object/apply:os.system ls"),
    edit("binary data", "SRC122", "Late flights.", "▸!!binary aGk="),
    # characters
    edit("NUL", "SRC106", "Late flights.", "Late▸\0", "U+0000"),
    edit("NUL as an escape", "SRC106", "Late flights.", '▸"\\0"', "U+0000"),
    edit("a lone surrogate as an escape", "SRC106", "Late flights.", '"▸\\ud83d"', "U+D83D"),
    spec("a lone surrogate as bytes", "SRC106", SOUND.encode().replace(b"Late", b"\xed\xa0\xbd"), "U+D83D"),
    edit("a control of C0", "SRC106", "Late flights.", "Late▸\x1b[31m", "U+001B"),
    edit("a control of C1", "SRC106", "Late flights.", "Late▸\x9b31m", "U+009B"),
    edit("a control of directions", "SRC106", "Late flights.", "Late▸\u202e", "U+202E"),
    # encodings
    spec("UTF-16", "SRC105", SOUND.encode("utf-16"), "0xFF at offset 0"),
    spec("UTF-16 without a mark", "SRC105", SOUND.encode("utf-16-le"), "offset 1"),
    spec("Latin-1", "SRC105", SOUND.replace("Late", "Sp\xe4te").encode("latin-1"), "0xE4"),
    spec("invalid UTF-8", "SRC105", SOUND.encode().replace(b"Late", b"\xff"), "0xFF"),
    # documents
    spec("an empty file", "SRC116", ""),
    spec("comments only", "SRC116", "# To do.\n"),
    spec("a list as root", "SRC117", "▸- version: 1\n"),
    spec("a scalar as root", "SRC117", "▸flights\n"),
    spec("a second document", "SRC115", f"{SOUND}▸---\n{SOUND}"),
    # layout
    edit("a tab as indentation", "SRC113", "    tags:", "▸\ttags:"),
    edit("an unclosed quote", "SRC111", "description: All flights.", 'description: ▸"All flights.'),
    edit("an unclosed single quote", "SRC111", "description: All flights.", "description: ▸'All flights."),
    edit("an unclosed bracket", "SRC112", "tags: [aviation]", "tags: ▸[aviation"),
    edit(
        "an unclosed brace", "SRC112", "{connection: lake, path: flights.csv}", "▸{connection: lake, path: flights.csv"
    ),
    # keys
    edit("a number as key", "SRC121", "      late: {type: boolean", "      ▸5: {type: boolean"),
    edit("true as key", "SRC121", "      late: {type: boolean", "      ▸true: {type: boolean"),
    edit("nothing as key", "SRC121", "      late: {type: boolean", "      ▸~: {type: boolean"),
    edit("a list as key", "SRC121", "      late: {type: boolean", "      ▸[late]: {type: boolean"),
    # version
    edit("no version", "LNG111", "version: 1\n", "", "start the spec with `version: 1`"),
    edit("an unknown version", "LNG111", "version: 1", "version: ▸2", "version: 1"),
    edit("a float as version", "LNG111", "version: 1", "version: ▸1.0", "write `version: 1`"),
    edit("text as version", "LNG111", "version: 1", 'version: ▸"1"', "version: 1"),
    # sizes
    files("a huge file", "SRC104", {"opsgen.yaml": b"#" * (17 << 20)}, "16 MiB"),
    edits(
        "hundreds of mistakes",
        "LNG104",
        ("    columns:\n", MISTAKES.replace("varchar", "▸varchar", 1)),
        said=("300 errors",),
    ),
    edit(
        "more mistakes than can be shown",
        "LNG101",
        "outputs:\n",
        "▸" + "".join(f"k{number}: 1\n" for number in range(150_000)) + "outputs:\n",
        "error[SRC133]: this spec has more than 1,000 problems",
    ),
]
