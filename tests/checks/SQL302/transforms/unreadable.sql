-- The late ones.
select
    tailnum
form flights
where arr_delay > 30
