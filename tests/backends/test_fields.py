"""Each backend has decided about each field of the language: it reads the field, or ignores it for a reason."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from functools import cache
from importlib import import_module
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from opsgen.backends import BACKENDS
from opsgen.compile.pipeline import analyse
from opsgen.language.root import Spec
from opsgen.trace.field_usage import APPLIED, AT_RUN_TIME, FieldStatus, usages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "compiler" / "opsgen"
EXAMPLES = ("datasets-only", "flight-delays")
NAMES = [backend.name for backend in BACKENDS]

FieldPath = tuple[str, ...]


@cache
def fields() -> dict[FieldPath, str]:
    """Every field by its place, with its name in Python. What is nested without end is there once."""
    return dict(_below(Spec, (), ()))


def _below(model: type[BaseModel], path: FieldPath, around: tuple[type, ...]) -> Iterator[tuple[FieldPath, str]]:
    for name, field in model.model_fields.items():
        place = (*path, field.alias or name)
        parts = list(_parts(field.annotation))
        if _is_plain(field.annotation):
            yield place, name
        for part, steps in parts:
            if part not in (*around, model):
                yield from _below(part, (*place, *steps), (*around, model))


def _parts(annotation: Any) -> Iterator[tuple[type[BaseModel], FieldPath]]:
    """The models in the type of a field, with the steps that lead to them: `*` for a name or an item."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, ()
    elif get_origin(annotation) in (dict, list):
        yield from ((part, ("*", *steps)) for part, steps in _parts(get_args(annotation)[-1]))
    elif get_origin(annotation) is not None or isinstance(annotation, UnionType):
        for each in get_args(annotation):
            yield from _parts(each)


def _is_plain(annotation: Any) -> bool:
    """Whether the type of a field allows values without models, such as names beside mappings."""
    if get_origin(annotation) in (dict, list):
        return _is_plain(get_args(annotation)[-1])
    if get_origin(annotation) is Union or isinstance(annotation, UnionType):
        return any(_is_plain(each) for each in get_args(annotation) if each is not NoneType)
    return not list(_parts(annotation))


def ignored(backend: str) -> list[FieldPath]:
    table: dict[str, tuple[str, ...]] = import_module(f"opsgen.backends.{backend}.ignored").IGNORED
    return [tuple(pattern.split(".")) for patterns in table.values() for pattern in patterns]


def covers(pattern: FieldPath, path: tuple[str | int, ...]) -> bool:
    """Whether a path begins as a pattern does."""
    return len(pattern) <= len(path) and all(want in ("*", got) for want, got in zip(pattern, path, strict=False))


def is_decided(backend: str, path: tuple[str | int, ...]) -> bool:
    others = [("outputs", name) for name in (*NAMES, "plugins") if name != backend]
    return any(covers(pattern, path) for pattern in (*ignored(backend), *AT_RUN_TIME, *APPLIED, *others))


@pytest.mark.parametrize("backend", NAMES)
def test_every_field_of_the_language_is_read_or_ignored(backend: str) -> None:
    """That it is read is only seen by its name: the next test sees it for the fields of the examples."""
    folders = (PACKAGE / "backends" / backend, PACKAGE / "graph")
    code = "\n".join(file.read_text(encoding="utf-8") for folder in folders for file in folder.rglob("*.py"))
    read = set(re.findall(r"\.(\w+)\b", code))
    undecided = [path for path, name in fields().items() if name not in read and not is_decided(backend, path)]
    assert not undecided, _advice(backend, map(".".join, undecided))


@pytest.fixture(scope="module")
def unused(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[FieldPath]]:
    """The fields of the examples that a backend does not read anywhere in them, and no warning names."""
    found: dict[tuple[str, FieldPath], set[FieldStatus]] = defaultdict(set)
    # With GitOps, no workflow deploys, so the example is there once with it and once without it.
    gitops = "  gitops: {cluster: in-cluster, status_creator: a}\n"
    for example, more in (*((example, "") for example in EXAMPLES), ("flight-delays", gitops)):
        folder = tmp_path_factory.mktemp(example) / example
        ignore = shutil.ignore_patterns("data", "artifacts", "__pycache__")
        shutil.copytree(ROOT / "examples" / example, folder, ignore=ignore)
        spec = folder / "opsgen.yaml"
        spec.write_text(f"{spec.read_text(encoding='utf-8')}  sql: {{}}\n{more}", encoding="utf-8")
        project = analyse(spec).project
        assert project
        for usage in usages(project):
            for backend, status in usage.statuses.items():
                found[backend, pattern_of(usage.path)].add(status)
    return {
        name: {path for (backend, path), seen in found.items() if backend == name and seen == {FieldStatus.UNUSED}}
        for name in NAMES
    }


def pattern_of(path: tuple[str | int, ...]) -> FieldPath:
    return next(each for each in fields() if len(each) == len(path) and covers(each, path))


@pytest.mark.parametrize("backend", NAMES)
def test_every_field_of_the_examples_is_read_or_ignored(backend: str, unused: dict[str, set[FieldPath]]) -> None:
    undecided = [path for path in unused[backend] if not is_decided(backend, path)]
    assert not undecided, _advice(backend, map(".".join, undecided))


def _advice(backend: str, undecided: Iterable[str]) -> str:
    lines = "\n".join(sorted(undecided))
    return f"read these in backends/{backend}/, or list them in its ignored.py with a reason:\n{lines}"


@pytest.mark.parametrize("backend", NAMES)
def test_what_is_ignored_is_in_the_language(backend: str) -> None:
    stale = [pattern for pattern in ignored(backend) if not any(covers(pattern, path) for path in fields())]
    assert not stale
