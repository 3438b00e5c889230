select flights.tailnum
from flights
join planes on planes.tailnum = flights.tailnum
