select distance from flights
