"""The partitions that ledgers have as published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.runtime.engines.engine import QueryError, UnreadableError
from opsgen.runtime.engines.open import Engines
from opsgen.runtime.local.execute import PartitionError
from opsgen.runtime.staging.ledger import LedgerError
from opsgen.runtime.staging.open import store_of
from opsgen.runtime.staging.store import StagingError

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.runtime.engines.engine import Engine


def published(graph: EnvironmentGraph, name: str, folder: Path) -> frozenset[str] | None:
    """The keys of the published partitions of a dataset. None where no ledger is kept. Raises PartitionError."""
    source = graph.spec.datasets[name].source
    connection = graph.spec.connections[source.connection]
    if source.path is None and connection.type == "duckdb" and not (folder / connection.path).exists():
        return frozenset()  # The first run creates the database.
    engines = Engines(graph, [name], folder)

    def engine() -> Engine:
        opened = engines.of(name)
        opened.reach(name)
        return opened

    try:
        entries = store_of(graph, name, folder, engine).ledger().entries
    except StagingError:
        return None
    except (LedgerError, UnreadableError, QueryError) as error:
        raise PartitionError(f"the ledger of {name} cannot be read: {error}") from None
    finally:
        engines.close()
    return frozenset(entry.partition for entry in entries if entry.state == "published")
