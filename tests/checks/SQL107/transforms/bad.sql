select
  sum(amounnt) as total
from orders
