select tailnum, lower(tailnum) as tailnum
from flights
