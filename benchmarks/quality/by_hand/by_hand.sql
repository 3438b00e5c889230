-- What an engineer who knows DuckDB writes by hand: the same 40 figures as one query.
WITH orders AS NOT MATERIALIZED (FROM read_parquet('data/orders/*.parquet'))
SELECT
    count(*) AS "rows",
    count(*) - count(order_id) AS "order_id-there",
    count(*) - count(customer_id) AS "customer_id-there",
    count(*) - count(country) AS "country-there",
    count(*) - count(email) AS "email-there",
    count(*) - count(sku) AS "sku-there",
    count(*) - count(quantity) AS "quantity-there",
    count(*) - count(price) AS "price-there",
    count(*) - count(ordered_at) AS "ordered_at-there",
    count_if(status = 'shipped' AND shipped_at IS NULL) AS "shipped_at-there",
    (SELECT coalesce(sum(times), 0) FROM (
        SELECT count(*) AS times FROM orders WHERE order_id IS NOT NULL GROUP BY order_id HAVING count(*) > 1
    )) AS "order_id-unique",
    (SELECT coalesce(sum(times), 0) FROM (
        SELECT count(*) AS times FROM orders
        WHERE customer_id IS NOT NULL AND sku IS NOT NULL AND ordered_at IS NOT NULL
        GROUP BY customer_id, sku, ordered_at HAVING count(*) > 1
    )) AS "order-unique",
    count_if(country NOT IN ('DE', 'FR', 'US', 'GB', 'ES')) AS "country-known",
    count_if(channel NOT IN ('web', 'app', 'shop')) AS "channel-known",
    count_if(status NOT IN ('new', 'paid', 'shipped', 'cancelled')) AS "status-known",
    count_if(currency NOT IN ('EUR', 'USD', 'GBP')) AS "currency-known",
    count_if(quantity NOT BETWEEN 1 AND 20) AS "quantity-within",
    count_if(price < 0) AS "price-within",
    count_if(discount NOT BETWEEN 0 AND 0.99999) AS "discount-within",
    count_if(weight <= 0 OR weight > 50) AS "weight-within",
    count_if(rating NOT BETWEEN 1 AND 5) AS "rating-within",
    count_if(ordered_at < TIMESTAMP '2024-01-01 00:05:00') AS "ordered_at-within",
    count_if(day NOT BETWEEN DATE '2024-01-01' AND DATE '2024-12-31') AS "day-within",
    count_if(NOT regexp_full_match(email, '[^@ ]+@[^@ ]+\.[a-z]+')) AS "email-matches",
    count_if(NOT regexp_full_match(sku, 'SKU-[0-9]{5}')) AS "sku-matches",
    count_if(NOT regexp_full_match(phone, '\+[0-9]{8,15}')) AS "phone-matches",
    count_if(NOT regexp_full_match(country, '[A-Z]{2}')) AS "country-matches",
    count_if(length(sku) <> 9) AS "sku-length",
    count_if(length(note) > 100) AS "note-length",
    count_if(length(email) NOT BETWEEN 10 AND 40) AS "email-length",
    (SELECT count(*) FROM orders ANTI JOIN read_parquet('data/customers.parquet') AS customers
        ON orders.customer_id = customers.id WHERE customer_id IS NOT NULL) AS "customer-known",
    count_if(shipped_at < ordered_at) AS "shipped-after-order",
    count_if(price * quantity > 2000) AS "value-plausible",
    count_if(day <> ordered_at::DATE) AS "day-of-order",
    avg(price) AS "price-mean",
    sum(quantity) AS "quantity-sum",
    max(weight) AS "weight-max",
    stddev_samp(discount) AS "discount-stddev",
    quantile_cont(price, 0.5) AS "price-median",
    count(DISTINCT customer_id) AS "customers"
FROM orders
