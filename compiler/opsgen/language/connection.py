from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from opsgen.language.node import Node
from opsgen.language.secret import SecretReference
from opsgen.language.types import DataPath, Host, Line, Port, Root, Url


class ConnectionBase(Node):
    description: Line | None = None
    """What the connection reaches, for readers of the spec."""


class FilesConnection(ConnectionBase):
    """Files in a folder, or in an object store named by its address."""

    type: Literal["files"]
    root: Root
    """A folder, absolute or relative to the project's folder, or an address such as `s3://bucket/prefix`."""


class S3Connection(ConnectionBase):
    """Files in Amazon S3 or an S3-compatible store such as MinIO."""

    type: Literal["s3"]
    bucket: Line
    """Name of the bucket."""
    prefix: DataPath | None = None
    """Folder inside the bucket that paths of datasets are relative to."""
    region: Line | None = None
    """AWS region, such as `eu-central-1`."""
    endpoint: Url | None = None
    """Address of an S3-compatible store. Leave it out for Amazon S3."""
    access_key_id: SecretReference | None = None
    """Access key ID, where no IAM role gives access."""
    secret_access_key: SecretReference | None = None
    """Secret access key, where no IAM role gives access."""


class GcsConnection(ConnectionBase):
    """Files in Google Cloud Storage."""

    type: Literal["gcs"]
    bucket: Line
    """Name of the bucket."""
    prefix: DataPath | None = None
    """Folder inside the bucket that paths of datasets are relative to."""


class AbfsConnection(ConnectionBase):
    """Files in Azure Data Lake Storage."""

    type: Literal["abfs"]
    account: Line
    """Name of the storage account."""
    container: Line
    """Name of the container."""
    prefix: DataPath | None = None
    """Folder inside the container that paths of datasets are relative to."""


class PostgresConnection(ConnectionBase):
    """A PostgreSQL database."""

    type: Literal["postgres"]
    host: Host
    """Host name of the server."""
    port: Port = 5432
    """Port of the server."""
    database: Line
    """Name of the database."""
    schema_name: Line = Field(default="public", alias="schema")
    """Schema of tables that are named without one."""
    user: Line
    """User name."""
    password: SecretReference | None = None
    """Password. Leave it out where the server authenticates by certificate or host."""
    sslmode: Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] = "require"
    """TLS mode, as libpq defines it. Below `require`, the connection may be unencrypted."""


class SnowflakeConnection(ConnectionBase):
    """A Snowflake database."""

    type: Literal["snowflake"]
    account: Line
    """Account identifier, such as `myorg-account123`."""
    database: Line
    """Name of the database."""
    schema_name: Line = Field(default="PUBLIC", alias="schema")
    """Schema of tables that are named without one."""
    warehouse: Line
    """Virtual warehouse that runs the queries."""
    role: Line | None = None
    """Role that the queries run with; by default the user's default role."""
    user: Line
    """User name."""
    private_key: SecretReference | None = None
    """Private key (PEM) for key-pair authentication."""
    password: SecretReference | None = None
    """Password, where key-pair authentication is not possible."""


class BigQueryConnection(ConnectionBase):
    """A Google BigQuery dataset."""

    type: Literal["bigquery"]
    project: Line
    """Google Cloud project."""
    dataset: Line
    """BigQuery dataset of tables that are named without one."""
    location: Line | None = None
    """Location that queries run in, such as `EU`."""


class TrinoConnection(ConnectionBase):
    """A catalog of Trino or Starburst."""

    type: Literal["trino"]
    host: Host
    """Host name of the coordinator."""
    port: Port = 443
    """Port of the coordinator."""
    catalog: Line
    """Name of the catalog."""
    schema_name: Line = Field(alias="schema")
    """Schema of tables that are named without one."""
    user: Line
    """User name."""
    password: SecretReference | None = None
    """Password."""


class SparkConnection(ConnectionBase):
    """Tables or files read by Spark."""

    type: Literal["spark"]
    master: Line = "local[*]"
    """Master URL, as `spark-submit --master` takes it."""
    catalog: Line | None = None
    """Name of the catalog."""
    database: Line | None = None
    """Database of tables that are named without one."""


class DuckdbConnection(ConnectionBase):
    """A DuckDB database file."""

    type: Literal["duckdb"]
    path: Line
    """Database file, absolute or relative to the project's folder."""


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
