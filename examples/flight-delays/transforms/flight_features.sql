-- One row per flight that arrived. flight and time_hour identify it; the other columns are the label and the features.
select
    flights.flight,
    flights.time_hour,
    flights.arr_delay > 30 as late,
    flights.carrier,
    flights.origin,
    flights.distance,
    cast(flights.hour as integer) as hour,
    2013 - planes.year as plane_age
from flights
left join planes on planes.tailnum = flights.tailnum
where flights.arr_delay is not null
