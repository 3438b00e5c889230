{% test keeps(model, condition, column_name=None) %}
select 1 as broken from {{ model }} where not ({{ condition }})
{% endtest %}

{% test within(model, figure, low, high, column_name=None) %}
select * from (select {{ figure }} as figure from {{ model }}) where figure not between {{ low }} and {{ high }}
{% endtest %}

{% test unique_together(model, columns) %}
select 1 as broken from {{ model }}
where {{ columns | join(' is not null and ') }} is not null
group by {{ columns | join(', ') }} having count(*) > 1
{% endtest %}
