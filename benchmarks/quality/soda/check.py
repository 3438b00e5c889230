"""Soda over views of the files: given a file itself, it would load all of it into a table first."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

os.environ["SODA_CORE_TELEMETRY_ENABLED"] = "false"

import duckdb
from soda_core.common.yaml import ContractYamlSource
from soda_core.contracts.contract_verification import ContractVerificationSession
from soda_duckdb.common.data_sources.duckdb_data_source import DuckDBDataSourceImpl

connection = duckdb.connect()
connection.execute("CREATE VIEW orders AS FROM read_parquet('data/orders/*.parquet')")
connection.execute("CREATE VIEW customers AS FROM read_parquet('data/customers.parquet')")
result = ContractVerificationSession.execute(
    contract_yaml_sources=[ContractYamlSource.from_file_path(str(Path(__file__).with_name("orders.yml")))],
    data_source_impls=[DuckDBDataSourceImpl.from_existing_cursor(connection, "lake")],
)
found = {
    check.check.name: check.threshold_value
    for verified in result.contract_verification_results
    for check in verified.check_results
}
Path(sys.argv[1]).write_text(json.dumps(found))
