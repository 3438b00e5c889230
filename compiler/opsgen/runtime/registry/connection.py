"""MLflow's client, without telemetry and output, and with short timeouts for a server that does not answer."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opsgen.runtime.engines.driver import driver
from opsgen.runtime.engines.engine import UnreadableError
from opsgen.runtime.registry.address import DATABASES, Address
from opsgen.runtime.registry.registry import RegistryError

if TYPE_CHECKING:
    from collections.abc import Iterator

EXTRA = "mlflow"
SETTINGS = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",  # the URL may contain credentials
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_LOGGING_LEVEL": "WARNING",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "3",
    "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "1",
}
"""Environment variables that are set unless the user has set them."""
TIMEOUT = "MLFLOW_HTTP_REQUEST_TIMEOUT"
PATIENCE = 10
"""How many seconds a server or database may take until its first answer."""


def open_client(address: Address) -> Any:
    """Create a client of the tracking server or database at an address."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    mlflow = driver("mlflow", EXTRA)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with translated(address):
        if address.kind in DATABASES:
            _reach_database(address)
        return mlflow.MlflowClient(tracking_uri=address.uri, registry_uri=address.uri)


@contextmanager
def translated(address: Address) -> Iterator[None]:
    """Turn errors of MLflow and its libraries into a `RegistryError`."""
    try:
        yield
    except UnreadableError:
        raise
    except Exception as error:
        message = address.without_credentials(str(error) or type(error).__name__)
        raise RegistryError(f"the registry {address.shown} cannot be used: {message}") from None


@contextmanager
def short_timeouts() -> Iterator[None]:
    """Use a short timeout for requests that transfer no model files."""
    before = os.environ.get(TIMEOUT)
    os.environ.setdefault(TIMEOUT, str(PATIENCE))
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(TIMEOUT, None)


def does_not_exist(error: Exception) -> bool:
    """Whether the error means that the requested entity does not exist."""
    return getattr(error, "error_code", None) == "RESOURCE_DOES_NOT_EXIST"


def exists_already(error: Exception) -> bool:
    """Whether the error means that another process created the entity first."""
    return getattr(error, "error_code", None) == "RESOURCE_ALREADY_EXISTS"


def _reach_database(address: Address) -> None:
    """Connect once to see whether the database answers: MLflow itself would retry for minutes."""
    sqlalchemy = driver("sqlalchemy", EXTRA)
    url = sqlalchemy.make_url(address.uri)
    if address.kind == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    patience = {"connect_timeout": PATIENCE} if address.kind in ("postgresql", "mysql") else {}
    engine = sqlalchemy.create_engine(url, connect_args=patience)
    try:
        engine.connect().close()
    finally:
        engine.dispose()
