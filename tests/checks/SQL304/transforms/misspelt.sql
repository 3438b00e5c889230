select tailnum, arr_delay > 30 as lates
from flights
