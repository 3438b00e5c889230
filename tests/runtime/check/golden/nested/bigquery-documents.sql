-- schema: address
SELECT
  COUNT(
    CASE
      WHEN JSON_TYPE(`address`) <> 'null'
      AND CASE WHEN JSON_TYPE(`address`) = 'object' THEN `address` END IS NULL
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- schema: address.it's city
SELECT
  COUNT(
    CASE
      WHEN JSON_TYPE((
        `address`
      )['it\'s city']) <> 'null'
      AND CASE
        WHEN JSON_TYPE((
          `address`
        )['it\'s city']) = 'string'
        THEN JSON_VALUE((
          `address`
        )['it\'s city'])
      END IS NULL
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- schema: products
SELECT
  COUNT(
    CASE
      WHEN JSON_TYPE(`products`) <> 'null'
      AND CASE WHEN JSON_TYPE(`products`) = 'array' THEN `products` END IS NULL
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- schema: products[]
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM UNNEST(JSON_QUERY_ARRAY(`products`)) AS opsgen_item_1
        WHERE
          JSON_TYPE(opsgen_item_1) <> 'null'
          AND CASE WHEN JSON_TYPE(opsgen_item_1) = 'object' THEN opsgen_item_1 END IS NULL
      )
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- schema: products[].sku
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM UNNEST(JSON_QUERY_ARRAY(`products`)) AS opsgen_item_1
        WHERE
          JSON_TYPE((
            opsgen_item_1
          )['sku']) <> 'null'
          AND CASE
            WHEN JSON_TYPE((
              opsgen_item_1
            )['sku']) = 'string'
            THEN JSON_VALUE((
              opsgen_item_1
            )['sku'])
          END IS NULL
      )
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- schema: products[].n
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM UNNEST(JSON_QUERY_ARRAY(`products`)) AS opsgen_item_1
        WHERE
          JSON_TYPE((
            opsgen_item_1
          )['n']) <> 'null'
          AND SAFE_CAST(CASE
            WHEN JSON_TYPE((
              opsgen_item_1
            )['n']) = 'number'
            THEN JSON_VALUE((
              opsgen_item_1
            )['n'])
          END AS INT64) IS NULL
      )
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- schema: products[].price
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM UNNEST(JSON_QUERY_ARRAY(`products`)) AS opsgen_item_1
        WHERE
          JSON_TYPE((
            opsgen_item_1
          )['price']) <> 'null'
          AND SAFE_CAST(CASE
            WHEN JSON_TYPE((
              opsgen_item_1
            )['price']) = 'number'
            THEN JSON_VALUE((
              opsgen_item_1
            )['price'])
          END AS FLOAT64) IS NULL
      )
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- schema: products[].sold
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM UNNEST(JSON_QUERY_ARRAY(`products`)) AS opsgen_item_1
        WHERE
          JSON_TYPE((
            opsgen_item_1
          )['sold']) <> 'null'
          AND SAFE_CAST(CASE
            WHEN JSON_TYPE((
              opsgen_item_1
            )['sold']) = 'boolean'
            THEN JSON_VALUE((
              opsgen_item_1
            )['sold'])
          END AS BOOL) IS NULL
      )
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- schema: products[].day
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM UNNEST(JSON_QUERY_ARRAY(`products`)) AS opsgen_item_1
        WHERE
          JSON_TYPE((
            opsgen_item_1
          )['day']) <> 'null'
          AND SAFE_CAST(CASE
            WHEN JSON_TYPE((
              opsgen_item_1
            )['day']) = 'string'
            THEN JSON_VALUE((
              opsgen_item_1
            )['day'])
          END AS DATE) IS NULL
      )
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- schema: products[].at
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM UNNEST(JSON_QUERY_ARRAY(`products`)) AS opsgen_item_1
        WHERE
          JSON_TYPE((
            opsgen_item_1
          )['at']) <> 'null'
          AND SAFE_CAST(CASE
            WHEN JSON_TYPE((
              opsgen_item_1
            )['at']) = 'string'
            THEN JSON_VALUE((
              opsgen_item_1
            )['at'])
          END AS DATETIME) IS NULL
      )
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- schema: products[].tags
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM UNNEST(JSON_QUERY_ARRAY(`products`)) AS opsgen_item_1
        WHERE
          JSON_TYPE((
            opsgen_item_1
          )['tags']) <> 'null'
          AND CASE
            WHEN JSON_TYPE((
              opsgen_item_1
            )['tags']) = 'array'
            THEN (
              opsgen_item_1
            )['tags']
          END IS NULL
      )
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- schema: products[].tags[]
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM UNNEST(JSON_QUERY_ARRAY(`products`)) AS opsgen_item_1
        WHERE
          EXISTS(
            SELECT
              1
            FROM UNNEST(JSON_QUERY_ARRAY((
              opsgen_item_1
            )['tags'])) AS opsgen_item_2
            WHERE
              JSON_TYPE(opsgen_item_2) <> 'null'
              AND CASE WHEN JSON_TYPE(opsgen_item_2) = 'string' THEN JSON_VALUE(opsgen_item_2) END IS NULL
          )
      )
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- address.it's city.required: broken
SELECT
  COUNT(
    CASE
      WHEN JSON_TYPE(`address`) = 'object'
      AND (
        (
          `address`
        )['it\'s city'] IS NULL
        OR NOT JSON_TYPE((
          `address`
        )['it\'s city']) <> 'null'
      )
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- address.it's city.max_length: broken
SELECT
  COUNT(
    CASE
      WHEN LENGTH(
        CASE
          WHEN JSON_TYPE((
            `address`
          )['it\'s city']) = 'string'
          THEN JSON_VALUE((
            `address`
          )['it\'s city'])
        END
      ) > 9
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- products[].required: broken
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM UNNEST(JSON_QUERY_ARRAY(`products`)) AS opsgen_item_1
        WHERE
          opsgen_item_1 IS NULL OR NOT JSON_TYPE(opsgen_item_1) <> 'null'
      )
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- products[].sku.required: broken
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM UNNEST(JSON_QUERY_ARRAY(`products`)) AS opsgen_item_1
        WHERE
          JSON_TYPE(opsgen_item_1) = 'object'
          AND (
            (
              opsgen_item_1
            )['sku'] IS NULL
            OR NOT JSON_TYPE((
              opsgen_item_1
            )['sku']) <> 'null'
          )
      )
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- products[].sku.pattern: broken
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM UNNEST(JSON_QUERY_ARRAY(`products`)) AS opsgen_item_1
        WHERE
          NOT REGEXP_CONTAINS(
            CASE
              WHEN JSON_TYPE((
                opsgen_item_1
              )['sku']) = 'string'
              THEN JSON_VALUE((
                opsgen_item_1
              )['sku'])
            END,
            '\\A([a-z]+)\\z'
          )
      )
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- products[].n.min: broken
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM UNNEST(JSON_QUERY_ARRAY(`products`)) AS opsgen_item_1
        WHERE
          SAFE_CAST(CASE
            WHEN JSON_TYPE((
              opsgen_item_1
            )['n']) = 'number'
            THEN JSON_VALUE((
              opsgen_item_1
            )['n'])
          END AS INT64) < 1
      )
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- products[].price.min: broken
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM UNNEST(JSON_QUERY_ARRAY(`products`)) AS opsgen_item_1
        WHERE
          SAFE_CAST(CASE
            WHEN JSON_TYPE((
              opsgen_item_1
            )['price']) = 'number'
            THEN JSON_VALUE((
              opsgen_item_1
            )['price'])
          END AS FLOAT64) < 0
      )
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- products[].sold.allowed: broken
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM UNNEST(JSON_QUERY_ARRAY(`products`)) AS opsgen_item_1
        WHERE
          NOT SAFE_CAST(CASE
            WHEN JSON_TYPE((
              opsgen_item_1
            )['sold']) = 'boolean'
            THEN JSON_VALUE((
              opsgen_item_1
            )['sold'])
          END AS BOOL) IN (TRUE)
      )
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- products[].day.min: broken
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM UNNEST(JSON_QUERY_ARRAY(`products`)) AS opsgen_item_1
        WHERE
          SAFE_CAST(CASE
            WHEN JSON_TYPE((
              opsgen_item_1
            )['day']) = 'string'
            THEN JSON_VALUE((
              opsgen_item_1
            )['day'])
          END AS DATE) < CAST('2024-01-31' AS DATE)
      )
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- products[].at.max: broken
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM UNNEST(JSON_QUERY_ARRAY(`products`)) AS opsgen_item_1
        WHERE
          SAFE_CAST(CASE
            WHEN JSON_TYPE((
              opsgen_item_1
            )['at']) = 'string'
            THEN JSON_VALUE((
              opsgen_item_1
            )['at'])
          END AS DATETIME) > CAST('2024-01-31 12:00:00' AS DATETIME)
      )
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- products[].tags[].max_length: broken
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM UNNEST(JSON_QUERY_ARRAY(`products`)) AS opsgen_item_1
        WHERE
          EXISTS(
            SELECT
              1
            FROM UNNEST(JSON_QUERY_ARRAY((
              opsgen_item_1
            )['tags'])) AS opsgen_item_2
            WHERE
              LENGTH(CASE WHEN JSON_TYPE(opsgen_item_2) = 'string' THEN JSON_VALUE(opsgen_item_2) END) > 20
          )
      )
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- rows that break products[].tags[].max_length
SELECT
  data.`id`,
  data.`address`,
  data.`products`
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data
WHERE
  EXISTS(
    SELECT
      1
    FROM UNNEST(JSON_QUERY_ARRAY(`products`)) AS opsgen_item_1
    WHERE
      EXISTS(
        SELECT
          1
        FROM UNNEST(JSON_QUERY_ARRAY((
          opsgen_item_1
        )['tags'])) AS opsgen_item_2
        WHERE
          LENGTH(CASE WHEN JSON_TYPE(opsgen_item_2) = 'string' THEN JSON_VALUE(opsgen_item_2) END) > 20
      )
  );

