"""Ways to read a table that no dataset declares, by the name of a WITH query that is not visible there."""

from __future__ import annotations

ESCAPES = {
    "a WITH query reads itself": "with payroll as (select * from payroll) select * from payroll",
    "an earlier one reads a later one": "with a as (select * from payroll), payroll as (select 1 as x) select * from a",
    "one of a derived table": "select p.* from (with payroll as (select 1) select * from payroll) q, payroll p",
    "one of a scalar subquery": "select (with payroll as (select 1) select 1 from payroll) from payroll",
    "one of the condition of a join": (
        "select * from orders join payroll on exists (with payroll as (select 1) select * from payroll)"
    ),
    "one of one side of a union": "(with payroll as (select 1) select * from payroll) union all select * from payroll",
    "one of one side of a union, in a join": (
        "select * from orders, (select 1 union all (with payroll as (select 1) select * from payroll)), payroll"
    ),
    "one of another WITH query": "with a as (with payroll as (select 1) select 1 from payroll) select 1 from payroll",
    "one that is shadowed reads outwards": (
        "with a as (select 1) select * from (with a as (select 2 from payroll), payroll as (select 3) select 4 from a)"
    ),
    "one with a schema before it": "with payroll as (select 1) select * from main.payroll",
    "nothing is shadowed": "select * from payroll",
}
"""What each reads `payroll` through."""
