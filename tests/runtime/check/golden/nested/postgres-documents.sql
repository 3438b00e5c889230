-- schema: address
SELECT
  COUNT(
    CASE
      WHEN JSONB_TYPEOF(CAST("address" AS JSONB)) <> 'null'
      AND CASE
        WHEN JSONB_TYPEOF(CAST("address" AS JSONB)) = 'object'
        THEN CAST("address" AS JSONB)
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

-- schema: address.it's city
SELECT
  COUNT(
    CASE
      WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(CAST("address" AS JSONB), 'it''s city')) <> 'null'
      AND CASE
        WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(CAST("address" AS JSONB), 'it''s city')) = 'string'
        THEN JSONB_EXTRACT_PATH(CAST("address" AS JSONB), 'it''s city') #>> '{}'
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
      WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) <> 'null'
      AND CASE
        WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) = 'array'
        THEN CAST("products" AS JSONB)
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

-- schema: products[]
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM JSONB_ARRAY_ELEMENTS(
          CASE
            WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) = 'array'
            THEN CAST("products" AS JSONB)
          END
        ) AS opsgen_item_1(opsgen_item_1)
        WHERE
          JSONB_TYPEOF(opsgen_item_1) <> 'null'
          AND CASE WHEN JSONB_TYPEOF(opsgen_item_1) = 'object' THEN opsgen_item_1 END IS NULL
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

-- schema: products[].sku
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM JSONB_ARRAY_ELEMENTS(
          CASE
            WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) = 'array'
            THEN CAST("products" AS JSONB)
          END
        ) AS opsgen_item_1(opsgen_item_1)
        WHERE
          JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'sku')) <> 'null'
          AND CASE
            WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'sku')) = 'string'
            THEN JSONB_EXTRACT_PATH(opsgen_item_1, 'sku') #>> '{}'
          END IS NULL
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

-- schema: products[].n
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM JSONB_ARRAY_ELEMENTS(
          CASE
            WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) = 'array'
            THEN CAST("products" AS JSONB)
          END
        ) AS opsgen_item_1(opsgen_item_1)
        WHERE
          JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'n')) <> 'null'
          AND CASE
            WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'n')) = 'number'
            THEN CASE
              WHEN (
                CAST(JSONB_EXTRACT_PATH(opsgen_item_1, 'n') #>> '{}' AS DECIMAL) % 1
              ) = 0
              THEN CAST(JSONB_EXTRACT_PATH(opsgen_item_1, 'n') #>> '{}' AS DECIMAL)
            END
          END IS NULL
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

-- schema: products[].price
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM JSONB_ARRAY_ELEMENTS(
          CASE
            WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) = 'array'
            THEN CAST("products" AS JSONB)
          END
        ) AS opsgen_item_1(opsgen_item_1)
        WHERE
          JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'price')) <> 'null'
          AND CASE
            WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'price')) = 'number'
            THEN CAST(JSONB_EXTRACT_PATH(opsgen_item_1, 'price') #>> '{}' AS DECIMAL)
          END IS NULL
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

-- schema: products[].sold
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM JSONB_ARRAY_ELEMENTS(
          CASE
            WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) = 'array'
            THEN CAST("products" AS JSONB)
          END
        ) AS opsgen_item_1(opsgen_item_1)
        WHERE
          JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'sold')) <> 'null'
          AND CASE
            WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'sold')) = 'boolean'
            THEN CAST(JSONB_EXTRACT_PATH(opsgen_item_1, 'sold') #>> '{}' AS BOOLEAN)
          END IS NULL
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

-- schema: products[].day
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM JSONB_ARRAY_ELEMENTS(
          CASE
            WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) = 'array'
            THEN CAST("products" AS JSONB)
          END
        ) AS opsgen_item_1(opsgen_item_1)
        WHERE
          JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'day')) <> 'null'
          AND CASE
            WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'day')) = 'string'
            AND NOT JSONB_PATH_QUERY_FIRST(
              TO_JSONB(
                REGEXP_REPLACE(JSONB_EXTRACT_PATH(opsgen_item_1, 'day') #>> '{}', '[Zz]$', '+00')
              ),
              '$ ? (@ like_regex "^[0-9-]+$").datetime()',
              '{}',
              TRUE
            ) IS NULL
            THEN CAST(JSONB_EXTRACT_PATH(opsgen_item_1, 'day') #>> '{}' AS DATE)
          END IS NULL
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

-- schema: products[].at
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM JSONB_ARRAY_ELEMENTS(
          CASE
            WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) = 'array'
            THEN CAST("products" AS JSONB)
          END
        ) AS opsgen_item_1(opsgen_item_1)
        WHERE
          JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'at')) <> 'null'
          AND CASE
            WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'at')) = 'string'
            AND NOT JSONB_PATH_QUERY_FIRST(
              TO_JSONB(REGEXP_REPLACE(JSONB_EXTRACT_PATH(opsgen_item_1, 'at') #>> '{}', '[Zz]$', '+00')),
              '$ ? (@ like_regex "^[0-9]{4}-").datetime()',
              '{}',
              TRUE
            ) IS NULL
            THEN CAST(JSONB_EXTRACT_PATH(opsgen_item_1, 'at') #>> '{}' AS TIMESTAMPTZ) AT TIME ZONE 'UTC'
          END IS NULL
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

-- schema: products[].tags
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM JSONB_ARRAY_ELEMENTS(
          CASE
            WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) = 'array'
            THEN CAST("products" AS JSONB)
          END
        ) AS opsgen_item_1(opsgen_item_1)
        WHERE
          JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'tags')) <> 'null'
          AND CASE
            WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'tags')) = 'array'
            THEN JSONB_EXTRACT_PATH(opsgen_item_1, 'tags')
          END IS NULL
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

