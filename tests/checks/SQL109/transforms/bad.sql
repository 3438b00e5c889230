select
  country,
  sum(amount) as total
from orders
