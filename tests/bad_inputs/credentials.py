"""Values that look like secrets: refused, and not shown."""

from __future__ import annotations

from bad_inputs.case import HERE, Refused, edit

VALUES = {
    # Put together here, lest this file should look as if it held them.
    "a key of AWS": "AKIA" + "IOSFODNN7EXAMPLQ",
    "a token of GitHub": "ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8",
    "a token of Slack": "xoxb-" + "123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx",
    "a key of Google": "AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q",
    "a token in JSON": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
    ".eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
    "a private key": "-----BEGIN " + "RSA PRIVATE KEY-----MIIEowIBAAKCAQEAx1y2z3a4b5c6d7e8f9g0h1i2j3k4l5m6n7o8p9",
}
CASES: list[Refused] = [
    *(edit(what, "LNG210", "{TEXT: some}", f'{{TEXT: "{HERE}{value}"}}') for what, value in VALUES.items()),
    *(
        edit(f"{what} in a parameter", "LNG210", "{text: some}", f'{{text: "{HERE}{value}"}}')
        for what, value in VALUES.items()
    ),
    edit("a password in an address", "LNG210", "{TEXT: some}", '{TEXT: "https://me:▸hunter2sesame@example.com"}'),
    edit("a password in an argument", "LNG210", "[python, serve.py]", "[python, serve.py, --password=▸hunter2sesame]"),
    edit("a password by its name", "LNG210", "{TEXT: some}", "{PASSWORD: ▸hunter2sesame}"),
]
HIDDEN = (*VALUES.values(), "hunter2sesame")
"""What must not be among what is said."""
