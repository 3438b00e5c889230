create table late as
select tailnum from flights where arr_delay > 30
