from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgen.diagnostics.secret_patterns import find, hands_over_secret, mask, names_secret

HANGS = 60
"""Seconds of computing after which a pattern is taken to backtrack without end; it takes less than one."""

# Put together here, so that nobody's scanner takes this file for a leak.
LETTERS = "0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2yZ3" * 3
CREDENTIALS = [
    ("a private key", "-----BEGIN RSA " + "PRIVATE KEY-----"),
    ("a private key", "-----BEGIN " + "PRIVATE KEY-----"),
    ("an AWS access key", "AKIA" + "Q3EGRWXY7UVT2HNB"),
    ("an AWS access key", "ASIA" + "Q3EGRWXY7UVT2HNB"),
    ("a Google API key", "AIza" + LETTERS[:35]),
    ("a Google client secret", "GOCSPX-" + LETTERS[:28]),
    ("a Google access token", "ya29." + LETTERS[:40]),
    ("a GitHub token", "ghp_" + LETTERS[:36]),
    ("a GitHub token", "github_pat_" + LETTERS[:82]),
    ("a GitLab token", "glpat-" + LETTERS[:20]),
    ("a Slack token", "xoxb-" + "123456789012-" + LETTERS[:24]),
    ("a JSON web token", "eyJ" + LETTERS[:20] + ".eyJ" + LETTERS[:20] + "." + LETTERS[:30]),
    ("a Databricks token", "dapi" + "0123456789abcdef" * 2),
    ("a Hugging Face token", "hf_" + "abcdefghijKLMNOPQRST" + "uvwxyzABCDEFGH"),
    ("an API key", "sk-proj-" + LETTERS[:40]),
    ("an API key", "sk-" + LETTERS[:48]),
    ("an API key", "sk_live_" + LETTERS[:24]),
    ("a package registry's token", "npm_" + LETTERS[:36]),
    ("a package registry's token", "pypi-AgE" + LETTERS[:60]),
    ("a Vault token", "hvs." + LETTERS[:24]),
    ("a SendGrid key", "SG." + LETTERS[:22] + "." + LETTERS[:43]),
]
INSIDE = [
    ("a password in an address", "postgresql+psycopg://opsgen:", "hunter2", "@warehouse.example.com/analytics"),
    ("a password in an address", "https://:", "t0ken", "@example.com"),
    ("a password in an argument", "--db-password=", "hunter2", ""),
    ("a password in an argument", "-e PGPASSWORD=", "hunter2", " run"),
    ("a password in an argument", "host=db password=", "hunter2", " user=me"),
    ("a password in an argument", "--token=", "t0ken", ""),
    ("a password in an argument", "https://example.com/x?api_key=", "t0ken", "&y=1"),
    ("an Azure storage key", "AccountName=x;AccountKey=", LETTERS[:86] + "==", ";EndpointSuffix=y"),
    ("an Azure access signature", "https://x.blob.example.com/y?sv=1&sig=", LETTERS[:44] + "%3D", "&se=2"),
    ("a Slack webhook", "https://hooks.slack.com/services/", "T0/B0/" + LETTERS[:24], ""),
]
HARMLESS = [
    "",
    "https://github.com/example/project",
    "https://me@example.com/x",
    "s3://bucket/a:b@c",
    "postgres://user:${PASSWORD}@host",
    "postgres://user:{password}@host",
    "postgres://user:<password>@host",
    "postgres://user:****@host",
    "AKIA" + "IOSFODNN7EXAMPLE",
    "ghcr.io/example/flight-delays@sha256:" + "0123456789abcdef" * 4,
    "arn:aws:iam::123456789012:role/deploy",
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----",
    "task-specific, risk-adjusted",
    "select * from t where sig = 1",
    "distance between 10 and 6000",
    "--password=$PASSWORD",
    "--password={password}",
    "--password-file=/run/secrets/db",
    "--max-tokens=512",
    "--use-token=true",
    "password <> '' and api_key is not null",
    "primary_key=order_id",
    "partition_key=country",
]