-- not_null(products[].price): broken
SELECT
  COUNT(
    CASE
      WHEN `id` > 1
      AND EXISTS(
        SELECT
          1
        FROM UNNEST(JSON_QUERY_ARRAY(`products`)) AS opsgen_item_1
        WHERE
          JSON_TYPE(opsgen_item_1) = 'object'
          AND (
            (
              opsgen_item_1
            )['price'] IS NULL
            OR NOT JSON_TYPE((
              opsgen_item_1
            )['price']) <> 'null'
          )
      )
      THEN 1
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- mean(id): value
SELECT
  AVG(CAST(`id` AS FLOAT64))
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;

-- unique(address.it's city)
SELECT
  COALESCE(SUM(times), 0) AS broken
FROM (
  SELECT
    CASE
      WHEN JSON_TYPE((
        `address`
      )['it\'s city']) = 'string'
      THEN JSON_VALUE((
        `address`
      )['it\'s city'])
    END AS `address_it_s_city`,
    COUNT(*) AS times
  FROM (
    SELECT
      `id`,
      `address`,
      `products`
    FROM shop.data
  ) AS data
  WHERE
    NOT CASE
      WHEN JSON_TYPE((
        `address`
      )['it\'s city']) = 'string'
      THEN JSON_VALUE((
        `address`
      )['it\'s city'])
    END IS NULL
  GROUP BY
    CASE
      WHEN JSON_TYPE((
        `address`
      )['it\'s city']) = 'string'
      THEN JSON_VALUE((
        `address`
      )['it\'s city'])
    END
  HAVING
    COUNT(*) > 1
) AS repeated;

-- distinct_count(address.it's city): value
SELECT
  COUNT(
    DISTINCT CASE
      WHEN JSON_TYPE((
        `address`
      )['it\'s city']) = 'string'
      THEN JSON_VALUE((
        `address`
      )['it\'s city'])
    END
  )
FROM (
  SELECT
    `id`,
    `address`,
    `products`
  FROM shop.data
) AS data;
