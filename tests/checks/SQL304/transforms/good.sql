select tailnum, arr_delay > 30 as late
from flights
