"""What makes a scalar of the language valid. Pydantic-free, because lint runs these without the models.

Each function takes a value, returns it (or what it stands for) and raises `PydanticCustomError`, whose type is the
code of the diagnostic. Error messages are one sentence: what is wrong and what would be right.
"""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache
from pkgutil import get_data  # importlib.resources takes longer to import than a spec to validate
from typing import TYPE_CHECKING, Any, NoReturn
from warnings import catch_warnings

from opsgen.language.validate.pydantic_core import PydanticCustomError, PydanticKnownError

if TYPE_CHECKING:
    from decimal import Decimal

RefusedValueError = PydanticCustomError
"""What the functions raise."""
NAME = r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$"
NAME_LENGTH = 50
DNS_LABEL = r"^[a-z]([a-z0-9-]*[a-z0-9])?$"
ENV_NAME = r"^[A-Z_][A-Z0-9_]*$"
DURATION = r"^([0-9]+(ms|s|m|h|d|w))+$"
QUANTITY = r"^[0-9]+(\.[0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$"
PLAIN_CRON = r"(\*|[0-5]?[0-9]) (\*|[01]?[0-9]|2[0-3]) (\*|0?[1-9]|1[0-9]|2[0-8]) (\*|0?[1-9]|1[0-2]) (\*|[0-7])"
"""Single numbers in range, of a day that every month has: cronsim, which takes long to import, need not be asked."""
COMMAND_SCHEMA = {
    "type": "array",
    "minItems": 1,
    "items": {"type": ["string", "number"]},
    "examples": [["python", "-m", "my_project.ingest"]],
}

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_POWERS = ("", "k", "M", "G", "T", "P", "E")
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_OWNERS = {".git": "git's", ".opsgen": "opsgen's"}
_MOST_DIGITS = 400
PLACEHOLDERS = ("hour", "day", "month")
PLACEHOLDER = r"\{(hour|day|month)\}"
"""In the path of a source: the key of a partition."""
DEVICE = r"con|prn|aux|nul|com[0-9]|lpt[0-9]"


def refuse(code: str, message: str, help_: str = "") -> NoReturn:
    # The message goes through a context, since pydantic would read braces in it as fields.
    raise PydanticCustomError(code, "{message}", {"message": message, "help": help_})


# Text


def text(value: object) -> object:
    """A number where text is meant is the text as it was written; anything else is left to the type's own check."""
    if type(value) is str:
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return getattr(value, "text", None) or str(value)
    return value


def line(value: str) -> str:
    if not value.strip():
        refuse("LNG107", "this is empty; write some text")
    if "\n" in value:
        refuse("LNG107", "this must be on one line")
    return value


def argument(value: str) -> str:
    if "\x00" in value:
        refuse("LNG107", "an argument cannot hold a NUL character")
    return value


