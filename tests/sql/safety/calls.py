"""Ways to call any function of PostgreSQL with one argument, by the name of a field."""

from __future__ import annotations

CALLS = [
    "select ('/etc/passwd'::text).pg_read_file",
    "select (cast('/etc/passwd' as text)).pg_read_file from orders",
    "select ('select to_tsvector(name) from public.payroll'::text).ts_stat",
    "select ((t.x)).ts_stat from (select 'select to_tsvector(name) from public.payroll'::text as x) t",
    "select (select 'data_directory'::text).current_setting",
    "select (coalesce('data_directory', 'a')).current_setting as x",
    "select (array['data_directory'])[1].current_setting",
    "select ((1)).pg_terminate_backend",
    "select t.pg_read_file from unnest(array['/etc/passwd']) as t",
    "select t.ts_stat from unnest(array['select to_tsvector(name) from public.payroll']) as t(x)",
    "select unnest.pg_read_file from unnest(array['/etc/passwd'])",
    "select t.pg_read_file from orders left join unnest(array['/etc/passwd']) with ordinality as t(x, n) on true",
    "select * from orders where exists (select 1 from unnest(array['x']) as t where t.pg_read_file is null)",
]
