"""Orders of an invented shop, the same ones each time: every value follows from the number of its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CUSTOMERS = 99_990
"""Ten fewer than orders name."""

DICE = "CREATE MACRO dice(n, salt, sides) AS (n + salt * 7919) * 2654435761 % 4294967291 % sides"
"""A number from 0 to `sides` - 1. Unlike `hash` or `random`, it is the same in every version of DuckDB."""

ORDERS = """
SELECT
    n AS order_id,
    CASE WHEN dice(n, 1, 1009) > 0 THEN dice(n, 2, 100000) END AS customer_id,
    CASE WHEN dice(n, 3, 50021) > 0 THEN ['DE', 'FR', 'US', 'GB', 'ES'][dice(n, 4, 5) + 1] ELSE 'de' END AS country,
    CASE WHEN dice(n, 5, 20011) > 0 THEN ['web', 'app', 'shop'][dice(n, 6, 3) + 1] ELSE 'fax' END AS channel,
    CASE WHEN dice(n, 7, 30011) > 0 THEN ['new', 'paid', 'shipped', 'cancelled'][dice(n, 8, 4) + 1] ELSE 'lost' END
        AS status,
    ['EUR', 'USD', 'GBP'][dice(n, 9, 3) + 1] AS currency,
    CASE WHEN dice(n, 10, 101) = 0 THEN NULL WHEN dice(n, 11, 40009) = 0 THEN 'nobody'
        ELSE 'user' || dice(n, 12, 1000003) || '@example.com' END AS email,
    CASE WHEN dice(n, 13, 60013) > 0 THEN 'SKU-' || lpad(dice(n, 14, 99991)::VARCHAR, 5, '0') ELSE 'SKU-' END AS sku,
    CASE WHEN dice(n, 15, 70001) > 0 THEN '+49' || (1000000000 + dice(n, 16, 8999999999)) ELSE '110' END AS phone,
    CASE WHEN dice(n, 17, 2) = 0 THEN repeat('x', dice(n, 18, 60)) WHEN dice(n, 19, 10007) = 0 THEN repeat('y', 120)
        END AS note,
    (CASE WHEN dice(n, 20, 80021) > 0 THEN 1 + dice(n, 21, 20) ELSE 0 END)::INTEGER AS quantity,
    CASE WHEN dice(n, 22, 5003) > 0 THEN dice(n, 23, 10007) / 100 - (dice(n, 24, 25013) = 0)::INTEGER * 200 END
        AS price,
    dice(n, 25, 100003) / 100000 AS discount,
    dice(n, 26, 5000011) / 100000 AS weight,
    CASE WHEN dice(n, 27, 4) > 0 THEN 1 + dice(n, 28, 5) + (dice(n, 29, 9001) = 0)::INTEGER * 5 END::INTEGER AS rating,
    TIMESTAMP '2024-01-01' + to_seconds(dice(n, 30, 31622417)) AS ordered_at,
    CASE WHEN status = 'shipped' AND dice(n, 31, 15013) > 0
        THEN ordered_at + to_seconds(dice(n, 32, 864007) - (dice(n, 33, 8009) = 0)::INTEGER * 900000) END AS shipped_at,
    ordered_at::DATE + (dice(n, 34, 12007) = 0)::INTEGER AS day
FROM (SELECT i - (dice(i, 0, 100003) = 1)::INTEGER AS n FROM range({first}, {last}) AS numbers(i))
"""
"""Now and then an order stands there twice: the row repeats the one before it."""

FILES = 10


def write(folder: Path, rows: int) -> None:
    """`orders/*.parquet` with so many rows, and `customers.parquet`."""
    import duckdb

    orders = folder / "orders"
    orders.mkdir(parents=True)
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.execute(DICE)
    share = rows // FILES
    for number in range(FILES):
        select = ORDERS.format(first=number * share, last=(number + 1) * share)
        connection.from_query(select).write_parquet(str(orders / f"part-{number}.parquet"))
    customers = connection.from_query(f"FROM range({CUSTOMERS}) AS numbers(id)")
    customers.write_parquet(str(folder / "customers.parquet"))
    connection.close()