def number(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        refuse("LNG107", "this must be a finite number")
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def limit(value: object) -> object:
    """A number that is kept as it was written, since a float would round it."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticKnownError("float_type")
    number(value)
    return value


def exact(value: float) -> int | Decimal:
    """What a number of the spec is worth, to all digits that it is written with."""
    from decimal import Decimal, InvalidOperation

    if isinstance(value, int):
        return int(value)
    text = getattr(value, "text", None) or repr(value)
    try:
        found = Decimal(text) if len(text) <= _MOST_DIGITS else Decimal(repr(float(value)))
    except InvalidOperation:  # `!!float 0x10`
        found = Decimal(repr(float(value)))
    # What a float takes for zero is zero: no column has so small a number, and its digits could fill the memory.
    return found if value else Decimal(0)


def percentage(value: object) -> object:
    """A percentage that is no share: hardly any promise is below one percent."""
    if isinstance(value, float | int) and 0 < value < 1:
        refuse("LNG105", f"this is a percentage, and {value} is less than one", f"write `{round(value * 100, 6):g}`")
    return number(value)


def scalar(value: object) -> object:
    if value is None or isinstance(value, dict | list):
        refuse("LNG103", f"this must be a single text, number, true or false, not {kind(value)}")
    return value


def kind(value: object) -> str:
    """What people call a value of this type."""
    if value is None:
        return "nothing"
    names: dict[type, str] = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
    names |= {dict: "a mapping", list: "a list"}
    return next(name for kind_, name in names.items() if isinstance(value, kind_))


def version(value: object) -> object:
    """`1.0` and `true` equal 1, and are no version."""
    if value == 1 and type(value).__name__ in {"float", "SourceFloat", "bool"}:
        refuse("LNG111", f"there is no version `{text(value)}` of the language", "write `version: 1`")
    return value


# Names


def name(value: str) -> str:
    if not re.fullmatch(NAME[1:-1], value):
        refuse(
            "PLT104",
            "a name has lower-case letters and digits with single - or _ between them, and starts with a letter",
            _write(_joined(value), value, NAME),
        )
    if len(value) > NAME_LENGTH:
        refuse("PLT104", f"a name has at most {NAME_LENGTH} characters, this one has {len(value)}")
    if re.fullmatch(DEVICE, value):
        refuse("PLT104", f"`{value}` cannot be the name of a file on Windows", "give it a longer name")
    return value


def _joined(value: str) -> str:
    """The name with nothing but letters and digits, and one sign between them."""
    separator = "_" if "_" in value else "-"
    return re.sub(r"[^a-z0-9]+", separator, value.lower()).strip(separator)


def _write(new: str, value: str, pattern: str) -> str:
    """Advice to write a name in such a way that it is valid, where that is possible."""
    return f"write `{new}`" if re.fullmatch(pattern[1:-1], new) and not holds_credential(value) else ""


def holds_credential(value: str) -> bool:
    """Whether a credential is in it, which nobody would know for one once it is spelled in another way."""
    from opsgen.diagnostics.secret_patterns import find

    return any(find(value))


def column_name(value: str) -> str:
    if not value or value != value.strip() or "\n" in value:
        refuse("LNG107", "a column's name is text on one line, without space around it")
    if len(value) > 128:
        refuse("LNG107", f"a column's name has at most 128 characters, this one has {len(value)}")
    return value


def column_reference(value: str) -> str:
    dataset, dot, column = value.partition(".")
    if not (dataset and dot and column):
        refuse("LNG107", f"`{value}` does not name a column of a dataset", "write it as `dataset.column`")
    return value


def registered_model(value: str) -> str:
    """A name that MLflow takes, and in which a search for it can stand."""
    if re.search(r"""['"/:]""", value) or value in (".", ".."):
        refuse("LNG107", "a registered model's name has no `/`, `:` or quotation mark in it, and is not just dots")
    if len(value) > 256:
        refuse("LNG107", f"a registered model's name has at most 256 characters, this one has {len(value)}")
    return value


def dns_label(value: str) -> str:
    if not re.fullmatch(DNS_LABEL[1:-1], value) or len(value) > 63:
        message = "a Kubernetes name has at most 63 lower-case letters, digits and -, and starts with a letter"
        refuse("PLT104", message, _write(_joined(value.replace("_", "-")), value, DNS_LABEL))
    return value


def environment_variable(value: str) -> str:
    if not re.fullmatch(ENV_NAME[1:-1], value):
        message = "the name of an environment variable or secret has only upper-case letters, digits and `_`"
        upper = re.sub(r"[^A-Z0-9]+", "_", value.upper())
        refuse("PLT104", message, _write(upper, value, ENV_NAME))
    return value


def host(value: str) -> str:
    if len(value) > 253 or not re.fullmatch(rf"({_LABEL}\.)*{_LABEL}", value):
        from opsgen.language.validate import synonyms

        refuse("PLT105", "this is not a host name: lower-case letters, digits and - between dots", synonyms.host(value))
    return value


def image_repository(value: str) -> str:
    part = r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*"
    if not re.fullmatch(rf"({_LABEL}(\.{_LABEL})*(:[0-9]+)?/)?{part}(/{part})*", value):
        bare = re.sub(r"(:[A-Za-z0-9_.-]+)?(@.*)?$", "", value)
        help_ = f"write `{bare}`: opsgen.lock has its digests" if bare != value else ""
        refuse(
            "PLT106", "this is not the name of an image without tag and digest, such as ghcr.io/example/project", help_
        )
    return value


def image_tag(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}", value):
        refuse("PLT106", "a version must be valid as an image tag: at most 128 letters, digits, . _ and -")
    if value == "latest":
        refuse("PLT106", "`latest` is no version: what it names changes under your feet")
    return value


# Quantities


def duration(value: str) -> str:
    if len(value) > 40 or not re.fullmatch(DURATION[1:-1], value):
        from opsgen.language.validate import synonyms

        message = "a duration is a whole number with a unit (ms, s, m, h, d, w), such as 30s, 24h or 1h30m"
        refuse("PLT102", message, synonyms.duration(value))
    if not 0 < seconds(value) <= 100 * 366 * 86400:
        refuse("PLT102", "a duration is above zero and at most a hundred years")
    return value


def seconds(value: str) -> float:
    """The length of a valid duration in seconds."""
    return sum(int(count) * _UNITS[unit] for count, unit in re.findall(r"([0-9]+)(ms|[smhdw])", value))


def quantity(value: str) -> str:
    if len(value) > 30 or not re.fullmatch(QUANTITY[1:-1], value):
        from opsgen.language.validate import synonyms

        message = "a quantity is a number with an optional unit, such as 250m, 2, 512Mi or 4Gi"
        refuse("PLT103", message, synonyms.quantity(value))
    if not re.search("[1-9]", value):
        refuse("PLT103", "a quantity must be above zero")
    return value


def amount(value: str) -> Decimal:
    """What a valid quantity stands for, in cores or bytes."""
    from decimal import Decimal

    digits = value.rstrip("mkMGTPEKi")
    unit = value[len(digits) :]
    if unit == "m":
        return Decimal(digits) / 1000
    power = _POWERS.index(unit.removesuffix("i").replace("K", "k"))
    multiple: int = (1024 if unit.endswith("i") else 1000) ** power
    return Decimal(digits) * multiple


# Time


@lru_cache(maxsize=4096)
def cron(value: str) -> str:
    """A schedule in the form that every platform reads alike: `0 4 * * SUN` becomes `0 4 * * 0`."""
    fields = value.split()
    if len(fields) != 5 or len(value) > 200:
        _refuse_cron(value, "a cron expression has five fields: minute, hour, day of month, month, day of week")
    plain = re.fullmatch(PLAIN_CRON, " ".join(fields))
    if plain:
        *others, weekday = (field if field == "*" else str(int(field)) for field in plain.groups())
        return " ".join([*others, "0" if weekday == "7" else weekday])
    if "L" in value.upper().replace("JUL", "") or "#" in value or "W" in value.upper().replace("WED", ""):
        _refuse_cron(value, "not every platform supports `L`, `W` and `#`; write days as numbers")
    from opsgen.language.cron import CronError, portable

    try:
        return portable(value)
    except CronError as error:
        _refuse_cron(value, str(error), error.help)


def _refuse_cron(value: str, message: str, help_: str = "") -> NoReturn:
    from opsgen.language.validate import synonyms

    refuse("PLT101", message, synonyms.cron(value, _is_cron) or help_)


def _is_cron(value: str) -> bool:
    from opsgen.language.validate.pydantic_core import PydanticCustomError

    try:
        cron(value)
    except PydanticCustomError:
        return False
    return True


@lru_cache(maxsize=1024)
def time_zone(value: str) -> str:
    zones = time_zones()
    if value not in zones:
        from opsgen.language import zone_names
        from opsgen.language.validate import synonyms

        message = "this is not a time zone of the IANA database, such as UTC or Europe/Berlin"
        refuse("PLT107", message, synonyms.time_zone(value) or zone_names.suggestion(value, zones))
    return value


@cache
def time_zones() -> frozenset[str]:
    """Those of the package tzdata, since operating systems know different ones."""
    return frozenset((get_data("tzdata", "zones") or b"").decode().split())


def date(value: str) -> str:
    from datetime import date as calendar

    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            raise ValueError
        calendar.fromisoformat(value)
    except ValueError:
        refuse("PLT108", "this is not a valid date, such as 2024-01-31")
    return value


# Places


def relative_path(value: str) -> str:
    parts = value.split("/")
    if value.startswith(("/", "~")) or ".." in parts or "\\" in value or ":" in value:
        refuse("LNG108", "this must be a path inside the project's folder, with `/` between its parts and without `..`")
    if not value or "\n" in value or any(char in value for char in '<>"|?*$`'):
        refuse("LNG108", 'a path must not be empty or contain < > " | ? * $ `')
    if len(value) > 300:
        refuse("LNG108", f"a path has at most 300 characters, this one has {len(value)}")
    if owner := next((_OWNERS[part.lower()] for part in parts if part.lower() in _OWNERS), None):
        refuse("LNG108", f"nothing is read from or written to {owner} own folder")
    if device := next((part for part in parts if re.fullmatch(DEVICE, part.lower().partition(".")[0])), None):
        refuse("LNG108", f"`{device}` cannot be the name of a file or folder on Windows", "give it a longer name")
    return value


def repository_path(value: str) -> str:
    below = re.sub(r"^(\.\./)+", "", value)
    if below != "..":
        relative_path(below)
    return value


def upward_path(value: str) -> str:
    if not re.fullmatch(UPWARD_PATH, value):
        refuse("LNG108", "this must be the way to a folder above, such as `../..`, or `.` for the spec's folder")
    return value


def is_inline_sql(value: str) -> bool:
    """Whether a transform's `sql` is SQL: text with white space, unless it is one line that ends in `.sql`."""
    is_path = value.lower().endswith(".sql") and "\n" not in value
    return not is_path and len(value.split(maxsplit=1)) > 1


def transform_sql(value: str) -> str:
    if is_inline_sql(value):
        return value
    if not value.lower().endswith(".sql"):
        help_ = "name a file, such as `transforms/late.sql`, or write the SELECT itself"
        refuse("LNG108", "this is neither the path of a `.sql` file nor SQL", help_)
    return relative_path(value)


UPWARD_PATH = r"\.|\.\.(/\.\.){0,30}"
ACTION_PIN = r"v?[0-9]+(\.[0-9]+)*@[0-9a-f]{40}"
GITHUB_OWNER = r"[A-Za-z0-9][A-Za-z0-9-]{0,38}"
# Names of managed users have an underscore. https://docs.github.com/en/enterprise-cloud@latest/admin/managing-iam
GITHUB_HANDLE = r"[A-Za-z0-9][A-Za-z0-9_-]{0,98}(/[A-Za-z0-9][A-Za-z0-9_.-]{0,98})?"


def branch(value: str) -> str:
    flaws = (value.endswith(("/", ".", ".lock")), ".." in value, "//" in value, "/." in value)
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._/-]*", value) or any(flaws):
        refuse("LNG107", "this is not the name of a git branch, as main or release/2")
    return value


def action_pin(value: str) -> str:
    if not re.fullmatch(ACTION_PIN, value):
        refuse("LNG107", "this is not a version and its commit, as v7.0.1@ and 40 hexadecimal digits")
    return value


def github_handle(value: str) -> str:
    if not re.fullmatch(GITHUB_HANDLE, value):
        help_ = "write it without `@`" if value.startswith("@") else "write `user` or `organization/team`"
        refuse("LNG107", "this is not the handle of a user or a team on GitHub", help_)
    return value


def github_owner(value: str) -> str:
    if not re.fullmatch(GITHUB_OWNER, value):
        refuse("LNG107", "this is not the name of a user or an organization on GitHub")
    return value


_BY_HAND = "name a `bucket`, or build the image as docs/platforms.md describes (DAGs in an image)"
_ON_AZURE = "remove `ship`, and let Airflow read the DAGs from git"
BUCKET_FOLDER = r"(s3|gs)://[a-z0-9][a-z0-9._-]{1,61}[a-z0-9](/[A-Za-z0-9._=-]+)+"


def bucket_folder(value: str) -> str:
    if not re.fullmatch(BUCKET_FOLDER, value) or {".", ".."} & set(value.split("/")):
        if value.startswith(("az://", "azure://", "abfs://", "abfss://")):
            refuse("LNG107", "opsgen copies DAGs to buckets of AWS and Google Cloud only", _ON_AZURE)
        refuse("LNG107", "this is not a folder of a bucket, such as `s3://acme-dags/prod`")
    return value


def shipment(value: object) -> object:
    """How DAGs get to Airflow; refuses what other tools offer, with the reason."""
    if value == "git":
        refuse("LNG107", "Airflow reads the DAGs from git by default", "remove `ship`")
    if value == "image" or (isinstance(value, dict) and "image" in value):
        # Only the owner of Airflow's pods decides when they run a new image, so nothing could attest a release.
        refuse("LNG107", "opsgen cannot prove which image Airflow's pods run, so it ships no DAGs in one", _BY_HAND)
    return value


def data_path(value: str) -> str:
    parts = value.split("/")
    if not value or value.startswith(("/", "~")) or ".." in parts or "\\" in value or "\n" in value:
        refuse("LNG108", "this must be a path below the connection's root, without `..`")
    if "://" in value:
        refuse("LNG108", "write the path below the connection's root; the address belongs to the connection")
    for placeholder in re.findall(r"\{(\w*)\}", value):
        if placeholder not in PLACEHOLDERS:
            refuse("LNG108", f"`{{{placeholder}}}` is not a placeholder of a path", _placeholder(placeholder))
    return value


def _placeholder(unknown: str) -> str:
    from opsgen.diagnostics.suggest import listed, nearest

    meant = {"date": "day", "ds": "day", "dt": "day"}.get(unknown.lower()) or nearest(unknown, PLACEHOLDERS)
    known = listed(f"{{{each}}}" for each in PLACEHOLDERS)
    return f"did you mean `{{{meant}}}`?" if meant else f"the placeholders are {known}"


SCHEMES = ("s3", "gs", "gcs", "az", "azure", "abfs", "abfss", "http", "https")
"""The stores that an engine reads files from by their address."""


def root(value: str) -> str:
    line(value)
    scheme, separator, rest = value.partition("://")
    if not separator:
        return value
    if scheme not in SCHEMES:
        from opsgen.language.validate.synonyms import scheme as remedy

        message = f"no engine reads files from `{scheme}://`" if scheme else "this is neither a folder nor an address"
        refuse("PLT105", message, remedy(scheme, SCHEMES))
    if not rest.strip("/"):
        refuse("PLT105", "this address has no bucket or host", f"write it after `{scheme}://`")
    if re.search(r"[\s?#\\\"'<>]", rest):
        refuse("PLT105", "an address cannot contain white space or any of ? # \\ \" ' < >")
    return value


# How CSV files are written


def delimiter(value: str) -> str:
    if not 1 <= len(value.encode()) <= 4 or "\n" in value or "\r" in value or "\0" in value:
        refuse("LNG107", "a delimiter has 1 to 4 bytes and no line end", _tabulator(value))
    return value


def sign(value: str) -> str:
    """One byte that neither names nor numbers hold."""
    if len(value) != 1 or not value.isascii() or value.isalnum() or not value.isprintable() or value == " ":
        refuse("LNG107", "this must be one ASCII character that is not a letter, a digit or a space", _tabulator(value))
    return value


def number_mark(value: str) -> str:
    if len(value) != 1 or value.isalnum() or value in "+-\r\n\0":
        refuse("LNG107", "this must be one character that is not a letter, a digit, `+` or `-`", "such as `,` or `.`")
    return value


def _tabulator(value: str) -> str:
    return "" if value != "\\t" else 'write a tab as `"\\t"`, in double quotes'


ENCODINGS = (
    *("utf-8", "utf-16", "latin-1"),
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("iso-8859-2", "iso-8859-5", "iso-8859-7", "iso-8859-9", "iso-8859-15"),
    *("cp437", "cp850", "mac-roman", "koi8-r"),
    *("shift-jis", "cp932", "euc-jp", "gb18030", "big5", "euc-kr"),
)
"""The character encodings that files may have."""
_ENCODINGS = {
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "utf16": "utf-16",
    "latin1": "latin-1",
    "iso-8859-1": "latin-1",
    "iso8859-1": "latin-1",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "sjis": "shift-jis",
    "macroman": "mac-roman",
    **{f"{name}-{page}": f"cp{page}" for page in range(1250, 1259) for name in ("windows", "win", "cp")},
}
"""Other names of some of them."""


def encoding(value: str) -> str:
    """An encoding by the name that it has here, whatever other name it is written as."""
    plain = value.strip().lower().replace("_", "-").replace(" ", "-")
    found = _ENCODINGS.get(plain, plain)
    if found not in ENCODINGS:
        from opsgen.diagnostics.suggest import did_you_mean, listed

        help_ = "".join(did_you_mean(value, ENCODINGS)) or f"use {listed(ENCODINGS, len(ENCODINGS))}"
        refuse("LNG107", f"`{value}` is not an encoding that files are read in", help_)
    return found


DATE_DIRECTIVES = {"Y": "year", "y": "year", "m": "month", "b": "month", "B": "month", "d": "day"}
TIME_DIRECTIVES = {"H": "hour", "I": "hour", "M": "minute", "S": "second", "f": "fraction", "p": "half", "z": "offset"}


def date_format(value: str) -> str:
    _format(value, "date", DATE_DIRECTIVES, ("year", "month", "day"))
    return value


def timestamp_format(value: str) -> str:
    found = _format(value, "timestamp", DATE_DIRECTIVES | TIME_DIRECTIVES, ("year", "month", "day", "hour"))
    if ("I" in found) != ("p" in found):
        refuse("LNG107", "`%I` and `%p` belong together", "write `%H` for hours from 0 to 23")
    if "f" in found and "S" not in found:
        refuse("LNG107", "`%f` is the fraction of the second `%S`, which is missing here")
    return value


def _format(value: str, what: str, directives: dict[str, str], needed: tuple[str, ...]) -> list[str]:
    """The directives of a format, each known and none of them twice."""
    found = re.findall(r"%(.?)", value, re.DOTALL)
    known = ", ".join(f"%{each}" for each in directives)
    if unknown := next((each for each in found if each not in directives and each != "%"), None):
        refuse("LNG107", f"`%{unknown}` is not a directive of a {what} format", f"use {known}")
    if "" in found or len(value) > 100 or not value.isprintable():
        refuse("LNG107", f"this is not a {what} format, such as `%d.%m.%Y`", f"use {known}")
    parts = [directives[each] for each in found if each != "%"]
    if repeated := next((part for part in parts if parts.count(part) > 1), None):
        refuse("LNG107", f"a {what} format has its {repeated} once, but this has it {parts.count(repeated)} times")
    if missing := [part for part in needed if part not in parts]:
        near = _java(value)
        refuse("LNG107", f"a {what} format needs its {' and '.join(missing)}", near or f"use {known}, such as %d.%m.%Y")
    return found


def _java(value: str) -> str:
    """Advice where a format is written as Java and spreadsheets write it."""
    patterns = (("yyyy", "%Y"), ("YYYY", "%Y"), ("MM", "%m"), ("dd", "%d"), ("DD", "%d"), ("HH", "%H"), ("hh", "%H"))
    made = value
    for pattern, directive in (*patterns, ("mm", "%M"), ("ss", "%S")):
        made = made.replace(pattern, directive)
    return f"write `{made}`" if "%Y" in made and "%" not in value else ""


def url(value: str) -> str:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(value)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s\"<>\\^`{|}]", value)
    except ValueError:
        valid = False
    if not valid:
        refuse("PLT105", "this is not a web address such as https://github.com/example/project")
    if parts.password or parts.username:
        refuse("PLT105", "an address must not contain a user or a password; reference a secret instead")
    return value


