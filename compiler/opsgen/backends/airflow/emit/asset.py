"""Datasets as Airflow's assets.

An asset's URI only has to be the same wherever the asset is named: Airflow never opens it. It is made of names alone,
since Airflow and its providers rewrite or refuse many an URI of a known scheme, and leave those that begin with `x-` as
they are. Where the data really lies is in `extra`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.airflow.emit.model import Part
from opsgen.render.encode.python import Call, Identifier, call

if TYPE_CHECKING:
    from opsgen.backends.airflow.environment import AirflowEnvironment
    from opsgen.language.connection import Connection
    from opsgen.language.dataset import Dataset


def variable(target: AirflowEnvironment, dataset: str) -> Identifier:
    """What a DAG file calls the asset."""
    return Identifier(f"{dataset.replace('-', '_')}_{_function(target)}")


def function(target: AirflowEnvironment) -> Part:
    """What declares a dataset, in the same way in each DAG that names it."""
    return Part(f"airflow/{_function(target)}.py.jinja", {}, (target.release.asset_class,))


def declaration(target: AirflowEnvironment, dataset: str) -> Call:
    spec = target.graph.spec
    described = spec.datasets[dataset]
    return call(_function(target), dataset, location(described, spec.connections[described.source.connection]))


def _function(target: AirflowEnvironment) -> str:
    return target.release.asset_class.lower()


def location(dataset: Dataset, connection: Connection) -> str:
    """Where the data lies, as people write it."""
    root, *parts = _root(connection)
    *schema, table = (dataset.source.table or "").split(".")
    if schema:  # it stands in for that of the connection, which is the last part of the root
        parts = [*parts[:-1], *schema]
    return "/".join([root.rstrip("/"), *(part.strip("/") for part in (*parts, dataset.source.path or table))])


def _root(connection: Connection) -> tuple[str, ...]:
    match connection.type:
        case "files":
            return (connection.root,)
        case "s3" | "gcs":
            scheme = "s3" if connection.type == "s3" else "gs"
            return (f"{scheme}://{connection.bucket}", *_given(connection.prefix))
        case "abfs":
            host = f"{connection.account}.dfs.core.windows.net"
            return (f"abfss://{connection.container}@{host}", *_given(connection.prefix))
        case "postgres":
            host = f"{connection.host}:{connection.port}"
            return (f"postgresql://{host}", connection.database, connection.schema_name)
        case "snowflake":
            return (f"snowflake://{connection.account}", connection.database, connection.schema_name)
        case "bigquery":
            return (f"bigquery://{connection.project}", connection.dataset)
        case "trino":
            host = f"{connection.host}:{connection.port}"
            return (f"trino://{host}", connection.catalog, connection.schema_name)
        case "spark":
            return ("spark:", *_given(connection.catalog), *_given(connection.database))
        case "duckdb":
            return (connection.path,)


def _given(part: str | None) -> tuple[str, ...]:
    return (part,) if part else ()
