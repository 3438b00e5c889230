"""Guesses which columns hold personal data. A wrong guess hides harmless values, a missed one reveals personal data."""

from __future__ import annotations

from opsgen.runtime.profile.names import words

TELLING = frozenset(
    {"email", "mail", "mobile", "telephone", "surname", "firstname", "lastname", "fullname", "forename", "username"}
    | {"nickname", "password", "passwd", "birthday", "birthdate", "dob", "ssn", "iban", "passport"}
    | {"salary", "gender", "ethnicity", "religion", "diagnosis"}
)
"""Words that each suggest personal data."""
TOGETHER = (
    {"first", "name"},
    {"last", "name"},
    {"middle", "name"},
    {"full", "name"},
    {"family", "name"},
    {"given", "name"},
    {"maiden", "name"},
    {"user", "name"},
    {"customer", "name"},
    {"client", "name"},
    {"patient", "name"},
    {"employee", "name"},
    {"person", "name"},
    {"contact", "name"},
    {"passenger", "name"},
    {"e", "mail"},
    {"phone", "number"},
    {"phone", "no"},
    {"street", "address"},
    {"home", "address"},
    {"postal", "address"},
    {"billing", "address"},
    {"shipping", "address"},
    {"ip", "address"},
    {"ip", "addr"},
    {"date", "birth"},
    {"birth", "date"},
    {"social", "security"},
    {"national", "id"},
    {"tax", "id"},
    {"credit", "card"},
    {"card", "number"},
    {"account", "holder"},
    {"license", "plate"},
    {"licence", "plate"},
    {"driver", "license"},
)
"""Words that suggest personal data only together."""
WHOLE = frozenset({"phone", "address", "street", "ip", "tel", "fax", "addr"})
"""Words that suggest personal data if the name has no other word."""
SHAPES = frozenset({"email", "ipv4", "ssn"})
"""Shapes of values that are personal data, whatever the column's name."""


def by_name(name: str) -> bool:
    """Whether a column's name suggests personal data."""
    found = words(name)
    if len(found) == 1 and found[0] in WHOLE:
        return True
    return any(word in TELLING for word in found) or any(each <= set(found) for each in TOGETHER)
