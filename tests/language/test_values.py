from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from cronsim import CronSim
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from opsgen.language import values
from opsgen.source import SourceFloat, SourceInt

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD = [
    (values.percentage, [1, 50.0, 99.9, 0, 100]),
    (values.name, ["a", "flights", "flight_features", "delay-api", "a1-b2_c3", "x" * 50, "control"]),
    (values.registered_model, ["shop.delay", "Delay of flights", "a#?%", "x" * 256]),
    (values.column_name, ["id", "Größe in m²", "a.b", "x" * 128]),
    (values.column_reference, ["planes.tailnum", "a.b.c"]),
    (values.dns_label, ["a", "flight-delays", "x" * 63]),
    (values.environment_variable, ["A", "_X", "MLFLOW_TRACKING_URI2"]),
    (values.host, ["localhost", "a.b-c.example.com", "10.0.0.1"]),
    (values.image_repository, ["project", "ghcr.io/example/project", "localhost:5000/a/b__c", "a.b/c-d"]),
    (values.image_tag, ["1.4.0", "v1", "_x", "sha-0123abc"]),
    (values.duration, ["1s", "300ms", "1h30m", "730d", "2w"]),
    (values.quantity, ["1", "0.5", "250m", "512Mi", "4Gi", "2k"]),
    (values.cron, ["0 4 * * *", "*/5 * * * *", "0 6 * * 1", "0 0 29 2 *", "15 10 1,15 1-6 1-5", "0 0 1 7 *"]),
    (values.time_zone, ["UTC", "America/New_York", "Europe/Berlin", "Etc/GMT+5"]),
    (values.date, ["2024-01-01", "2024-02-29"]),
    (values.relative_path, ["dags", "a/b.c", ".github/workflows", "."]),
    (values.data_path, ["raw/flights.csv", "requests/*.jsonl", "year=2013/x", "{day}/{hour}.csv"]),
    (values.url, ["https://github.com/example/project", "http://localhost:5000"]),
    (values.http_path, ["/", "/healthz", "/v1/models/delay:predict"]),
    (values.email, ["data-platform@example.com", "a+b@c.d.e"]),
    (values.delimiter, [",", ";", "\t", "||", "§"]),
    (values.sign, ['"', "'", "\\", "#", "|"]),
    (values.number_mark, [",", ".", "'", " ", "\u00a0", "\u202f"]),
    (values.encoding, values.ENCODINGS),
    (values.date_format, ["%d.%m.%Y", "%Y%m%d", "%d %B %y", "%%%m/%d/%Y"]),
    (values.timestamp_format, ["%d.%m.%Y %H:%M", "%m/%d/%y %I:%M:%S.%f %p", "%Y-%m-%dT%H:%M:%S%z"]),
    (values.regex, ["[A-Z]{3}", r"\d+", "(?i:a)|(?P<x>b)", r"a\\1"]),
]
BAD = [
    (values.percentage, "LNG105", [0.999, 0.5]),
    (values.name, "PLT104", ["", "A", "1a", "a--b", "a__b", "-a", "a-", "a b", "a.b", "ä", "x" * 51, "con", "nul",
        "com1", "a\n"]),
    (values.registered_model, "LNG107", ["a/b", "a:b", "it's", '"a"', ".", "..", "x" * 257]),
    (values.bucket_folder, "LNG107", ["s3://dags", "gs://b/../c", "abfs://dags@acme/prod", "dags/prod"]),
    (values.shipment, "LNG107", ["git", "image", {"image": "ghcr.io/acme/dags"}]),
    (values.column_name, "LNG107", ["", " a", "a ", "a\nb", "x" * 129]),
    (values.column_reference, "LNG107", ["planes", "planes.", ".tailnum", ""]),
    (values.dns_label, "PLT104", ["", "A", "a_b", "-a", "a-", "1a", "x" * 64]),
    (values.environment_variable, "PLT104", ["", "a", "1A", "A-B", "A\n"]),
    (values.host, "PLT105", ["", "https://x", "A.com", "a..b", "a_b", "x" * 254]),
    (values.image_repository, "PLT106", ["", "A/b", "a:1", "a@sha256:0", "a//b", "-a", "https://ghcr.io/x"]),
    (values.image_tag, "PLT106", ["", "latest", ".1", "-1", "a b", "x" * 129]),
    (values.duration, "PLT102", ["", "90", "1", "-1s", "1.5h", "1 h", "1y", "0s", "101w" * 60, "999999d", "1S"]),
    (values.quantity, "PLT103", ["", "4GB", "-1", "0", "0.0", "1e3", "1Mib", "m", "1 Gi", "9" * 31]),
    (values.cron, "PLT101", ["", "@daily", "* * * *", "* * * * * *", "60 * * * *", "0 24 * * *", "0 0 32 * *",
        "0 0 30 2 *"]),
    (values.cron, "PLT101", ["0 0 31 2,4 *", "0 0 L * *", "0 0 * * 1#2", "a b c d e", "0 0 * * 8", "*/0 * * * *",
        "* " * 100]),
    (values.delimiter, "LNG107", ["", "\n", "a\r", "12345", "€€"]),
    (values.sign, "LNG107", ["", "''", "a", "1", " ", "\t", "€", "\n", "\\t"]),
    (values.number_mark, "LNG107", ["", "..", "1", "a", "-", "+", "\n"]),
    (values.encoding, "LNG107", ["", "utf", "rot13", "base64", "cp125", "ansi"]),
    (values.date_format, "LNG107", ["", "%d.%m", "%Y-%m-%d %H", "%d.%d.%Y", "%q", "100%", "dd.MM.yyyy", "%m %b %d %Y"]),
    (values.timestamp_format, "LNG107", ["%Y-%m-%d", "%H:%M", "%Y-%m-%d %I", "%Y-%m-%d %H %p", "%Y-%m-%d %H:%M.%f"]),
    (values.time_zone, "PLT107", ["", "EST5", "America/New York", "america/new_york", "../UTC", "/etc/passwd",
        "America"]),
    (values.date, "PLT108", ["", "2024-02-30", "2023-02-29", "01.02.2024", "2024-1-1", "20240101", "\uff12024-01-01"]),
    (values.relative_path, "LNG108", ["", "/a", "~/a", "../a", "a/../b", "C:\\a", "c:/a", "a\\b", ".git/x", "a\nb",
        "a*", "$HOME", ".opsgen/x", "a/.GIT", "con/x", "a/NUL.txt", "a/" * 151]),
    (values.data_path, "LNG108", ["", "/a", "../a", "a/../b", "~a", "s3://b/a", "a\\b", "{date}.csv", "{}"]),
    (values.url, "PLT105", ["", "github.com", "ftp://x", "https://", "https://a:b@c", "https://a@c", "https://a b",
        "http://[x"]),
    (values.http_path, "PLT105", ["", "x", "/a b", "/../x", "/a?b", "/ä"]),
    (values.email, "PLT105", ["", "a", "a@b", "@b.c", "a b@c.d", "x" * 251 + "@b.c"]),
    (values.regex, "LNG109", ["(", "[", "*", "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", r"(a)\1", "(?P<x>a)(?P=x)",
        "(a)(?(1)b)", "x" * 1001]),
]  # fmt: skip


