with grown as (select ticket, name, age + 1 as years from travellers)
select ticket, upper(name) as person, years from grown
