"""PostgreSQL refuses what lint reports as ungrouped, although a primary key would allow it of a table itself."""

from __future__ import annotations

import pytest


def test_a_primary_key_groups_no_columns_of_what_opsgen_reads(postgres: int) -> None:
    psycopg = pytest.importorskip("psycopg")
    own = "select id, name, count(*) from {} group by id"
    with psycopg.connect(host="localhost", port=postgres, user="opsgen", dbname="postgres") as connection:
        connection.execute("create temporary table customers (id int primary key, name text)")
        connection.execute(own.format("customers"))
        with pytest.raises(psycopg.errors.GroupingError):
            connection.execute(f"with read as (select * from customers) {own.format('read')}")  # noqa: S608
