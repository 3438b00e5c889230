select tailnum, delay from flights
