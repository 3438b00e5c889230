"""pandera over Polars: a lazy schema, all of whose failures are collected, and figures as checks of the whole frame."""

from __future__ import annotations

import json
import os
import sys
from datetime import date, datetime
from pathlib import Path

os.environ["PANDERA_VALIDATION_DEPTH"] = "SCHEMA_AND_DATA"

import pandera.polars as pa
import polars as pl

KNOWN = pl.read_parquet("data/customers.parquet")["id"].to_list()
CONSTRAINTS = {"not_nullable": "-there", "field_uniqueness": "-unique"}
figures: dict[str, float] = {}


def isin(name: str, *values: str) -> pa.Check:
    return pa.Check.isin(values, name=name)


def matches(name: str, regex: str) -> pa.Check:
    return pa.Check.str_matches(f"^(?:{regex})$", name=name)


def rows(name: str, condition: pl.Expr) -> pa.Check:
    """Each row keeps a condition over several columns."""
    return pa.Check(lambda data: data.lazyframe.select(condition), name=name)


def figure(name: str, expression: pl.Expr, low: float, high: float = float("inf")) -> pa.Check:
    """A figure of the whole frame lies within bounds."""

    def within(data: pa.PolarsData) -> bool:
        figures[name] = float(data.lazyframe.select(expression).collect().item())
        return low <= figures[name] <= high

    return pa.Check(within, name=name)


schema = pa.DataFrameSchema(
    {
        "order_id": pa.Column(int, unique=True, name="order_id"),
        "customer_id": pa.Column(int, pa.Check.isin(KNOWN, name="customer-known")),
        "country": pa.Column(
            str, [isin("country-known", "DE", "FR", "US", "GB", "ES"), matches("country-matches", "[A-Z]{2}")]
        ),
        "channel": pa.Column(str, isin("channel-known", "web", "app", "shop"), nullable=True),
        "status": pa.Column(str, isin("status-known", "new", "paid", "shipped", "cancelled"), nullable=True),
        "currency": pa.Column(str, isin("currency-known", "EUR", "USD", "GBP"), nullable=True),
        "email": pa.Column(
            str,
            [matches("email-matches", r"[^@ ]+@[^@ ]+\.[a-z]+"), pa.Check.str_length(10, 40, name="email-length")],
        ),
        "sku": pa.Column(str, [matches("sku-matches", "SKU-[0-9]{5}"), pa.Check.str_length(9, 9, name="sku-length")]),
        "phone": pa.Column(str, matches("phone-matches", r"\+[0-9]{8,15}"), nullable=True),
        "note": pa.Column(str, pa.Check.str_length(max_value=100, name="note-length"), nullable=True),
        "quantity": pa.Column(pl.Int32, pa.Check.in_range(1, 20, name="quantity-within")),
        "price": pa.Column(float, pa.Check.ge(0, name="price-within")),
        "discount": pa.Column(float, pa.Check.in_range(0, 0.99999, name="discount-within"), nullable=True),
        "weight": pa.Column(float, pa.Check.in_range(0, 50, include_min=False, name="weight-within"), nullable=True),
        "rating": pa.Column(pl.Int32, pa.Check.in_range(1, 5, name="rating-within"), nullable=True),
        "ordered_at": pa.Column(pl.Datetime("us"), pa.Check.ge(datetime(2024, 1, 1, 0, 5), name="ordered_at-within")),
        "shipped_at": pa.Column(pl.Datetime("us"), nullable=True),
        "day": pa.Column(
            pl.Date, pa.Check.in_range(date(2024, 1, 1), date(2024, 12, 31), name="day-within"), nullable=True
        ),
    },
    checks=[
        figure("rows", pl.len(), 1),
        rows("shipped_at-there", (pl.col("status") != "shipped") | pl.col("shipped_at").is_not_null()),
        rows(
            "order-unique",
            ~pl.struct("customer_id", "sku", "ordered_at").is_duplicated() | pl.col("customer_id").is_null(),
        ),
        rows("shipped-after-order", pl.col("shipped_at") >= pl.col("ordered_at")),
        rows("value-plausible", pl.col("price") * pl.col("quantity") <= 2000),
        rows("day-of-order", pl.col("day") == pl.col("ordered_at").dt.date()),
        figure("price-mean", pl.col("price").mean(), 49, 51),
        figure("quantity-sum", pl.col("quantity").cast(pl.Int64).sum(), 1),
        figure("weight-max", pl.col("weight").max(), 0, 60),
        figure("discount-stddev", pl.col("discount").std(), 0.2, 0.3),
        figure("price-median", pl.col("price").quantile(0.5, "linear"), 49, 51),
        figure("customers", pl.col("customer_id").drop_nulls().n_unique(), 1000),
    ],
)

found: dict[str, float] = {}
try:
    schema.validate(pl.scan_parquet("data/orders/*.parquet"), lazy=True)
except pa.errors.SchemaErrors as errors:
    for error in errors.schema_errors:
        column, check = getattr(error.schema, "name", None), error.check
        name = getattr(check, "name", None) or f"{column}{CONSTRAINTS[str(check)]}"
        found[name] = len(error.failure_cases)
Path(sys.argv[1]).write_text(json.dumps(found | figures))
