with big as (select tailnum from Planes where seats > 100)
select f.tailnum from flights as f join big on big.tailnum = f.tailnum where f.arr_delay > 30
