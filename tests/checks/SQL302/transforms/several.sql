select tailnum from flights;
select tailnum from flights;
