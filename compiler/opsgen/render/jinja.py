"""Renders artifacts: the only module that uses Jinja.

Every inserted value is encoded for the language of the file, which the template's name determines; see `encode/`.
Templates have loops and substitution only, and each `{{ … }}` is a whole value: a literal in Python, a scalar, mapping
or list in YAML, a statement in SQL, a word in a shell script. In a GitHub Actions workflow (`.actions.yml.jinja`),
`${{ … }}` is not expanded.
"""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING, cast

from jinja2 import Environment, FunctionLoader, StrictUndefined, Undefined, pass_eval_context

from opsgen.render.encode.codeowners import Codeowners
from opsgen.render.encode.layout import Fragment, Language, PlaceError, Substitution, fragment, lay_out
from opsgen.render.encode.python import Python
from opsgen.render.encode.shell import Shell
from opsgen.render.encode.sql import Sql
from opsgen.render.encode.workflow import Workflow
from opsgen.render.encode.yaml import Yaml
from opsgen.render.resources import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2.nodes import EvalContext

_LANGUAGES: tuple[tuple[re.Pattern[str], Language], ...] = (
    (re.compile(r".*\.py\.jinja"), Python()),
    (re.compile(r".*\.actions\.ya?ml\.jinja"), Workflow()),
    (re.compile(r".*\.ya?ml\.jinja"), Yaml()),
    (re.compile(r".*\.sql\.jinja"), Sql()),
    (re.compile(r".*\.sh\.jinja"), Shell()),
    (re.compile(r".*\.codeowners\.jinja"), Codeowners()),
)
_GITHUB_EXPRESSION = re.compile(r"\$\{\{.*?\}\}", re.DOTALL)


def render(template: str, values: Mapping[str, object], package: str = "opsgen") -> str:
    """Return the text of a file, from a template such as `airflow/dag.py.jinja` in a package's `templates/`."""
    language = _language(template)
    # Jinja declares that `concat` returns text; here it returns the parts.
    output = cast("Fragment", _environment(package).get_template(template).render(values))
    try:
        return lay_out(output, language)
    except PlaceError as error:
        error.add_note(f"in the template {template}")
        raise


@cache
def _environment(package: str) -> Environment:
    return _Environment(
        loader=FunctionLoader(partial(_source, package)),
        finalize=_insert,
        # A misspelled name in a template raises. By default, Jinja would insert nothing.
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )


class _Environment(Environment):
    # Combines the parts of templates, blocks, macros and callers.
    concat = staticmethod(fragment)  # type: ignore[assignment]


@pass_eval_context  # Prevents that Jinja inserts constants as text when it compiles the template.
def _insert(_: EvalContext, value: object) -> Substitution:
    if isinstance(value, Undefined):
        str(value)  # Raises an error with the undefined name.
    return Substitution(value)


def _source(package: str, template: str) -> str:
    source = read_text(f"templates/{template}", package)
    if isinstance(_language(template), Workflow):
        # `+` keeps the white space around the block, which `lstrip_blocks` would remove.
        return _GITHUB_EXPRESSION.sub(r"{%+ raw %}\g<0>{% endraw +%}", source)
    return source


def _language(template: str) -> Language:
    for pattern, language in _LANGUAGES:
        if pattern.fullmatch(template):
            return language
    endings = ".codeowners.jinja, .py.jinja, .sh.jinja, .sql.jinja, .yaml.jinja or .yml.jinja"
    raise ValueError(f"no encoder for the template {template!r}: its name must end in {endings}")
