"""SQL of rules that does more than to judge a row."""

from __future__ import annotations

from bad_inputs.case import HERE, Refused, edit

EXPRESSION = 'expression: {name: far, sql: "distance > 10"}'


def _query(what: str, code: str, sql: str) -> Refused:
    written = sql if HERE in sql else f"{HERE}'{sql}'"
    return edit(what, code, EXPRESSION, f"query: {{name: far, sql: {written}}}")


def _expression(what: str, code: str, sql: str) -> Refused:
    written = sql if HERE in sql else f'"{HERE}{sql}"'
    return edit(what, code, EXPRESSION, f"expression: {{name: far, sql: {written}}}")


CASES = [
    _query("several statements", "SQL102", "select * from flights; select 1"),
    _query("a table dropped behind a semicolon", "SQL102", "select * from flights; drop table flights"),
    _query("DDL", "SQL102", "drop table flights"),
    _query("DDL that makes a table", "SQL102", "create table x as select * from flights"),
    _query("DML", "SQL102", "delete from flights"),
    _query("DML that returns rows", "SQL102", "insert into flights values (1) returning *"),
    _query("COPY", "SQL102", "copy flights to ''x.csv''"),
    _query("ATTACH", "SQL102", "attach ''x.db''"),
    _query("PRAGMA", "SQL102", "pragma database_list"),
    _query("INSTALL", "SQL102", "install httpfs"),
    _query("SET", "SQL102", "set memory_limit = ''1GB''"),
    _query("a function that reads files", "SQL103", "'select * from ▸read_csv(''/etc/passwd'')'"),
    _query("a function that reads text", "SQL103", "'select * from ▸read_text(''/etc/passwd'')'"),
    _query("a file as a table", "SQL103", "'select * from ▸''/etc/passwd'''"),
    _query("a table of the system", "SQL103", "'select * from information_schema.▸tables'"),
    _query("SQL that is none", "SQL102", "selec * form flights"),
    _expression("an expression that is a statement", "SQL101", "drop table flights"),
    _expression("an expression with a second statement", "SQL101", '"true; ▸drop table flights"'),
    _expression("an expression that closes its bracket", "SQL101", '"true▸) or (true"'),
    _expression("an expression with a query in it", "SQL103", '▸"distance > (select 1)"'),
    _expression("an expression that reads the environment", "SQL103", "\"▸getenv('HOME') = 'x'\""),
    _expression("an expression that waits", "SQL103", '"▸pg_sleep(10) is null"'),
]