-- schema: products[].tags[]
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM JSONB_ARRAY_ELEMENTS(
          CASE
            WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) = 'array'
            THEN CAST("products" AS JSONB)
          END
        ) AS opsgen_item_1(opsgen_item_1)
        WHERE
          EXISTS(
            SELECT
              1
            FROM JSONB_ARRAY_ELEMENTS(
              CASE
                WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'tags')) = 'array'
                THEN JSONB_EXTRACT_PATH(opsgen_item_1, 'tags')
              END
            ) AS opsgen_item_2(opsgen_item_2)
            WHERE
              JSONB_TYPEOF(opsgen_item_2) <> 'null'
              AND CASE WHEN JSONB_TYPEOF(opsgen_item_2) = 'string' THEN opsgen_item_2 #>> '{}' END IS NULL
          )
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

-- address.it's city.required: broken
SELECT
  COUNT(
    CASE
      WHEN JSONB_TYPEOF(CAST("address" AS JSONB)) = 'object'
      AND (
        JSONB_EXTRACT_PATH(CAST("address" AS JSONB), 'it''s city') IS NULL
        OR NOT JSONB_TYPEOF(JSONB_EXTRACT_PATH(CAST("address" AS JSONB), 'it''s city')) <> 'null'
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
        CAST(CASE
          WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(CAST("address" AS JSONB), 'it''s city')) = 'string'
          THEN JSONB_EXTRACT_PATH(CAST("address" AS JSONB), 'it''s city') #>> '{}'
        END AS TEXT) COLLATE "C"
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
      WHEN EXISTS(
        SELECT
          1
        FROM JSONB_ARRAY_ELEMENTS(
          CASE
            WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) = 'array'
            THEN CAST("products" AS JSONB)
          END
        ) AS opsgen_item_1(opsgen_item_1)
        WHERE
          opsgen_item_1 IS NULL OR NOT JSONB_TYPEOF(opsgen_item_1) <> 'null'
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

-- products[].sku.required: broken
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM JSONB_ARRAY_ELEMENTS(
          CASE
            WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) = 'array'
            THEN CAST("products" AS JSONB)
          END
        ) AS opsgen_item_1(opsgen_item_1)
        WHERE
          JSONB_TYPEOF(opsgen_item_1) = 'object'
          AND (
            JSONB_EXTRACT_PATH(opsgen_item_1, 'sku') IS NULL
            OR NOT JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'sku')) <> 'null'
          )
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