@pytest.mark.parametrize(("judge", "value"), [(judge, value) for judge, good in GOOD for value in good])
def test_good_values_stay_as_they_are(judge: Callable[[str], str], value: str) -> None:
    assert judge(value) == value


@pytest.mark.parametrize(
    ("judge", "code", "value"), [(judge, code, value) for judge, code, bad in BAD for value in bad]
)
def test_bad_values_are_refused(judge: Callable[[str], str], code: str, value: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        judge(value)
    assert caught.value.type == code
    assert not caught.value.message().endswith(".")


@pytest.mark.parametrize("judge", [judge for judge, _ in GOOD])
@given(value=st.text())
def test_any_text_is_judged(judge: Callable[[str], str], value: str) -> None:
    try:
        assert judge(value) == value
    except PydanticCustomError as error:
        assert error.type  # noqa: PT017


@pytest.mark.parametrize(
    ("judge", "value", "help_"),
    [
        (values.name, "Flights 2013", "write `flights-2013`"),
        (values.name, "Flight_Features", "write `flight_features`"),
        (values.name, "2013", ""),
        (values.dns_label, "Flight_Delays", "write `flight-delays`"),
        (values.environment_variable, "mlflow-uri", "write `MLFLOW_URI`"),
        (values.name, "postgres://me:hunter2@db", ""),
        (values.dns_label, "ghp_0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX", ""),
        (values.environment_variable, "postgres://me:hunter2@db", ""),
        (values.image_repository, "ghcr.io/example/project:1.0",
        "write `ghcr.io/example/project`: opsgen.lock has its digests"),
        (values.quantity, "4GB", "write `4G`"),
        (values.quantity, "512 MiB", "write `512Mi`"),
        (values.quantity, "4 gi", "write `4Gi`"),
        (values.quantity, ".5Gi", "write `0.5Gi`"),
        (values.quantity, "4Kb", "write `4k`"),
        (values.quantity, "2 cores", "write `2`"),
        (values.quantity, "-1", ""),
        (values.duration, "3600", "add its unit, such as `3600s`"),
        (values.duration, "1y", "write `365d`"),
        (values.duration, "18 months", "write `540d`"),
        (values.duration, "1.5h", "write `90m`"),
        (values.duration, "PT15M", "write `15m`"),
        (values.duration, "P1DT2H", "write `26h`"),
        (values.duration, "P1M", ""),
        (values.duration, "1e3s", ""),
        (values.duration, "0.3s", "write `300ms`"),
        (values.host, "https://API.example.com/x", "write `api.example.com`"),
        (values.host, "*.example.com", ""),
        (values.http_path, "healthz", "write `/healthz`"),
        (values.http_path, "/a b", ""),
        (values.cron, "22:30", 'write `"30 22 * * *"` to run at that time every day'),
        (values.cron, "0 0 4 * * ?", 'write `"0 4 * * *"`'),
        (values.cron, "0 4 ? * MON", 'write `"0 4 * * MON"`'),
        (values.cron, "0 4 * * * *", ""),
        (values.cron, "* * * *", ""),
        (values.time_zone, "Europe/Berln", "did you mean `Europe/Berlin`?"),
        (values.time_zone, "Z", "write `UTC`"),
        (values.time_zone, "UTC+1",
        "use a place such as Europe/Berlin, or write `Etc/GMT-1`, where the sign is inverted"),
        (values.column_reference, "planes", "write it as `dataset.column`"),
    ],
)  # fmt: skip
def test_what_would_be_right_is_said(judge: Callable[[str], str], value: str, help_: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        judge(value)
    assert (caught.value.context or {})["help"] == help_


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("0 4 31 2 *", "no month of this schedule has a day 31, so it never runs"),
        ("0 4 32 * *", "this is not a cron expression: its day of month is not valid"),
        ("0 4 * JANU *", "this is not a cron expression: its month is not valid"),
    ],
)
def test_the_field_that_is_wrong_is_named(value: str, message: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        values.cron(value)
    assert caught.value.message() == message


def test_space_around_the_fields_of_a_schedule_goes() -> None:
    assert values.cron(" 0  4 * * * ") == "0 4 * * *"


def test_braces_in_a_value_are_no_fields_of_the_message() -> None:
    with pytest.raises(PydanticCustomError) as caught:
        values.column_reference("{x}")
    assert caught.value.message() == "`{x}` does not name a column of a dataset"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("NO", "NO"),
        (10, "10"),
        (SourceInt(10, "010"), "010"),
        (1.1, "1.1"),
        (SourceFloat(1.1, "1.10"), "1.10"),
        (True, True),
        (None, None),
        ([1], [1]),
    ],
)
def test_a_number_as_text_is_as_it_was_written(value: object, text: object) -> None:
    assert values.text(value) == text


