with paid as (
  select *, amount - 1 as net from orders
)
select sum(paid.net) as total from paid