-- products[].sku.pattern: broken
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM JSONB_ARRAY_ELEMENTS(
          CASE
            WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) = 'array'
            THEN CAST("products" AS JSONB)
          END
        ) AS opsgen_item_1(opsgen_item_1)
        WHERE
          NOT CAST(CASE
            WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'sku')) = 'string'
            THEN JSONB_EXTRACT_PATH(opsgen_item_1, 'sku') #>> '{}'
          END AS TEXT) COLLATE "C" ~ '^([a-z]+)$'
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

-- products[].n.min: broken
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM JSONB_ARRAY_ELEMENTS(
          CASE
            WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) = 'array'
            THEN CAST("products" AS JSONB)
          END
        ) AS opsgen_item_1(opsgen_item_1)
        WHERE
          CASE
            WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'n')) = 'number'
            THEN CASE
              WHEN (
                CAST(JSONB_EXTRACT_PATH(opsgen_item_1, 'n') #>> '{}' AS DECIMAL) % 1
              ) = 0
              THEN CAST(JSONB_EXTRACT_PATH(opsgen_item_1, 'n') #>> '{}' AS DECIMAL)
            END
          END < 1
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

-- products[].price.min: broken
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM JSONB_ARRAY_ELEMENTS(
          CASE
            WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) = 'array'
            THEN CAST("products" AS JSONB)
          END
        ) AS opsgen_item_1(opsgen_item_1)
        WHERE
          CASE
            WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'price')) = 'number'
            THEN CAST(JSONB_EXTRACT_PATH(opsgen_item_1, 'price') #>> '{}' AS DECIMAL)
          END < 0
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

-- products[].sold.allowed: broken
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM JSONB_ARRAY_ELEMENTS(
          CASE
            WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) = 'array'
            THEN CAST("products" AS JSONB)
          END
        ) AS opsgen_item_1(opsgen_item_1)
        WHERE
          NOT CASE
            WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'sold')) = 'boolean'
            THEN CAST(JSONB_EXTRACT_PATH(opsgen_item_1, 'sold') #>> '{}' AS BOOLEAN)
          END IN (TRUE)
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

-- products[].day.min: broken
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM JSONB_ARRAY_ELEMENTS(
          CASE
            WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) = 'array'
            THEN CAST("products" AS JSONB)
          END
        ) AS opsgen_item_1(opsgen_item_1)
        WHERE
          CASE
            WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'day')) = 'string'
            AND NOT JSONB_PATH_QUERY_FIRST(
              TO_JSONB(
                REGEXP_REPLACE(JSONB_EXTRACT_PATH(opsgen_item_1, 'day') #>> '{}', '[Zz]$', '+00')
              ),
              '$ ? (@ like_regex "^[0-9-]+$").datetime()',
              '{}',
              TRUE
            ) IS NULL
            THEN CAST(JSONB_EXTRACT_PATH(opsgen_item_1, 'day') #>> '{}' AS DATE)
          END < CAST('2024-01-31' AS DATE)
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

-- products[].at.max: broken
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM JSONB_ARRAY_ELEMENTS(
          CASE
            WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) = 'array'
            THEN CAST("products" AS JSONB)
          END
        ) AS opsgen_item_1(opsgen_item_1)
        WHERE
          CASE
            WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'at')) = 'string'
            AND NOT JSONB_PATH_QUERY_FIRST(
              TO_JSONB(REGEXP_REPLACE(JSONB_EXTRACT_PATH(opsgen_item_1, 'at') #>> '{}', '[Zz]$', '+00')),
              '$ ? (@ like_regex "^[0-9]{4}-").datetime()',
              '{}',
              TRUE
            ) IS NULL
            THEN CAST(JSONB_EXTRACT_PATH(opsgen_item_1, 'at') #>> '{}' AS TIMESTAMPTZ) AT TIME ZONE 'UTC'
          END > CAST('2024-01-31 12:00:00' AS TIMESTAMP)
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

-- products[].tags[].max_length: broken
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM JSONB_ARRAY_ELEMENTS(
          CASE
            WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) = 'array'
            THEN CAST("products" AS JSONB)
          END
        ) AS opsgen_item_1(opsgen_item_1)
        WHERE
          EXISTS(
            SELECT
              1
            FROM JSONB_ARRAY_ELEMENTS(
              CASE
                WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'tags')) = 'array'
                THEN JSONB_EXTRACT_PATH(opsgen_item_1, 'tags')
              END
            ) AS opsgen_item_2(opsgen_item_2)
            WHERE
              LENGTH(
                CAST(CASE WHEN JSONB_TYPEOF(opsgen_item_2) = 'string' THEN opsgen_item_2 #>> '{}' END AS TEXT) COLLATE "C"
              ) > 20
          )
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
  EXISTS(
    SELECT
      1
    FROM JSONB_ARRAY_ELEMENTS(
      CASE
        WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) = 'array'
        THEN CAST("products" AS JSONB)
      END
    ) AS opsgen_item_1(opsgen_item_1)
    WHERE
      EXISTS(
        SELECT
          1
        FROM JSONB_ARRAY_ELEMENTS(
          CASE
            WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'tags')) = 'array'
            THEN JSONB_EXTRACT_PATH(opsgen_item_1, 'tags')
          END
        ) AS opsgen_item_2(opsgen_item_2)
        WHERE
          LENGTH(
            CAST(CASE WHEN JSONB_TYPEOF(opsgen_item_2) = 'string' THEN opsgen_item_2 #>> '{}' END AS TEXT) COLLATE "C"
          ) > 20
      )
  );