@pytest.mark.parametrize(("value", "seconds"), [("300ms", 0.3), ("90m", 5400), ("1h30m", 5400), ("2w", 1209600)])
def test_durations_in_seconds(value: str, seconds: float) -> None:
    assert values.seconds(value) == seconds


@pytest.mark.parametrize(
    ("value", "amount"),
    [("250m", "0.25"), ("2", "2"), ("0.5", "0.5"), ("1k", "1000"), ("1Ki", "1024"), ("4Gi", "4294967296")],
)
def test_quantities_as_amounts(value: str, amount: str) -> None:
    assert values.amount(value) == Decimal(amount)


@given(st.from_regex(values.PLAIN_CRON, fullmatch=True))
def test_plain_cron_expressions_are_valid(expression: str) -> None:
    next(CronSim(expression, datetime(2024, 1, 1)))


@pytest.mark.parametrize("value", [None, [], {}])
def test_a_scalar_is_a_single_value(value: object) -> None:
    with pytest.raises(PydanticCustomError):
        values.scalar(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_is_finite(value: float) -> None:
    with pytest.raises(PydanticCustomError):
        values.number(value)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("UTF8", "utf-8"),
        ("ISO-8859-1", "latin-1"),
        ("windows-1252", "cp1252"),
        ("Shift_JIS", "shift-jis"),
        ("CP-1250", "cp1250"),
    ],
)
def test_encodings_have_one_name(written: str, name: str) -> None:
    assert values.encoding(written) == name


@pytest.mark.parametrize(
    ("function", "value", "help_"),
    [
        (values.encoding, "cp1522", "did you mean `cp1252`?"),
        (values.encoding, "x", "use `utf-8`, `utf-16`, `latin-1`"),
        (values.date_format, "dd.MM.yyyy", "write `%d.%m.%Y`"),
        (values.timestamp_format, "yyyy-MM-dd HH:mm:ss", "write `%Y-%m-%d %H:%M:%S`"),
        (values.date_format, "%d.%m", "use %Y, %y, %m"),
        (values.sign, "\\t", "write a tab as"),
    ],
)
def test_how_files_are_written_is_advised(function: Callable[[str], str], value: str, help_: str) -> None:
    with pytest.raises(PydanticCustomError) as refused:
        function(value)
    assert (refused.value.context or {})["help"].startswith(help_)


@pytest.mark.parametrize("handle", ["birder", "example/birders", "octo-org/data_platform.eu", "mona_acme", "A1"])
def test_handles_of_github(handle: str) -> None:
    assert values.github_handle(handle) == handle


@pytest.mark.parametrize("handle", ["", "@birder", "a b", "birder\n", "a/b/c", "/birders", "example/", "-x", "$(id)"])
def test_other_text_is_no_handle(handle: str) -> None:
    with pytest.raises(PydanticCustomError, match="handle of a user or a team"):
        values.github_handle(handle)
