"""Marks of missing values in CSV files, such as `NA`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

PLAIN = ("NULL", "null", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "\\N")
"""Marks that always mean a missing value."""
CODE = "NA"
"""A mark that may also be a code, such as Namibia's."""
AMBIGUOUS = (CODE, "na", "None", "none", "-", "--", "?", ".")
"""Marks that mean a missing value if all other values of the column are not text."""
ALL = (*PLAIN, *AMBIGUOUS)

LONGEST_CODE = 3


def meant(standing: Collection[str], type_: str, longest: int | None) -> set[str]:
    """Which of the marks that stand in a column mean a missing value; `longest` is the length of its other texts."""
    if type_ != "string":
        return set(standing)
    found = {mark for mark in standing if mark in PLAIN}
    if CODE in standing and (longest is None or longest > LONGEST_CODE):
        found.add(CODE)
    return found
