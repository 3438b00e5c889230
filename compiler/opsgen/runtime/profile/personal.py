"""Columns that look as if they held personal data. A suspicion hides values: better one too many than one too few."""

from __future__ import annotations

from opsgen.runtime.profile.names import words

TELLING = frozenset(
    {"email", "mail", "mobile", "telephone", "surname", "firstname", "lastname", "fullname", "forename", "username"}
    | {"nickname", "password", "passwd", "birthday", "birthdate", "dob", "ssn", "iban", "passport"}
    | {"salary", "gender", "ethnicity", "religion", "diagnosis"}
)
"""Words that are enough by themselves."""
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
"""Words that are only telling together."""
WHOLE = frozenset({"phone", "address", "street", "ip", "tel", "fax", "addr"})
"""Words that are telling where the name has no other."""
SHAPES = frozenset({"email", "ipv4", "ssn"})
"""Shapes of values that are telling, whatever the column is called."""


def by_name(name: str) -> bool:
    """Whether a column's name says that it holds personal data."""
    found = words(name)
    if len(found) == 1 and found[0] in WHOLE:
        return True
    return any(word in TELLING for word in found) or any(each <= set(found) for each in TOGETHER)
