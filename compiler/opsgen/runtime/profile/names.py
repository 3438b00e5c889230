"""Derives meaning from the names of columns and files."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING
from unicodedata import normalize

from opsgen.language import values

if TYPE_CHECKING:
    from collections.abc import Container

IDENTIFYING = frozenset(
    {"id", "ids", "key", "uuid", "guid", "code", "no", "nr", "num", "number", "sku", "isbn", "ean", "iban", "bic"}
    | {"zip", "postcode", "hash", "token", "index"}
)
"""Last words of the names of identifiers, for whose values limits make no sense."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_A-Za-z]+")


def words(name: str) -> list[str]:
    """The words of a name in lower case, equal for `customerID`, `customer_id` and `Customer Id`."""
    return [word.lower() for word in _WORD.findall(name)]


def identifies(name: str) -> bool:
    """Whether a column's name is that of an identifier."""
    found = words(name)
    return bool(found) and (found[-1] in IDENTIFYING or found[-1].endswith(("num", "uuid")))


def singular(word: str) -> str:
    """The singular of a regular English plural."""
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word.removesuffix("s") if not word.endswith("ss") else word


def valid_name(text: str, taken: Container[str], otherwise: str = "data") -> str:
    """A valid name that resembles the text and is not used yet."""
    plain = "_".join(re.findall(r"[a-z0-9]+", normalize("NFKD", text).encode("ascii", "ignore").decode().lower()))
    stem = plain if re.match("[a-z]", plain) else f"{otherwise}_{plain}".strip("_")
    stem = stem[: values.NAME_LENGTH - 5].strip("_")
    if re.fullmatch(values.DEVICE, stem):
        stem = f"{otherwise}_{stem}"
    return stem if stem not in taken else next(each for n in count(2) if (each := f"{stem}_{n}") not in taken)
