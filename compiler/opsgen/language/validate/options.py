"""The options of a backend of another package, validated by its pydantic model with the messages of the language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.diagnostics.model import Finding, Place
from opsgen.language.validate.explain import explains
from opsgen.language.validate.load import findings
from opsgen.language.validate.pydantic_core import ValidationError
from opsgen.language.validate.shape import Shape, value_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    from opsgen.diagnostics.model import Code, Path
    from opsgen.language.validate.core_schema import CoreSchema
    from opsgen.language.validate.explain import Found


def validate(
    model: type[BaseModel], tree: dict[str, Any], at: Path, other: Code
) -> tuple[BaseModel | None, list[Found]]:
    """Validate the options at a place of the tree; None where they are invalid.

    `other` is the code of errors that the language itself does not have, such as those of the model's own validators.
    """
    try:
        return model.model_validate(value_at(tree, at)), []
    except ValidationError as error:
        details: list[ErrorDetails] = [
            {**detail, "loc": (*at, *detail["loc"])} for detail in error.errors(include_url=False, include_input=False)
        ]
    return None, list(_findings(tree, details, Shape(_inside(model, at)), other))


def _findings(tree: dict[str, Any], details: list[ErrorDetails], shape: Shape, other: Code) -> Iterator[Found]:
    yield from findings(tree, [detail for detail in details if explains(detail)], shape)
    for detail in details:
        if not explains(detail):
            message = detail["msg"].removeprefix("Value error, ")
            yield other, Finding(Place(detail["loc"]), f"{message[:1].lower()}{message[1:]}")


def _inside(model: type[BaseModel], at: Path) -> CoreSchema:
    """The core schema of a model, as if the language had the model at that place."""
    schema: CoreSchema = dict(model.__pydantic_core_schema__)
    definitions = schema.get("definitions", [])
    for step in reversed(at):
        schema = {"type": "model-fields", "fields": {step: {"type": "model-field", "schema": schema}}}
    return schema | {"definitions": definitions}
