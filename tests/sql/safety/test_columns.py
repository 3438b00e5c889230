"""Columns in SQL that no dataset declares: misspelt ones are reported, and whatever else a name can mean is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlglot import exp

from opsgen.compile.pipeline import analyse
from opsgen.sql.safety import DIALECTS
from opsgen.sql.safety.columns import in_expression, in_plain, in_select
from opsgen.sql.safety.declared_columns import undeclared
from opsgen.sql.safety.fast_path import is_plain
from opsgen.sql.safety.parse import expression, select

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.language.root import Spec

SPEC = """\
version: 1
project: {name: shop, owner: data}
connections: {lake: {type: files, root: data}}
datasets:
  orders:
    source: {connection: lake, path: "region=*/orders.parquet"}
    columns:
      id: {type: integer}
      customer_id: {type: integer}
      amount: {type: number}
      placed_at: {type: timestamp}
      status: {type: string}
      address: {type: object, fields: {city: {type: string}}}
      items: {type: array, items: {type: object, fields: {price: {type: number}}}}
    quality: [{schema_match: {extra_columns: EXTRA}}]
  customers:
    source: {connection: lake, path: customers.parquet}
    columns:
      id: {type: integer}
      country: {type: string}
      created_at: {type: timestamp}
    quality: [{schema_match: {extra_columns: EXTRA}}]
"""


@pytest.fixture(scope="module")
def specs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Spec]:
    """The same datasets, where other columns are allowed and where they are forbidden."""
    return {extra: _spec(tmp_path_factory.mktemp(extra), extra) for extra in ("allow", "forbid")}


def _spec(folder: Path, extra: str) -> Spec:
    file = folder / "opsgen.yaml"
    file.write_text(SPEC.replace("EXTRA", extra), encoding="utf-8")
    (environment, *_) = analyse(file).project.environments
    return environment.spec


QUERIES = (
    """
select * from orders
select count(*) from orders
select o.id, o.amount from orders o
select o.id, o.amount as amont from orders o order by amont
select id as order_id, amount * 2 as twice from orders where amount > 0 order by twice desc
select amount as net, net * 1.2 as gross from orders
select status, count(*) as rows_of_it from orders group by status having rows_of_it > 1
select status as state, sum(amount) from orders group by state
select status, sum(amount) as total from orders group by 1 order by 2
select o.id from orders o join customers c on c.id = o.customer_id where c.country = 'AT'
select o.id, country from orders o left join customers c on c.id = o.customer_id where created_at is null
select id from orders where customer_id not in (select id from customers)
select id from orders o where not exists (select 1 from customers c where c.id = o.customer_id)
select id from orders o where not exists (select 1 from customers where customers.id = customer_id)
select id from orders where amount > (select avg(amount) from orders)
select id from orders o where amount > (select avg(i.amount) from orders i where i.customer_id = o.customer_id)
with late as (select id, amount as amonut from orders) select amonut from late
with late as (select * from orders) select late.amount, address.city from late
with late as (select *, amount > 5 as is_late from orders) select id from late where is_late
with a as (select id as ident from orders), b as (select ident from a) select b.ident from b
with a(ident, costs) as (select id, amount from orders) select ident, costs from a
with a as (select id from orders union all select id from customers) select id from a group by id having count(*) > 1
with a as (select count(*) from orders) select anything from a
select x.ident from (select id as ident from orders) as x
select ident from (select id as ident, status from orders where amount > 1) as x where status = 'new'
select x.a from (select id, amount from orders) as x(a, b)
select id from orders union select id from customers order by id
select id as one from orders union all select id from customers order by one
select address.city from orders
select o.address.city from orders o
select orders.address.city from orders
select address from orders as address where address.id > 0
select o from orders o
select orders.* from orders
select o.*, c.country from orders o join customers c on c.id = o.customer_id
select region, count(*) from orders group by region
select id, row_number() over (partition by customer_id order by placed_at desc) as place from orders
select id from orders qualify row_number() over (partition by customer_id order by placed_at desc) = 1
select id, row_number() over w as place from orders window w as (partition by customer_id order by id)
select id, lag(amount) over (order by placed_at) as previous from orders
select customer_id, count(*) filter (where status = 'paid') as paid from orders group by customer_id
select sum(case when status = 'paid' then amount else 0 end) as paid from orders
select date_trunc('month', placed_at) as month, sum(amount) from orders group by month order by month
select extract(year from placed_at) as y, extract(dow from placed_at) from orders
select date_part('hour', placed_at), cast(placed_at as date) from orders
select datediff(day, o.placed_at, c.created_at) from orders o join customers c on o.customer_id = c.id
select placed_at + interval '1 day', current_date, current_timestamp from orders
select placed_at + interval 3 days from orders
select "amount", "id" as "the id" from orders order by "the id"
select ID, Amount, ORDERS.Status from orders
select Amount from Orders as O where o.id > 0
select u.item.price from orders, unnest(items) as u(item)
select item from orders cross join unnest(items) as item
select items[1].price, address['city'] from orders
select {'total': amount, 'city': address.city} as both from orders
select coalesce(status, 'none') as status, upper(status) from orders
select distinct status from orders
select a.id from orders a join orders b on a.customer_id = b.customer_id and a.id < b.id
select id from orders join customers using (id)
select count(distinct customer_id) as buyers, avg(amount) as mean from orders group by all
select country, total from customers c join (select customer_id, sum(amount) total from orders group by 1) t
 on t.customer_id = c.id
select * exclude (status) from orders
select * replace (amount * 2 as amount) from orders
select v.x from orders cross join (values (1), (2)) as v(x)
select rowid, id from orders
with a as (select id from orders), c as (select a.id, x.n from a join (select id, 1 as n from a) x on x.id = a.id)
 select id, n from c
