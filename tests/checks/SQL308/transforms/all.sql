select carrier
from flights
where day::date >= :interval_start
