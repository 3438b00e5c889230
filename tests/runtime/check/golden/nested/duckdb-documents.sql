-- schema: address
SELECT
  COUNT(
    CASE
      WHEN JSON_TYPE("address") <> 'NULL'
      AND CASE WHEN JSON_TYPE("address") IN ('OBJECT') THEN "address" END IS NULL
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
      WHEN JSON_TYPE(JSON_EXTRACT("address", '/it''s city')) <> 'NULL'
      AND CASE
        WHEN JSON_TYPE(JSON_EXTRACT("address", '/it''s city')) IN ('VARCHAR')
        THEN JSON_EXTRACT_STRING(JSON_EXTRACT("address", '/it''s city'), '$')
      END IS NULL
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
      WHEN JSON_TYPE("products") <> 'NULL'
      AND CASE WHEN JSON_TYPE("products") IN ('ARRAY') THEN "products" END IS NULL
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
      WHEN LEN(
        LIST_FILTER(
          CAST(CASE WHEN JSON_TYPE("products") = 'ARRAY' THEN "products" END AS JSON[]),
          LAMBDA opsgen_item_1 : JSON_TYPE(opsgen_item_1) <> 'NULL'
          AND CASE WHEN JSON_TYPE(opsgen_item_1) IN ('OBJECT') THEN opsgen_item_1 END IS NULL
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
      WHEN LEN(
        LIST_FILTER(
          CAST(CASE WHEN JSON_TYPE("products") = 'ARRAY' THEN "products" END AS JSON[]),
          LAMBDA opsgen_item_1 : JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/sku')) <> 'NULL'
          AND CASE
            WHEN JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/sku')) IN ('VARCHAR')
            THEN JSON_EXTRACT_STRING(JSON_EXTRACT(opsgen_item_1, '/sku'), '$')
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

-- schema: products[].n
SELECT
  COUNT(
    CASE
      WHEN LEN(
        LIST_FILTER(
          CAST(CASE WHEN JSON_TYPE("products") = 'ARRAY' THEN "products" END AS JSON[]),
          LAMBDA opsgen_item_1 : JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/n')) <> 'NULL'
          AND CASE
            WHEN JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/n')) IN ('BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE')
            THEN CASE
              WHEN NOT CONTAINS(CAST(JSON_EXTRACT(opsgen_item_1, '/n') AS TEXT), '_')
              THEN CASE
                WHEN TRY_CAST(CAST(JSON_EXTRACT(opsgen_item_1, '/n') AS TEXT) AS DECIMAL(38, 18)) = TRY_CAST(CAST(JSON_EXTRACT(opsgen_item_1, '/n') AS TEXT) AS BIGINT)
                THEN TRY_CAST(CAST(JSON_EXTRACT(opsgen_item_1, '/n') AS TEXT) AS BIGINT)
              END
            END
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

-- schema: products[].price
SELECT
  COUNT(
    CASE
      WHEN LEN(
        LIST_FILTER(
          CAST(CASE WHEN JSON_TYPE("products") = 'ARRAY' THEN "products" END AS JSON[]),
          LAMBDA opsgen_item_1 : JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/price')) <> 'NULL'
          AND CASE
            WHEN JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/price')) IN ('BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE')
            THEN CASE
              WHEN NOT CONTAINS(CAST(JSON_EXTRACT(opsgen_item_1, '/price') AS TEXT), '_')
              THEN TRY_CAST(CAST(JSON_EXTRACT(opsgen_item_1, '/price') AS TEXT) AS DOUBLE)
            END
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

-- schema: products[].sold
SELECT
  COUNT(
    CASE
      WHEN LEN(
        LIST_FILTER(
          CAST(CASE WHEN JSON_TYPE("products") = 'ARRAY' THEN "products" END AS JSON[]),
          LAMBDA opsgen_item_1 : JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/sold')) <> 'NULL'
          AND CASE
            WHEN JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/sold')) IN ('BOOLEAN')
            THEN TRY_CAST(CAST(JSON_EXTRACT(opsgen_item_1, '/sold') AS TEXT) AS BOOLEAN)
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

-- schema: products[].day
SELECT
  COUNT(
    CASE
      WHEN LEN(
        LIST_FILTER(
          CAST(CASE WHEN JSON_TYPE("products") = 'ARRAY' THEN "products" END AS JSON[]),
          LAMBDA opsgen_item_1 : JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/day')) <> 'NULL'
          AND CASE
            WHEN JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/day')) IN ('VARCHAR')
            THEN CASE
              WHEN REGEXP_FULL_MATCH(
                JSON_EXTRACT_STRING(JSON_EXTRACT(opsgen_item_1, '/day'), '$'),
                '\s*[0-9]{4,6}-[0-9]{2}-[0-9]{2}\s*'
              )
              THEN TRY_CAST(JSON_EXTRACT_STRING(JSON_EXTRACT(opsgen_item_1, '/day'), '$') AS DATE)
            END
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

-- schema: products[].at
SELECT
  COUNT(
    CASE
      WHEN LEN(
        LIST_FILTER(
          CAST(CASE WHEN JSON_TYPE("products") = 'ARRAY' THEN "products" END AS JSON[]),
          LAMBDA opsgen_item_1 : JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/at')) <> 'NULL'
          AND CASE
            WHEN JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/at')) IN ('VARCHAR')
            THEN CASE
              WHEN REGEXP_FULL_MATCH(
                JSON_EXTRACT_STRING(JSON_EXTRACT(opsgen_item_1, '/at'), '$'),
                '\s*[0-9]{4,6}-[0-9]{2}-[0-9]{2}([Tt ]\s*[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?\s*([Zz]|UTC|[+-][0-9]{2}(:?[0-9]{2})?)?)?\s*'
              )
              THEN TRY_CAST(JSON_EXTRACT_STRING(JSON_EXTRACT(opsgen_item_1, '/at'), '$') AS TIMESTAMPTZ) AT TIME ZONE 'UTC'
            END
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

-- schema: products[].tags
SELECT
  COUNT(
    CASE
      WHEN LEN(
        LIST_FILTER(
          CAST(CASE WHEN JSON_TYPE("products") = 'ARRAY' THEN "products" END AS JSON[]),
          LAMBDA opsgen_item_1 : JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/tags')) <> 'NULL'
          AND CASE
            WHEN JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/tags')) IN ('ARRAY')
            THEN JSON_EXTRACT(opsgen_item_1, '/tags')
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
      WHEN LEN(
        LIST_FILTER(
          CAST(CASE WHEN JSON_TYPE("products") = 'ARRAY' THEN "products" END AS JSON[]),
          LAMBDA opsgen_item_1 : LEN(
            LIST_FILTER(
              CAST(CASE
                WHEN JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/tags')) = 'ARRAY'
                THEN JSON_EXTRACT(opsgen_item_1, '/tags')
              END AS JSON[]),
              LAMBDA opsgen_item_2 : JSON_TYPE(opsgen_item_2) <> 'NULL'
              AND CASE
                WHEN JSON_TYPE(opsgen_item_2) IN ('VARCHAR')
                THEN JSON_EXTRACT_STRING(opsgen_item_2, '$')
              END IS NULL
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
      WHEN JSON_TYPE("address") = 'OBJECT'
      AND (
        JSON_EXTRACT("address", '/it''s city') IS NULL
        OR NOT JSON_TYPE(JSON_EXTRACT("address", '/it''s city')) <> 'NULL'
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
  COUNT(
    CASE
      WHEN LENGTH(
        CASE
          WHEN JSON_TYPE(JSON_EXTRACT("address", '/it''s city')) IN ('VARCHAR')
          THEN JSON_EXTRACT_STRING(JSON_EXTRACT("address", '/it''s city'), '$')
        END
      ) > 9
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
      WHEN LEN(
        LIST_FILTER(
          CAST(CASE WHEN JSON_TYPE("products") = 'ARRAY' THEN "products" END AS JSON[]),
          LAMBDA opsgen_item_1 : opsgen_item_1 IS NULL OR NOT JSON_TYPE(opsgen_item_1) <> 'NULL'
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
      WHEN LEN(
        LIST_FILTER(
          CAST(CASE WHEN JSON_TYPE("products") = 'ARRAY' THEN "products" END AS JSON[]),
          LAMBDA opsgen_item_1 : JSON_TYPE(opsgen_item_1) = 'OBJECT'
          AND (
            JSON_EXTRACT(opsgen_item_1, '/sku') IS NULL
            OR NOT JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/sku')) <> 'NULL'
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
      WHEN LEN(
        LIST_FILTER(
          CAST(CASE WHEN JSON_TYPE("products") = 'ARRAY' THEN "products" END AS JSON[]),
          LAMBDA opsgen_item_1 : NOT REGEXP_FULL_MATCH(
            CASE
              WHEN JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/sku')) IN ('VARCHAR')
              THEN JSON_EXTRACT_STRING(JSON_EXTRACT(opsgen_item_1, '/sku'), '$')
            END,
            '[a-z]+'
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

-- products[].n.min: broken
SELECT
  COUNT(
    CASE
      WHEN LEN(
        LIST_FILTER(
          CAST(CASE WHEN JSON_TYPE("products") = 'ARRAY' THEN "products" END AS JSON[]),
          LAMBDA opsgen_item_1 : CASE
            WHEN JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/n')) IN ('BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE')
            THEN CASE
              WHEN NOT CONTAINS(CAST(JSON_EXTRACT(opsgen_item_1, '/n') AS TEXT), '_')
              THEN CASE
                WHEN TRY_CAST(CAST(JSON_EXTRACT(opsgen_item_1, '/n') AS TEXT) AS DECIMAL(38, 18)) = TRY_CAST(CAST(JSON_EXTRACT(opsgen_item_1, '/n') AS TEXT) AS BIGINT)
                THEN TRY_CAST(CAST(JSON_EXTRACT(opsgen_item_1, '/n') AS TEXT) AS BIGINT)
              END
            END
          END < 1
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
      WHEN LEN(
        LIST_FILTER(
          CAST(CASE WHEN JSON_TYPE("products") = 'ARRAY' THEN "products" END AS JSON[]),
          LAMBDA opsgen_item_1 : CASE
            WHEN JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/price')) IN ('BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE')
            THEN CASE
              WHEN NOT CONTAINS(CAST(JSON_EXTRACT(opsgen_item_1, '/price') AS TEXT), '_')
              THEN TRY_CAST(CAST(JSON_EXTRACT(opsgen_item_1, '/price') AS TEXT) AS DOUBLE)
            END
          END < 0
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
          CAST(CASE WHEN JSON_TYPE("products") = 'ARRAY' THEN "products" END AS JSON[]),
          LAMBDA opsgen_item_1 : NOT CASE
            WHEN JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/sold')) IN ('BOOLEAN')
            THEN TRY_CAST(CAST(JSON_EXTRACT(opsgen_item_1, '/sold') AS TEXT) AS BOOLEAN)
          END IN (TRUE)
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
          CAST(CASE WHEN JSON_TYPE("products") = 'ARRAY' THEN "products" END AS JSON[]),
          LAMBDA opsgen_item_1 : CASE
            WHEN JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/day')) IN ('VARCHAR')
            THEN CASE
              WHEN REGEXP_FULL_MATCH(
                JSON_EXTRACT_STRING(JSON_EXTRACT(opsgen_item_1, '/day'), '$'),
                '\s*[0-9]{4,6}-[0-9]{2}-[0-9]{2}\s*'
              )
              THEN TRY_CAST(JSON_EXTRACT_STRING(JSON_EXTRACT(opsgen_item_1, '/day'), '$') AS DATE)
            END
          END < CAST('2024-01-31' AS DATE)
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
          CAST(CASE WHEN JSON_TYPE("products") = 'ARRAY' THEN "products" END AS JSON[]),
          LAMBDA opsgen_item_1 : CASE
            WHEN JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/at')) IN ('VARCHAR')
            THEN CASE
              WHEN REGEXP_FULL_MATCH(
                JSON_EXTRACT_STRING(JSON_EXTRACT(opsgen_item_1, '/at'), '$'),
                '\s*[0-9]{4,6}-[0-9]{2}-[0-9]{2}([Tt ]\s*[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?\s*([Zz]|UTC|[+-][0-9]{2}(:?[0-9]{2})?)?)?\s*'
              )
              THEN TRY_CAST(JSON_EXTRACT_STRING(JSON_EXTRACT(opsgen_item_1, '/at'), '$') AS TIMESTAMPTZ) AT TIME ZONE 'UTC'
            END
          END > CAST('2024-01-31 12:00:00' AS TIMESTAMP)
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
          CAST(CASE WHEN JSON_TYPE("products") = 'ARRAY' THEN "products" END AS JSON[]),
          LAMBDA opsgen_item_1 : LEN(
            LIST_FILTER(
              CAST(CASE
                WHEN JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/tags')) = 'ARRAY'
                THEN JSON_EXTRACT(opsgen_item_1, '/tags')
              END AS JSON[]),
              LAMBDA opsgen_item_2 : LENGTH(
                CASE
                  WHEN JSON_TYPE(opsgen_item_2) IN ('VARCHAR')
                  THEN JSON_EXTRACT_STRING(opsgen_item_2, '$')
                END
              ) > 20
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
      CAST(CASE WHEN JSON_TYPE("products") = 'ARRAY' THEN "products" END AS JSON[]),
      LAMBDA opsgen_item_1 : LEN(
        LIST_FILTER(
          CAST(CASE
            WHEN JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/tags')) = 'ARRAY'
            THEN JSON_EXTRACT(opsgen_item_1, '/tags')
          END AS JSON[]),
          LAMBDA opsgen_item_2 : LENGTH(
            CASE
              WHEN JSON_TYPE(opsgen_item_2) IN ('VARCHAR')
              THEN JSON_EXTRACT_STRING(opsgen_item_2, '$')
            END
          ) > 20
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
          CAST(CASE WHEN JSON_TYPE("products") = 'ARRAY' THEN "products" END AS JSON[]),
          LAMBDA opsgen_item_1 : JSON_TYPE(opsgen_item_1) = 'OBJECT'
          AND (
            JSON_EXTRACT(opsgen_item_1, '/price') IS NULL
            OR NOT JSON_TYPE(JSON_EXTRACT(opsgen_item_1, '/price')) <> 'NULL'
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
    CASE
      WHEN JSON_TYPE(JSON_EXTRACT("address", '/it''s city')) IN ('VARCHAR')
      THEN JSON_EXTRACT_STRING(JSON_EXTRACT("address", '/it''s city'), '$')
    END AS "address_it_s_city",
    COUNT(*) AS times
  FROM (
    SELECT
      "id",
      "address",
      "products"
    FROM shop.data
  ) AS data
  WHERE
    NOT CASE
      WHEN JSON_TYPE(JSON_EXTRACT("address", '/it''s city')) IN ('VARCHAR')
      THEN JSON_EXTRACT_STRING(JSON_EXTRACT("address", '/it''s city'), '$')
    END IS NULL
  GROUP BY
    CASE
      WHEN JSON_TYPE(JSON_EXTRACT("address", '/it''s city')) IN ('VARCHAR')
      THEN JSON_EXTRACT_STRING(JSON_EXTRACT("address", '/it''s city'), '$')
    END
  HAVING
    COUNT(*) > 1
) AS repeated;

-- distinct_count(address.it's city): value
SELECT
  COUNT(
    DISTINCT CASE
      WHEN JSON_TYPE(JSON_EXTRACT("address", '/it''s city')) IN ('VARCHAR')
      THEN JSON_EXTRACT_STRING(JSON_EXTRACT("address", '/it''s city'), '$')
    END
  )
FROM (
  SELECT
    "id",
    "address",
    "products"
  FROM shop.data
) AS data;
