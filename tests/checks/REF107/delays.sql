select origin from flights
