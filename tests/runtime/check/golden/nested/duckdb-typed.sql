-- address.it's city.required: broken
SELECT
  COUNT(
    CASE
      WHEN NOT "address" IS NULL AND STRUCT_EXTRACT("address", 'it''s city') IS NULL
      THEN 1
    END
  )
FROM (
  SELECT
    "id",
    "address",
    "products"
  FROM shop.data
) AS data;

-- address.it's city.max_length: broken
SELECT
  COUNT(
    CASE
      WHEN LENGTH(CAST(STRUCT_EXTRACT("address", 'it''s city') AS TEXT)) > 9
      THEN 1
    END
  )
FROM (
  SELECT
    "id",
    "address",
    "products"
  FROM shop.data
) AS data;

-- products[].required: broken
SELECT
  COUNT(
    CASE
      WHEN LEN(LIST_FILTER("products", LAMBDA opsgen_item_1 : opsgen_item_1 IS NULL)) > 0
      THEN 1
    END
  )
FROM (
  SELECT
    "id",
    "address",
    "products"
  FROM shop.data
) AS data;

-- products[].sku.required: broken
SELECT
  COUNT(
    CASE
      WHEN LEN(
        LIST_FILTER(
          "products",
          LAMBDA opsgen_item_1 : NOT opsgen_item_1 IS NULL AND STRUCT_EXTRACT(opsgen_item_1, 'sku') IS NULL
        )
      ) > 0
      THEN 1
    END
  )
FROM (
  SELECT
    "id",
    "address",
    "products"
  FROM shop.data
) AS data;

-- products[].sku.pattern: broken
SELECT
  COUNT(
    CASE
      WHEN LEN(
        LIST_FILTER(
          "products",
          LAMBDA opsgen_item_1 : NOT REGEXP_FULL_MATCH(CAST(STRUCT_EXTRACT(opsgen_item_1, 'sku') AS TEXT), '[a-z]+')
        )
      ) > 0
      THEN 1
    END
  )
FROM (
  SELECT
    "id",
    "address",
    "products"
  FROM shop.data
) AS data;

-- products[].n.min: broken
SELECT
  COUNT(
    CASE
      WHEN LEN(
        LIST_FILTER("products", LAMBDA opsgen_item_1 : STRUCT_EXTRACT(opsgen_item_1, 'n') < 1)
      ) > 0
      THEN 1
    END
  )
FROM (
  SELECT
    "id",
    "address",
    "products"
  FROM shop.data
) AS data;

-- products[].price.min: broken
SELECT
  COUNT(
    CASE
      WHEN LEN(
        LIST_FILTER(
          "products",
          LAMBDA opsgen_item_1 : STRUCT_EXTRACT(opsgen_item_1, 'price') < 0
          OR ISNAN(STRUCT_EXTRACT(opsgen_item_1, 'price'))
        )
      ) > 0
      THEN 1
    END
  )
FROM (
  SELECT
    "id",
    "address",
    "products"
  FROM shop.data
) AS data;

-- products[].sold.allowed: broken
SELECT
  COUNT(
    CASE
      WHEN LEN(
        LIST_FILTER(
          "products",
          LAMBDA opsgen_item_1 : NOT STRUCT_EXTRACT(opsgen_item_1, 'sold') IN (TRUE)
        )
      ) > 0
      THEN 1
    END
  )
FROM (
  SELECT
    "id",
    "address",
    "products"
  FROM shop.data
) AS data;

-- products[].day.min: broken
SELECT
  COUNT(
    CASE
      WHEN LEN(
        LIST_FILTER(
          "products",
          LAMBDA opsgen_item_1 : STRUCT_EXTRACT(opsgen_item_1, 'day') < CAST('2024-01-31' AS DATE)
        )
      ) > 0
      THEN 1
    END
  )
FROM (
  SELECT
    "id",
    "address",
    "products"
  FROM shop.data
) AS data;

-- products[].at.max: broken
SELECT
  COUNT(
    CASE
      WHEN LEN(
        LIST_FILTER(
          "products",
          LAMBDA opsgen_item_1 : STRUCT_EXTRACT(opsgen_item_1, 'at') > CAST('2024-01-31 12:00:00' AS TIMESTAMP)
        )
      ) > 0
      THEN 1
    END
  )
FROM (
  SELECT
    "id",
    "address",
    "products"
  FROM shop.data
) AS data;

-- products[].tags[].max_length: broken
SELECT
  COUNT(
    CASE
      WHEN LEN(
        LIST_FILTER(
          "products",
          LAMBDA opsgen_item_1 : LEN(
            LIST_FILTER(
              STRUCT_EXTRACT(opsgen_item_1, 'tags'),
              LAMBDA opsgen_item_2 : LENGTH(CAST(opsgen_item_2 AS TEXT)) > 20
            )
          ) > 0
        )
      ) > 0
      THEN 1
    END
  )
FROM (
  SELECT
    "id",
    "address",
    "products"
  FROM shop.data
) AS data;

-- rows that break products[].tags[].max_length
SELECT
  data."id",
  data."address",
  data."products"
FROM (
  SELECT
    "id",
    "address",
    "products"
  FROM shop.data
) AS data
WHERE
  LEN(
    LIST_FILTER(
      "products",
      LAMBDA opsgen_item_1 : LEN(
        LIST_FILTER(
          STRUCT_EXTRACT(opsgen_item_1, 'tags'),
          LAMBDA opsgen_item_2 : LENGTH(CAST(opsgen_item_2 AS TEXT)) > 20
        )
      ) > 0
    )
  ) > 0;

-- not_null(products[].price): broken
SELECT
  COUNT(
    CASE
      WHEN "id" > 1
      AND LEN(
        LIST_FILTER(
          "products",
          LAMBDA opsgen_item_1 : NOT opsgen_item_1 IS NULL AND STRUCT_EXTRACT(opsgen_item_1, 'price') IS NULL
        )
      ) > 0
      THEN 1
    END
  )
FROM (
  SELECT
    "id",
    "address",
    "products"
  FROM shop.data
) AS data;

-- mean(id): value
SELECT
  AVG(CAST("id" AS DOUBLE))
FROM (
  SELECT
    "id",
    "address",
    "products"
  FROM shop.data
) AS data;

-- unique(address.it's city)
SELECT
  COALESCE(SUM(times), 0) AS broken
FROM (
  SELECT
    CAST(STRUCT_EXTRACT("address", 'it''s city') AS TEXT) AS "address_it_s_city",
    COUNT(*) AS times
  FROM (
    SELECT
      "id",
      "address",
      "products"
    FROM shop.data
  ) AS data
  WHERE
    NOT CAST(STRUCT_EXTRACT("address", 'it''s city') AS TEXT) IS NULL
  GROUP BY
    CAST(STRUCT_EXTRACT("address", 'it''s city') AS TEXT)
  HAVING
    COUNT(*) > 1
) AS repeated;

-- distinct_count(address.it's city): value
SELECT
  COUNT(DISTINCT CAST(STRUCT_EXTRACT("address", 'it''s city') AS TEXT))
FROM (
  SELECT
    "id",
    "address",
    "products"
  FROM shop.data
) AS data;