-- not_null(products[].price): broken
SELECT
  COUNT(
    CASE
      WHEN "id" > 1
      AND EXISTS(
        SELECT
          1
        FROM JSONB_ARRAY_ELEMENTS(
          CASE
            WHEN JSONB_TYPEOF(CAST("products" AS JSONB)) = 'array'
            THEN CAST("products" AS JSONB)
          END
        ) AS opsgen_item_1(opsgen_item_1)
        WHERE
          JSONB_TYPEOF(opsgen_item_1) = 'object'
          AND (
            JSONB_EXTRACT_PATH(opsgen_item_1, 'price') IS NULL
            OR NOT JSONB_TYPEOF(JSONB_EXTRACT_PATH(opsgen_item_1, 'price')) <> 'null'
          )
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

-- mean(id): value
SELECT
  AVG(CAST("id" AS DOUBLE PRECISION))
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
      WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(CAST("address" AS JSONB), 'it''s city')) = 'string'
      THEN JSONB_EXTRACT_PATH(CAST("address" AS JSONB), 'it''s city') #>> '{}'
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
      WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(CAST("address" AS JSONB), 'it''s city')) = 'string'
      THEN JSONB_EXTRACT_PATH(CAST("address" AS JSONB), 'it''s city') #>> '{}'
    END IS NULL
  GROUP BY
    CASE
      WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(CAST("address" AS JSONB), 'it''s city')) = 'string'
      THEN JSONB_EXTRACT_PATH(CAST("address" AS JSONB), 'it''s city') #>> '{}'
    END
  HAVING
    COUNT(*) > 1
) AS repeated;

-- distinct_count(address.it's city): value
SELECT
  COUNT(
    DISTINCT CASE
      WHEN JSONB_TYPEOF(JSONB_EXTRACT_PATH(CAST("address" AS JSONB), 'it''s city')) = 'string'
      THEN JSONB_EXTRACT_PATH(CAST("address" AS JSONB), 'it''s city') #>> '{}'
    END
  )
FROM (
  SELECT
    "id",
    "address",
    "products"
  FROM shop.data
) AS data;
