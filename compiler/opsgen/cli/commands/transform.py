"""`opsgen transform`: builds a dataset from its inputs with the SQL of its transform."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from opsgen.cli.environments import choose, datasets
from opsgen.cli.exit_codes import CLEAN, FINDINGS, UNREADABLE, USAGE
from opsgen.terminal.verbosity import detail, note

if TYPE_CHECKING:
    from pathlib import Path


def transform(name: str, spec: Path | None, environment: str | None) -> int:
    """Run the SELECT of a dataset's transform and replace the dataset with its rows."""
    from opsgen.language.values import is_inline_sql
    from opsgen.runtime.check.masking import message
    from opsgen.runtime.check.transform import read_sql, transform
    from opsgen.runtime.engines.engine import LimitError, QueryError, UnreadableError
    from opsgen.sql.safety.refusal import RefusedSqlError

    chosen = choose(spec, environment)
    if chosen is None or datasets([name], chosen.graph) is None:
        return USAGE
    made = chosen.graph.spec.datasets[name].transform
    if made is None or made.sql is None:
        print(f"opsgen: `{name}` has no `transform` with `sql`", file=sys.stderr)
        return USAGE
    where = name if is_inline_sql(made.sql) else made.sql
    detail(f"query {name}: SQL of {where}")
    try:
        transform(chosen.graph, name, read_sql(made.sql, chosen.folder), chosen.folder)
    except UnreadableError as error:
        print(f"opsgen: {name}: {error}", file=sys.stderr)
        return UNREADABLE
    except RefusedSqlError as error:
        print(f"opsgen: {where}: {error}", file=sys.stderr)
        return FINDINGS
    except LimitError as error:
        print(f"opsgen: {name}: {error}", file=sys.stderr)
        return UNREADABLE
    except QueryError as error:
        read = (chosen.graph.spec.datasets[each] for each in (*made.inputs, name))
        print(f"opsgen: {where}: {message(str(error), read)}", file=sys.stderr)
        return FINDINGS
    note(f"built {name}")
    return CLEAN
