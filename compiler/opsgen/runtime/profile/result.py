"""The result of a profile. Its fields are the JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, TypeAlias

from opsgen import __version__

Number: TypeAlias = int | float

_DOCUMENTED: dict[str, Any] = {"use_attribute_docstrings": True}


@dataclass(frozen=True, slots=True)
class ValueCount:
    """A value and how many rows have it."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    value: str
    rows: int


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Quantiles of a column of numbers, approximate if the engine has approximate quantiles."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    q05: Number
    q25: Number
    q50: Number
    q75: Number
    q95: Number


@dataclass(frozen=True, slots=True)
class PartProfile:
    """A field of an object, or the items of an array."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    name: str
    """The field's name; `[]` for items."""
    type: str
    """The logical type of its values."""
    values: int
    """How many rows have a value there."""
    missing: int
    """In how many rows an object lacks it, or an item is null."""
    personal: Literal["declared", "name"] | None = None
    """How it is known or suspected that the values are personal data."""
    parts: tuple[PartProfile, ...] = ()
    """What lies within it."""


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column. A column with suspected personal data has counts and lengths, but no values."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    name: str
    lies_as: str
    """What the engine calls the type in which the values lie."""
    type: str | None
    """The logical type that the language has for the values; None where it has none."""
    values: int
    """How many rows have a value."""
    missing: int
    """How many rows have none."""
    personal: Literal["declared", "name", "values"] | None = None
    """How it is known or suspected that the values are personal data."""
    distinct: int | None = None
    """How many different values there are."""
    distinct_exact: bool = False
    """Whether they were counted, and not estimated."""
    unique: bool = False
    """Whether it was proven that no value stands in two rows."""
    constant: bool = False
    """Whether all rows have the same value."""
    min: str | Number | None = None
    max: str | Number | None = None
    special: int = 0
    """How many values are NaN or infinite; they are left out of all other figures."""
    mean: Number | None = None
    stddev: Number | None = None
    quantiles: Quantiles | None = None
    shortest: int | None = None
    """The fewest characters of a text."""
    longest: int | None = None
    """The most characters of a text."""
    pattern: str | None = None
    """A regular expression that all values match, if there is a useful one."""
    top: tuple[ValueCount, ...] = ()
    """The most frequent values, the first of them most of all."""
    left_out: str | None = None
    """Why a spec cannot declare this column, if it cannot."""
    parts: tuple[PartProfile, ...] = ()
    """What lies within its objects or arrays."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A dataset or a file."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    name: str
    location: str
    rows: int
    null_values: tuple[str, ...]
    """The texts that stand for a missing value in CSV files."""
    columns: tuple[ColumnProfile, ...] = field(default=())
    parts_left_out: dict[str, str] = field(default_factory=dict)
    """Parts of columns that a spec cannot declare, by path, and why."""
    opsgen: str = __version__
    """The version of opsgen."""
    format: Literal[1] = 1
    """The version of this format."""

    @property
    def left_out(self) -> dict[str, str]:
        """Columns that a spec cannot declare, and why."""
        columns = {column.name: column.left_out for column in self.columns if column.left_out is not None}
        return columns | self.parts_left_out
