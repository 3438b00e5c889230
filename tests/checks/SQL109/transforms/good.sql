select
  country,
  sum(amount) as total
from orders
group by country
