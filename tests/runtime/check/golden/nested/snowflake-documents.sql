-- schema: address
SELECT
  COUNT(
    CASE
      WHEN TYPEOF(TO_VARIANT("address")) <> 'NULL_VALUE'
      AND CASE WHEN TYPEOF(TO_VARIANT("address")) = 'OBJECT' THEN "address" END IS NULL
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

-- schema: address.it's city
SELECT
  COUNT(
    CASE
      WHEN TYPEOF(TO_VARIANT(GET("address", 'it\'s city'))) <> 'NULL_VALUE'
      AND AS_VARCHAR(GET("address", 'it\'s city')) IS NULL
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

-- schema: products
SELECT
  COUNT(
    CASE
      WHEN TYPEOF(TO_VARIANT("products")) <> 'NULL_VALUE'
      AND CASE WHEN TYPEOF(TO_VARIANT("products")) = 'ARRAY' THEN "products" END IS NULL
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

-- schema: products[]
SELECT
  COUNT(
    CASE
      WHEN ARRAY_SIZE(
        FILTER(
          AS_ARRAY(TO_VARIANT("products")),
          opsgen_item_1 -> TYPEOF(TO_VARIANT(opsgen_item_1)) <> 'NULL_VALUE'
          AND CASE WHEN TYPEOF(TO_VARIANT(opsgen_item_1)) = 'OBJECT' THEN opsgen_item_1 END IS NULL
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

-- schema: products[].sku
SELECT
  COUNT(
    CASE
      WHEN ARRAY_SIZE(
        FILTER(
          AS_ARRAY(TO_VARIANT("products")),
          opsgen_item_1 -> TYPEOF(TO_VARIANT(GET(opsgen_item_1, 'sku'))) <> 'NULL_VALUE'
          AND AS_VARCHAR(GET(opsgen_item_1, 'sku')) IS NULL
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

-- schema: products[].n
SELECT
  COUNT(
    CASE
      WHEN ARRAY_SIZE(
        FILTER(
          AS_ARRAY(TO_VARIANT("products")),
          opsgen_item_1 -> TYPEOF(TO_VARIANT(GET(opsgen_item_1, 'n'))) <> 'NULL_VALUE'
          AND AS_INTEGER(GET(opsgen_item_1, 'n')) IS NULL
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

-- schema: products[].price
SELECT
  COUNT(
    CASE
      WHEN ARRAY_SIZE(
        FILTER(
          AS_ARRAY(TO_VARIANT("products")),
          opsgen_item_1 -> TYPEOF(TO_VARIANT(GET(opsgen_item_1, 'price'))) <> 'NULL_VALUE'
          AND AS_DOUBLE(GET(opsgen_item_1, 'price')) IS NULL
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

-- schema: products[].sold
SELECT
  COUNT(
    CASE
      WHEN ARRAY_SIZE(
        FILTER(
          AS_ARRAY(TO_VARIANT("products")),
          opsgen_item_1 -> TYPEOF(TO_VARIANT(GET(opsgen_item_1, 'sold'))) <> 'NULL_VALUE'
          AND AS_BOOLEAN(GET(opsgen_item_1, 'sold')) IS NULL
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

-- schema: products[].day
SELECT
  COUNT(
    CASE
      WHEN ARRAY_SIZE(
        FILTER(
          AS_ARRAY(TO_VARIANT("products")),
          opsgen_item_1 -> TYPEOF(TO_VARIANT(GET(opsgen_item_1, 'day'))) <> 'NULL_VALUE'
          AND COALESCE(
            AS_DATE(GET(opsgen_item_1, 'day')),
            TRY_TO_DATE(AS_VARCHAR(GET(opsgen_item_1, 'day')))
          ) IS NULL
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

-- schema: products[].at
SELECT
  COUNT(
    CASE
      WHEN ARRAY_SIZE(
        FILTER(
          AS_ARRAY(TO_VARIANT("products")),
          opsgen_item_1 -> TYPEOF(TO_VARIANT(GET(opsgen_item_1, 'at'))) <> 'NULL_VALUE'
          AND COALESCE(
            AS_TIMESTAMP_NTZ(GET(opsgen_item_1, 'at')),
            TRY_TO_TIMESTAMP_NTZ(AS_VARCHAR(GET(opsgen_item_1, 'at')))
          ) IS NULL
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

-- schema: products[].tags
SELECT
  COUNT(
    CASE
      WHEN ARRAY_SIZE(
        FILTER(
          AS_ARRAY(TO_VARIANT("products")),
          opsgen_item_1 -> TYPEOF(TO_VARIANT(GET(opsgen_item_1, 'tags'))) <> 'NULL_VALUE'
          AND CASE
            WHEN TYPEOF(TO_VARIANT(GET(opsgen_item_1, 'tags'))) = 'ARRAY'
            THEN GET(opsgen_item_1, 'tags')
          END IS NULL
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

-- schema: products[].tags[]
SELECT
  COUNT(
    CASE
      WHEN ARRAY_SIZE(
        FILTER(
          AS_ARRAY(TO_VARIANT("products")),
          opsgen_item_1 -> ARRAY_SIZE(
            FILTER(
              AS_ARRAY(TO_VARIANT(GET(opsgen_item_1, 'tags'))),
              opsgen_item_2 -> TYPEOF(TO_VARIANT(opsgen_item_2)) <> 'NULL_VALUE'
              AND AS_VARCHAR(opsgen_item_2) IS NULL
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

-- address.it's city.required: broken
SELECT
  COUNT(
    CASE
      WHEN TYPEOF(TO_VARIANT("address")) = 'OBJECT'
      AND (
        GET("address", 'it\'s city') IS NULL
        OR NOT TYPEOF(TO_VARIANT(GET("address", 'it\'s city'))) <> 'NULL_VALUE'
      )
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
  COUNT(CASE WHEN LENGTH(AS_VARCHAR(GET("address", 'it\'s city'))) > 9 THEN 1 END)
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
      WHEN ARRAY_SIZE(
        FILTER(
          AS_ARRAY(TO_VARIANT("products")),
          opsgen_item_1 -> opsgen_item_1 IS NULL OR NOT TYPEOF(TO_VARIANT(opsgen_item_1)) <> 'NULL_VALUE'
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

-- products[].sku.required: broken
SELECT
  COUNT(
    CASE
      WHEN ARRAY_SIZE(
        FILTER(
          AS_ARRAY(TO_VARIANT("products")),
          opsgen_item_1 -> TYPEOF(TO_VARIANT(opsgen_item_1)) = 'OBJECT'
          AND (
            GET(opsgen_item_1, 'sku') IS NULL
            OR NOT TYPEOF(TO_VARIANT(GET(opsgen_item_1, 'sku'))) <> 'NULL_VALUE'
          )
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
      WHEN ARRAY_SIZE(
        FILTER(
          AS_ARRAY(TO_VARIANT("products")),
          opsgen_item_1 -> NOT REGEXP_LIKE(AS_VARCHAR(GET(opsgen_item_1, 'sku')), '[a-z]+')
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
      WHEN ARRAY_SIZE(
        FILTER(
          AS_ARRAY(TO_VARIANT("products")),
          opsgen_item_1 -> AS_INTEGER(GET(opsgen_item_1, 'n')) < 1
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

-- products[].price.min: broken
SELECT
  COUNT(
    CASE
      WHEN ARRAY_SIZE(
        FILTER(
          AS_ARRAY(TO_VARIANT("products")),
          opsgen_item_1 -> AS_DOUBLE(GET(opsgen_item_1, 'price')) < 0
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
      WHEN ARRAY_SIZE(
        FILTER(
          AS_ARRAY(TO_VARIANT("products")),
          opsgen_item_1 -> NOT AS_BOOLEAN(GET(opsgen_item_1, 'sold')) IN (TRUE)
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
      WHEN ARRAY_SIZE(
        FILTER(
          AS_ARRAY(TO_VARIANT("products")),
          opsgen_item_1 -> COALESCE(
            AS_DATE(GET(opsgen_item_1, 'day')),
            TRY_TO_DATE(AS_VARCHAR(GET(opsgen_item_1, 'day')))
          ) < CAST('2024-01-31' AS DATE)
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
      WHEN ARRAY_SIZE(
        FILTER(
          AS_ARRAY(TO_VARIANT("products")),
          opsgen_item_1 -> COALESCE(
            AS_TIMESTAMP_NTZ(GET(opsgen_item_1, 'at')),
            TRY_TO_TIMESTAMP_NTZ(AS_VARCHAR(GET(opsgen_item_1, 'at')))
          ) > CAST('2024-01-31 12:00:00' AS TIMESTAMP)
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
      WHEN ARRAY_SIZE(
        FILTER(
          AS_ARRAY(TO_VARIANT("products")),
          opsgen_item_1 -> ARRAY_SIZE(
            FILTER(
              AS_ARRAY(TO_VARIANT(GET(opsgen_item_1, 'tags'))),
              opsgen_item_2 -> LENGTH(AS_VARCHAR(opsgen_item_2)) > 20
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
  ARRAY_SIZE(
    FILTER(
      AS_ARRAY(TO_VARIANT("products")),
      opsgen_item_1 -> ARRAY_SIZE(
        FILTER(
          AS_ARRAY(TO_VARIANT(GET(opsgen_item_1, 'tags'))),
          opsgen_item_2 -> LENGTH(AS_VARCHAR(opsgen_item_2)) > 20
        )
      ) > 0
    )
  ) > 0;

-- not_null(products[].price): broken
SELECT
  COUNT(
    CASE
      WHEN "id" > 1
      AND ARRAY_SIZE(
        FILTER(
          AS_ARRAY(TO_VARIANT("products")),
          opsgen_item_1 -> TYPEOF(TO_VARIANT(opsgen_item_1)) = 'OBJECT'
          AND (
            GET(opsgen_item_1, 'price') IS NULL
            OR NOT TYPEOF(TO_VARIANT(GET(opsgen_item_1, 'price'))) <> 'NULL_VALUE'
          )
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
    AS_VARCHAR(GET("address", 'it\'s city')) AS "address_it_s_city",
    COUNT(*) AS times
  FROM (
    SELECT
      "id",
      "address",
      "products"
    FROM shop.data
  ) AS data
  WHERE
    NOT AS_VARCHAR(GET("address", 'it\'s city')) IS NULL
  GROUP BY
    AS_VARCHAR(GET("address", 'it\'s city'))
  HAVING
    COUNT(*) > 1
) AS repeated;

-- distinct_count(address.it's city): value
SELECT
  COUNT(DISTINCT AS_VARCHAR(GET("address", 'it\'s city')))
FROM (
  SELECT
    "id",
    "address",
    "products"
  FROM shop.data
) AS data;
