select tailnum, arr_delay
from flights
