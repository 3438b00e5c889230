from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from opsgen.language.node import Node
from opsgen.language.secret import SecretReference
from opsgen.language.types import DataPath, Host, Line, Port, Root, Url


class ConnectionBase(Node):
    description: Line | None = None
    """What lies behind the connection."""


class FilesConnection(ConnectionBase):
    """Files in a folder, or in an object store by its address."""

    type: Literal["files"]
    root: Root
    """A folder, relative to the project's or absolute, or an address such as `s3://bucket/prefix`."""


class S3Connection(ConnectionBase):
    """Files in Amazon S3 or a store that speaks its protocol."""

    type: Literal["s3"]
    bucket: Line
    """The bucket's name."""
    prefix: DataPath | None = None
    """Where in the bucket the data begins."""
    region: Line | None = None
    """The AWS region."""
    endpoint: Url | None = None
    """The address of a store other than Amazon's."""
    access_key_id: SecretReference | None = None
    """Where no role gives access: the key's identifier."""
    secret_access_key: SecretReference | None = None
    """Where no role gives access: the key."""


class GcsConnection(ConnectionBase):
    """Files in Google Cloud Storage."""

    type: Literal["gcs"]
    bucket: Line
    """The bucket's name."""
    prefix: DataPath | None = None
    """Where in the bucket the data begins."""


class AbfsConnection(ConnectionBase):
    """Files in Azure Data Lake Storage."""

    type: Literal["abfs"]
    account: Line
    """The storage account."""
    container: Line
    """The container's name."""
    prefix: DataPath | None = None
    """Where in the container the data begins."""


class PostgresConnection(ConnectionBase):
    """A PostgreSQL database."""

    type: Literal["postgres"]
    host: Host
    """The server."""
    port: Port = 5432
    """The server's port."""
    database: Line
    """The database."""
    schema_name: Line = Field(default="public", alias="schema")
    """The schema that tables are looked up in."""
    user: Line
    """The user."""
    password: SecretReference | None = None
    """The password; none where the server trusts the user's certificate or host."""
    sslmode: Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] = "require"
    """How much the connection insists on TLS, as libpq has it."""


class SnowflakeConnection(ConnectionBase):
    """A Snowflake database."""

    type: Literal["snowflake"]
    account: Line
    """The account's identifier."""
    database: Line
    """The database."""
    schema_name: Line = Field(default="PUBLIC", alias="schema")
    """The schema."""
    warehouse: Line
    """The warehouse that runs the queries."""
    role: Line | None = None
    """The role."""
    user: Line
    """The user."""
    private_key: SecretReference | None = None
    """The private key (PEM) of key-pair authentication."""
    password: SecretReference | None = None
    """The password, where key-pair authentication cannot be used."""


class BigQueryConnection(ConnectionBase):
    """A Google BigQuery dataset."""

    type: Literal["bigquery"]
    project: Line
    """The Google Cloud project."""
    dataset: Line
    """The BigQuery dataset that tables are looked up in."""
    location: Line | None = None
    """The location that queries run in."""


class TrinoConnection(ConnectionBase):
    """A Trino or Starburst catalogue."""

    type: Literal["trino"]
    host: Host
    """The coordinator."""
    port: Port = 443
    """The coordinator's port."""
    catalog: Line
    """The catalogue."""
    schema_name: Line = Field(alias="schema")
    """The schema."""
    user: Line
    """The user."""
    password: SecretReference | None = None
    """The password."""


class SparkConnection(ConnectionBase):
    """Tables or files that a Spark cluster reads."""

    type: Literal["spark"]
    master: Line = "local[*]"
    """The cluster's address, as `spark-submit --master` takes it."""
    catalog: Line | None = None
    """The catalogue."""
    database: Line | None = None
    """The database of the tables."""


class DuckdbConnection(ConnectionBase):
    """A DuckDB database file."""

    type: Literal["duckdb"]
    path: Line
    """The database file, relative to the project's folder or absolute."""


Connection = Annotated[
    FilesConnection
    | S3Connection
    | GcsConnection
    | AbfsConnection
    | PostgresConnection
    | SnowflakeConnection
    | BigQueryConnection
    | TrinoConnection
    | SparkConnection
    | DuckdbConnection,
    Field(discriminator="type"),
]