def http_path(value: str) -> str:
    if not re.fullmatch(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*", value) or ".." in value.split("/"):
        help_ = f"write `/{value}`" if re.fullmatch(r"[A-Za-z0-9._~/-]+", value) and value[0] != "/" else ""
        refuse("PLT105", "this is not the path of a URL such as /healthz", help_)
    return value


def email(value: str) -> str:
    if len(value) > 254 or not re.fullmatch(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", value):
        refuse("PLT105", "this is not an e-mail address such as data-platform@example.com")
    return value


# Expressions


def regex(value: str) -> str:
    if len(value) > 1000:
        refuse("LNG109", "a regular expression has at most 1000 characters")
    try:
        with catch_warnings(action="ignore"):  # of what later versions of Python may read otherwise
            re.compile(value)
    except (re.error, OverflowError, RecursionError) as error:
        refuse("LNG109", f"this is not a regular expression: {error}")
    if re.search(r"\(\?(=|!|<[=!]|P=|\()", value) or re.search(r"(?<!\\)(\\\\)*\\[1-9]", value):
        refuse("LNG109", "look-around and back-references are not supported, since they cannot run in bounded time")
    return value


# Shapes


def one_key(value: Any) -> Any:
    if isinstance(value, dict) and len(value) != 1:
        message = f"a rule has exactly one key, the kind of rule, but this one has {len(value) or 'none'}"
        help_ = (
            "start each rule with its own `- `" if value else "write the kind of rule, such as `row_count: {min: 1}`"
        )
        refuse("LNG110", message, help_)
    return value


def column_target(value: Any) -> Any:
    return {"to": value} if isinstance(value, str) else value


def or_text(schema: dict[str, Any]) -> None:
    """Let editors accept the short form `dataset.column` too."""
    _or_text(schema, "The column, as `dataset.column`.")


def image_build(value: Any) -> Any:
    return {"context": value} if isinstance(value, str) else value


def or_folder(schema: dict[str, Any]) -> None:
    """Let editors accept the folder alone too."""
    _or_text(schema, "The folder of the Dockerfile.")


def _or_text(schema: dict[str, Any], description: str) -> None:
    mapping = dict(schema)
    schema.clear()
    schema["anyOf"] = [{"type": "string", "description": description}, mapping]