@pytest.mark.parametrize(("name", "text"), CREDENTIALS)
def test_a_credential_is_recognised_by_its_form(name: str, text: str) -> None:
    for around in ("{}", "token={}", "a {} b", "'{}'"):
        [found] = find(around.format(text))
        assert (found.name, around.format(text)[found.start : found.end]) == (name, text)


@pytest.mark.parametrize(("name", "before", "secret", "after"), INSIDE)
def test_of_an_address_only_the_secret_part_is_meant(name: str, before: str, secret: str, after: str) -> None:
    [found] = find(before + secret + after)
    assert (found.name, found.start, found.end) == (name, len(before), len(before + secret))
    assert mask(before + secret + after) == before + "*" * len(secret) + after


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_is_left_alone(text: str) -> None:
    assert list(find(text)) == []
    assert mask(text) == text


TELLING = (
    "password DB_PASSWORD passwd ssh-passphrase api_key API-KEY AWS_SECRET_ACCESS_KEY private_key TOKEN GITHUB_TOKEN"
)
OTHERS = "PASSWORD_FILE tokenizer pad_token max_tokens tls_secret pull_secret primary_key key secret user"


@pytest.mark.parametrize("name", [*TELLING.split(), "access_token", "client_secret", "storage_account_key"])
def test_a_name_can_say_that_its_value_is_secret(name: str) -> None:
    assert names_secret(name, "hunter2")


@pytest.mark.parametrize("name", OTHERS.split())
def test_other_names_say_nothing_of_the_kind(name: str) -> None:
    assert not names_secret(name, "hunter2")


@pytest.mark.parametrize("value", ["", "/run/secrets/x", "$PASSWORD", "${var.x}", "<password>", "{{ vault }}"])
def test_a_pointer_to_a_secret_is_no_secret(value: str) -> None:
    assert not names_secret("password", value)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("    password: hunter2", "    password: *******"),
        ("    pasword: hunter2 two", "    pasword: ***********"),
        ("    password: 'hun, ter2'", "    password: ***********"),
        ('    "password": "hunter2",', '    "password": *********,'),
        ("{user: x, password: hunter2, port: 5}", "{user: x, password: *******, port: 5}"),
        ("API_TOKEN=5f2b9c0e", "API_TOKEN=********"),
        ("password: {secret: WAREHOUSE_PASSWORD}", "password: {secret: WAREHOUSE_PASSWORD}"),
        ("password:   {secret: WAREHOUSE_PASSWORD}", "password:   {secret: WAREHOUSE_PASSWORD}"),
        ('password: "${var.password}"', 'password: "${var.password}"'),
        ("password:", "password:"),
        ("    MIIEpAIBAAKCAQEA" + LETTERS[:60], "    " + "*" * 76),
    ],
)
def test_a_line_is_shown_without_its_secrets(line: str, shown: str) -> None:
    assert mask(line) == shown


@given(st.text())
def test_what_is_masked_keeps_its_length(line: str) -> None:
    assert len(mask(line)) == len(line)


@pytest.mark.parametrize(
    "part", ["a-", "token-", "passwd-", "://a:", "A", "eyJ", "token: ", "pass", "_", "a.", "-----BEGIN "]
)
def test_no_line_takes_long(part: str) -> None:
    start = time.process_time()
    mask(part * 1000)
    assert time.process_time() - start < HANGS


@pytest.mark.parametrize("flag", ["--password", "--db-password", "-password", "--token", "--api-key", "--secret-key"])
def test_flags_that_take_a_secret_are_known(flag: str) -> None:
    assert hands_over_secret(flag, "hunter2")
    assert not hands_over_secret(flag, "$PASSWORD")
    assert not hands_over_secret(flag, "--verbose")


@pytest.mark.parametrize("flag", ["--password-file", "--tokens", "--key", "password", "-p", "--table"])
def test_other_flags_are_none(flag: str) -> None:
    assert not hands_over_secret(flag, "hunter2")
