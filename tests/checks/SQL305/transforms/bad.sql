-- planes are joined elsewhere
select tailnum from flights where arr_delay > 30
