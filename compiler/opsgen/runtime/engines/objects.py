"""Object stores: Amazon S3 and compatible ones, Google Cloud Storage, and Azure, through obstore."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from opsgen.runtime.engines import secret
from opsgen.runtime.engines.driver import driver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.language.connection import Connection, S3Connection

EXTRA = "objects"
SCHEMES = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "azure"})
_AZURE = frozenset({"abfs", "abfss", "az", "azure"})


class Address(NamedTuple):
    """The address of an object, or of a folder."""

    bucket: str
    """The address of the bucket or container, such as `s3://lake`."""
    key: str


def split(address: str) -> Address:
    """Split an address into its bucket and the key of the object."""
    scheme, _, rest = address.partition("://")
    host, _, key = rest.partition("/")
    if scheme in _AZURE and "." in host and "@" not in host:  # `abfss://HOST/CONTAINER/KEY`, as DuckDB writes it
        container, _, key = key.partition("/")
        return Address(f"{scheme}://{host}/{container}", key)
    return Address(f"{scheme}://{host}", key)


def is_object(address: str) -> bool:
    """Whether an address is that of an object in a store that opsgen can write to."""
    return address.partition("://")[0] in SCHEMES


def bucket(connection: Connection, address: str) -> Any:
    """The bucket of an address as a store of obstore's, with the credentials of its connection.

    Raises UnreadableError if obstore is not installed.
    """
    stores = driver("obstore.store", EXTRA)
    scheme, _, rest = split(address).bucket.partition("://")
    host, _, container = rest.partition("/")
    if connection.type == "s3":
        return _s3(stores, connection)
    if scheme in ("s3", "s3a"):
        return stores.S3Store(host)
    if scheme in ("gs", "gcs"):
        return stores.GCSStore(host)
    if "@" in host:
        container, _, host = host.partition("@")
    if "." in host:
        return stores.AzureStore(container, account_name=host.partition(".")[0])
    return stores.AzureStore(host)


def _s3(stores: Any, connection: S3Connection) -> Any:
    options = {
        "region": connection.region,
        "endpoint": connection.endpoint,
        "access_key_id": secret.value(connection.access_key_id),
        "secret_access_key": secret.value(connection.secret_access_key),
    }
    is_plain = (connection.endpoint or "").startswith("http://")
    given = {name: value for name, value in options.items() if value}
    return stores.S3Store(connection.bucket, client_options={"allow_http": is_plain}, **given)


def found(store: Any, pattern: str) -> Iterator[dict[str, Any]]:
    """The objects of a bucket whose keys a pattern matches, where `*` matches within a folder and `**` across
    folders. Each has `path`, `size`, `e_tag` and `last_modified`."""
    folder = pattern.partition("*")[0].rpartition("/")[0]
    if "*" not in pattern:
        yield driver("obstore", EXTRA).head(store, pattern)
        return
    is_match = re.compile(_regex(pattern)).fullmatch
    for batch in driver("obstore", EXTRA).list(store, folder or None):
        yield from (each for each in batch if is_match(each["path"]))


def _regex(pattern: str) -> str:
    parts = re.split(r"(\*\*/|\*\*|\*)", pattern)
    signs = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*"}
    return "".join(signs.get(part) or re.escape(part) for part in parts)


def reason(error: Exception) -> str:
    """The message of an error of obstore's, without the answer of the server and how often it was asked."""
    head = str(error).split("\n")[0]
    return re.sub(r"Error performing (\w+) (\S+) in [^-]*- ", r"\1 \2: ", head).partition(": <?xml")[0]
