select customers.id
from customers
join orders on orders.customer = customers.id
