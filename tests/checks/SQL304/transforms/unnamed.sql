select count(*)
from flights
