select tailnum, try_cast(delay as double) as delay from flights
