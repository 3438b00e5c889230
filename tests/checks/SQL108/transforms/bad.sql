with paid as (
  select * from orders
)
select sum(paid.net) as total from paid
