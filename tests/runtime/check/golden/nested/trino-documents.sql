-- schema: address
SELECT
  COUNT(
    CASE
      WHEN JSON_FORMAT("address") <> 'null'
      AND CASE WHEN JSON_FORMAT("address") LIKE '{%' THEN "address" END IS NULL
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
      WHEN JSON_FORMAT(JSON_EXTRACT("address", '$["it''s city"]')) <> 'null'
      AND CASE
        WHEN JSON_FORMAT(JSON_EXTRACT("address", '$["it''s city"]')) LIKE '"%'
        THEN CAST(JSON_EXTRACT("address", '$["it''s city"]') AS VARCHAR)
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
      WHEN JSON_FORMAT("products") <> 'null'
      AND CASE WHEN JSON_FORMAT("products") LIKE '[%' THEN "products" END IS NULL
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
      WHEN ANY_MATCH(
        TRY_CAST("products" AS ARRAY(JSON)),
        opsgen_item_1 -> JSON_FORMAT(opsgen_item_1) <> 'null'
        AND CASE WHEN JSON_FORMAT(opsgen_item_1) LIKE '{%' THEN opsgen_item_1 END IS NULL
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
      WHEN ANY_MATCH(
        TRY_CAST("products" AS ARRAY(JSON)),
        opsgen_item_1 -> JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["sku"]')) <> 'null'
        AND CASE
          WHEN JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["sku"]')) LIKE '"%'
          THEN CAST(JSON_EXTRACT(opsgen_item_1, '$["sku"]') AS VARCHAR)
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
      WHEN ANY_MATCH(
        TRY_CAST("products" AS ARRAY(JSON)),
        opsgen_item_1 -> JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["n"]')) <> 'null'
        AND COALESCE(
          TRY_CAST(JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["n"]')) AS BIGINT),
          CASE
            WHEN TRY_CAST(JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["n"]')) AS DOUBLE) = FLOOR(TRY_CAST(JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["n"]')) AS DOUBLE))
            THEN TRY_CAST(TRY_CAST(JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["n"]')) AS DOUBLE) AS BIGINT)
          END
        ) IS NULL
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
      WHEN ANY_MATCH(
        TRY_CAST("products" AS ARRAY(JSON)),
        opsgen_item_1 -> JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["price"]')) <> 'null'
        AND TRY_CAST(JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["price"]')) AS DOUBLE) IS NULL
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
      WHEN ANY_MATCH(
        TRY_CAST("products" AS ARRAY(JSON)),
        opsgen_item_1 -> JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["sold"]')) <> 'null'
        AND CASE
          WHEN JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["sold"]')) IN ('true', 'false')
          THEN CAST(JSON_EXTRACT(opsgen_item_1, '$["sold"]') AS BOOLEAN)
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
      WHEN ANY_MATCH(
        TRY_CAST("products" AS ARRAY(JSON)),
        opsgen_item_1 -> JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["day"]')) <> 'null'
        AND TRY_CAST(CASE
          WHEN JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["day"]')) LIKE '"%'
          THEN CAST(JSON_EXTRACT(opsgen_item_1, '$["day"]') AS VARCHAR)
        END AS DATE) IS NULL
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
      WHEN ANY_MATCH(
        TRY_CAST("products" AS ARRAY(JSON)),
        opsgen_item_1 -> JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["at"]')) <> 'null'
        AND TRY_CAST(CASE
          WHEN JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["at"]')) LIKE '"%'
          THEN CAST(JSON_EXTRACT(opsgen_item_1, '$["at"]') AS VARCHAR)
        END AS TIMESTAMP) IS NULL
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
      WHEN ANY_MATCH(
        TRY_CAST("products" AS ARRAY(JSON)),
        opsgen_item_1 -> JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["tags"]')) <> 'null'
        AND CASE
          WHEN JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["tags"]')) LIKE '[%'
          THEN JSON_EXTRACT(opsgen_item_1, '$["tags"]')
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
      WHEN ANY_MATCH(
        TRY_CAST("products" AS ARRAY(JSON)),
        opsgen_item_1 -> ANY_MATCH(
          TRY_CAST(JSON_EXTRACT(opsgen_item_1, '$["tags"]') AS ARRAY(JSON)),
          opsgen_item_2 -> JSON_FORMAT(opsgen_item_2) <> 'null'
          AND CASE
            WHEN JSON_FORMAT(opsgen_item_2) LIKE '"%'
            THEN CAST(opsgen_item_2 AS VARCHAR)
          END IS NULL
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
      WHEN JSON_FORMAT("address") LIKE '{%'
      AND (
        JSON_EXTRACT("address", '$["it''s city"]') IS NULL
        OR NOT JSON_FORMAT(JSON_EXTRACT("address", '$["it''s city"]')) <> 'null'
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
          WHEN JSON_FORMAT(JSON_EXTRACT("address", '$["it''s city"]')) LIKE '"%'
          THEN CAST(JSON_EXTRACT("address", '$["it''s city"]') AS VARCHAR)
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
      WHEN ANY_MATCH(
        TRY_CAST("products" AS ARRAY(JSON)),
        opsgen_item_1 -> opsgen_item_1 IS NULL OR NOT JSON_FORMAT(opsgen_item_1) <> 'null'
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
      WHEN ANY_MATCH(
        TRY_CAST("products" AS ARRAY(JSON)),
        opsgen_item_1 -> JSON_FORMAT(opsgen_item_1) LIKE '{%'
        AND (
          JSON_EXTRACT(opsgen_item_1, '$["sku"]') IS NULL
          OR NOT JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["sku"]')) <> 'null'
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
      WHEN ANY_MATCH(
        TRY_CAST("products" AS ARRAY(JSON)),
        opsgen_item_1 -> NOT REGEXP_LIKE(
          CASE
            WHEN JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["sku"]')) LIKE '"%'
            THEN CAST(JSON_EXTRACT(opsgen_item_1, '$["sku"]') AS VARCHAR)
          END,
          '\A([a-z]+)\z'
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

-- products[].n.min: broken
SELECT
  COUNT(
    CASE
      WHEN ANY_MATCH(
        TRY_CAST("products" AS ARRAY(JSON)),
        opsgen_item_1 -> COALESCE(
          TRY_CAST(JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["n"]')) AS BIGINT),
          CASE
            WHEN TRY_CAST(JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["n"]')) AS DOUBLE) = FLOOR(TRY_CAST(JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["n"]')) AS DOUBLE))
            THEN TRY_CAST(TRY_CAST(JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["n"]')) AS DOUBLE) AS BIGINT)
          END
        ) < 1
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
      WHEN ANY_MATCH(
        TRY_CAST("products" AS ARRAY(JSON)),
        opsgen_item_1 -> TRY_CAST(JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["price"]')) AS DOUBLE) < 0
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
      WHEN ANY_MATCH(
        TRY_CAST("products" AS ARRAY(JSON)),
        opsgen_item_1 -> NOT CASE
          WHEN JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["sold"]')) IN ('true', 'false')
          THEN CAST(JSON_EXTRACT(opsgen_item_1, '$["sold"]') AS BOOLEAN)
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
      WHEN ANY_MATCH(
        TRY_CAST("products" AS ARRAY(JSON)),
        opsgen_item_1 -> TRY_CAST(CASE
          WHEN JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["day"]')) LIKE '"%'
          THEN CAST(JSON_EXTRACT(opsgen_item_1, '$["day"]') AS VARCHAR)
        END AS DATE) < CAST('2024-01-31' AS DATE)
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
      WHEN ANY_MATCH(
        TRY_CAST("products" AS ARRAY(JSON)),
        opsgen_item_1 -> TRY_CAST(CASE
          WHEN JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["at"]')) LIKE '"%'
          THEN CAST(JSON_EXTRACT(opsgen_item_1, '$["at"]') AS VARCHAR)
        END AS TIMESTAMP) > CAST('2024-01-31 12:00:00' AS TIMESTAMP)
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
      WHEN ANY_MATCH(
        TRY_CAST("products" AS ARRAY(JSON)),
        opsgen_item_1 -> ANY_MATCH(
          TRY_CAST(JSON_EXTRACT(opsgen_item_1, '$["tags"]') AS ARRAY(JSON)),
          opsgen_item_2 -> LENGTH(
            CASE
              WHEN JSON_FORMAT(opsgen_item_2) LIKE '"%'
              THEN CAST(opsgen_item_2 AS VARCHAR)
            END
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
  ANY_MATCH(
    TRY_CAST("products" AS ARRAY(JSON)),
    opsgen_item_1 -> ANY_MATCH(
      TRY_CAST(JSON_EXTRACT(opsgen_item_1, '$["tags"]') AS ARRAY(JSON)),
      opsgen_item_2 -> LENGTH(
        CASE
          WHEN JSON_FORMAT(opsgen_item_2) LIKE '"%'
          THEN CAST(opsgen_item_2 AS VARCHAR)
        END
      ) > 20
    )
  );

-- not_null(products[].price): broken
SELECT
  COUNT(
    CASE
      WHEN "id" > 1
      AND ANY_MATCH(
        TRY_CAST("products" AS ARRAY(JSON)),
        opsgen_item_1 -> JSON_FORMAT(opsgen_item_1) LIKE '{%'
        AND (
          JSON_EXTRACT(opsgen_item_1, '$["price"]') IS NULL
          OR NOT JSON_FORMAT(JSON_EXTRACT(opsgen_item_1, '$["price"]')) <> 'null'
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
      WHEN JSON_FORMAT(JSON_EXTRACT("address", '$["it''s city"]')) LIKE '"%'
      THEN CAST(JSON_EXTRACT("address", '$["it''s city"]') AS VARCHAR)
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
      WHEN JSON_FORMAT(JSON_EXTRACT("address", '$["it''s city"]')) LIKE '"%'
      THEN CAST(JSON_EXTRACT("address", '$["it''s city"]') AS VARCHAR)
    END IS NULL
  GROUP BY
    CASE
      WHEN JSON_FORMAT(JSON_EXTRACT("address", '$["it''s city"]')) LIKE '"%'
      THEN CAST(JSON_EXTRACT("address", '$["it''s city"]') AS VARCHAR)
    END
  HAVING
    COUNT(*) > 1
) AS repeated;

-- distinct_count(address.it's city): value
SELECT
  COUNT(
    DISTINCT CASE
      WHEN JSON_FORMAT(JSON_EXTRACT("address", '$["it''s city"]')) LIKE '"%'
      THEN CAST(JSON_EXTRACT("address", '$["it''s city"]') AS VARCHAR)
    END
  )
FROM (
  SELECT
    "id",
    "address",
    "products"
  FROM shop.data
) AS data;