select (select max(c.created_at) from customers c where c.id = o.customer_id) as latest from orders o order by latest
select id from orders where (customer_id, status) in (select id, country from customers)
select status from orders group by rollup (status)
""".strip()
    .replace("\n ", " ")
    .splitlines()
)


@pytest.mark.parametrize("extra", ["allow", "forbid"])
@pytest.mark.parametrize("sql", QUERIES)
def test_right_queries_are_not_reported(specs: dict[str, Spec], sql: str, extra: str) -> None:
    assert found(specs[extra], sql) == []


@pytest.mark.parametrize("dialect", sorted({*DIALECTS.values()} - {"duckdb"}))
def test_units_of_time_are_no_columns(specs: dict[str, Spec], dialect: str) -> None:
    read, sql = 0, "select {} as x from orders"
    for call in ("date_trunc(placed_at, month)", "datediff(day, placed_at, placed_at)", "date_part(year, placed_at)"):
        named = in_select(select(sql.format(call), dialect, ["orders"]))
        assert not [*undeclared(specs["forbid"], named)]
        read += len(named)
    assert read >= 2


@pytest.mark.parametrize(
    ("sql", "name", "near"),
    [
        ("select amont from orders", "amont", "amount"),
        ("select o.amont from orders o", "amont", "amount"),
        ("select orders.amont from orders", "amont", "amount"),
        ("select o.id from orders o join customers c on c.id = o.custmer_id", "custmer_id", "customer_id"),
        ("select o.id from orders o join customers c on c.id = o.customer_id where contry = ''", "contry", "country"),
        ("select sum(amuont) as amount from orders", "amuont", "amount"),
        ("select id from orders order by plcaed_at", "plcaed_at", "placed_at"),
        ("select 1 from orders group by statsu", "statsu", "status"),
        ("select id from orders where id in (select id from customers where coutnry = '')", "coutnry", "country"),
        (
            "select id from customers c where exists (select 1 from orders where customer_id = c.contry)",
            "contry",
            "country",
        ),
        ("with a as (select * from orders) select amont from a", "amont", "amount"),
        ("with a as (select amont from orders) select 1 from a", "amont", "amount"),
        ("select 1 from (select amont from orders)", "amont", "amount"),
        ("select amount from (select amount, id from orders where amont > 1) x", "amont", "amount"),
        ("select x.amont from (select * from orders) x", "amont", "amount"),
        ("select id from orders union select id from customers where contry = ''", "contry", "country"),
        ("select adress.city from orders", "adress", "address"),
        ("select count(*) filter (where statuss = '') from orders", "statuss", "status"),
        ("select row_number() over (partition by custommer_id order by id) from orders", "custommer_id", "customer_id"),
        ('select "amont" from orders', "amont", "amount"),
    ],
)
@pytest.mark.parametrize("extra", ["allow", "forbid"])
def test_misspelt_columns_of_queries(specs: dict[str, Spec], sql: str, name: str, near: str, extra: str) -> None:
    selection = select(sql, "duckdb", ["orders", "customers"])
    (only,) = undeclared(specs[extra], in_select(selection))
    assert only.named.part is not None
    assert sql[slice(*only.named.part)].strip('"') == only.named.name == name
    assert only.near is not None
    assert only.near[1] == near
    assert only.forbidden == (extra == "forbid")


@pytest.mark.parametrize(
    "sql",
    [
        "select discount from orders",
        "select o.discount from orders o join customers c on c.id = o.customer_id",
        "with a as (select * from orders) select discount from a",
        "select id from orders where exists (select 1 from customers c where c.id = orders.buyer)",
    ],
)
def test_other_columns_are_reported_only_where_they_are_forbidden(specs: dict[str, Spec], sql: str) -> None:
    assert found(specs["allow"], sql) == []
    assert len(found(specs["forbid"], sql)) == 1


def found(spec: Spec, sql: str) -> list[str]:
    selection = select(sql, "duckdb", ["orders", "customers"])
    return [each.named.name for each in undeclared(spec, in_select(selection))]


@pytest.mark.parametrize(
    "sql",
    [
        "amount > 0",
        "amont > 0 and abs(amuont) < 5 or not (status in ('amont', 'x') and id between 1 and 2)",
        "coalesce(amont, 0) = 0 and status like 'amont %'",
        "Amount >= 0 and status is not null",
    ],
)
def test_plain_sql_has_the_columns_that_sqlglot_reads(sql: str) -> None:
    assert is_plain(sql)
    tree = expression(sql, "duckdb")
    assert isinstance(tree, exp.Expr)
    assert sorted(each[:2] for each in in_plain(sql)) == sorted(each[:2] for each in in_expression(tree))


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("amont > 0", ["amont"]),
        ("regexp_matches(statsu, 'a')", ["statsu"]),
        ("adress.city > ''", ["adress"]),
        ("address.city > '' and items[1].price > 0", []),
        ('orders.amount > 0 and "amount" > 1', []),
        ("case when status = 'amont' then amount > 0 else true end", []),
        ("region = 'at' and total > 0 and amount_net > 0", []),
        ("date_trunc('month', placed_at) = current_date", []),
        ("placed_at + interval '1 day' > now()", []),
    ],
)
def test_columns_of_expressions(specs: dict[str, Spec], sql: str, names: list[str]) -> None:
    named = in_plain(sql) if is_plain(sql) else in_expression(expression(sql, "duckdb"))
    assert [each.named.name for each in undeclared(specs["allow"], named, "orders")] == names
