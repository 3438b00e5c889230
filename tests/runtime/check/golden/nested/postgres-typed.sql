-- address.it's city.required: broken
SELECT
  COUNT(
    CASE
      WHEN NOT "address" IS NOT DISTINCT FROM NULL
      AND (
        (
          "address"
        )."it's city"
      ) IS NULL
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
      WHEN LENGTH(CAST((
        "address"
      )."it's city" AS TEXT) COLLATE "C") > 9
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
        FROM GENERATE_SUBSCRIPTS("products", 1) AS opsgen_item_1
        WHERE
          (
            "products"
          )[opsgen_item_1] IS NOT DISTINCT FROM NULL
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
        FROM GENERATE_SUBSCRIPTS("products", 1) AS opsgen_item_1
        WHERE
          NOT (
            "products"
          )[opsgen_item_1] IS NOT DISTINCT FROM NULL
          AND (
            (
              (
                "products"
              )[opsgen_item_1]
            )."sku"
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

-- products[].sku.pattern: broken
SELECT
  COUNT(
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM GENERATE_SUBSCRIPTS("products", 1) AS opsgen_item_1
        WHERE
          NOT CAST((
            (
              "products"
            )[opsgen_item_1]
          )."sku" AS TEXT) COLLATE "C" ~ '^([a-z]+)$'
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
        FROM GENERATE_SUBSCRIPTS("products", 1) AS opsgen_item_1
        WHERE
          (
            (
              "products"
            )[opsgen_item_1]
          )."n" < 1
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
        FROM GENERATE_SUBSCRIPTS("products", 1) AS opsgen_item_1
        WHERE
          (
            (
              "products"
            )[opsgen_item_1]
          )."price" < 0
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
        FROM GENERATE_SUBSCRIPTS("products", 1) AS opsgen_item_1
        WHERE
          NOT (
            (
              "products"
            )[opsgen_item_1]
          )."sold" IN (TRUE)
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
        FROM GENERATE_SUBSCRIPTS("products", 1) AS opsgen_item_1
        WHERE
          (
            (
              "products"
            )[opsgen_item_1]
          )."day" < CAST('2024-01-31' AS DATE)
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
        FROM GENERATE_SUBSCRIPTS("products", 1) AS opsgen_item_1
        WHERE
          (
            (
              "products"
            )[opsgen_item_1]
          )."at" > CAST('2024-01-31 12:00:00' AS TIMESTAMP)
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
        FROM GENERATE_SUBSCRIPTS("products", 1) AS opsgen_item_1
        WHERE
          EXISTS(
            SELECT
              1
            FROM GENERATE_SUBSCRIPTS((
              (
                "products"
              )[opsgen_item_1]
            )."tags", 1) AS opsgen_item_2
            WHERE
              LENGTH(
                CAST((
                  (
                    (
                      "products"
                    )[opsgen_item_1]
                  )."tags"
                )[opsgen_item_2] AS TEXT) COLLATE "C"
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
    FROM GENERATE_SUBSCRIPTS("products", 1) AS opsgen_item_1
    WHERE
      EXISTS(
        SELECT
          1
        FROM GENERATE_SUBSCRIPTS((
          (
            "products"
          )[opsgen_item_1]
        )."tags", 1) AS opsgen_item_2
        WHERE
          LENGTH(
            CAST((
              (
                (
                  "products"
                )[opsgen_item_1]
              )."tags"
            )[opsgen_item_2] AS TEXT) COLLATE "C"
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
        FROM GENERATE_SUBSCRIPTS("products", 1) AS opsgen_item_1
        WHERE
          NOT (
            "products"
          )[opsgen_item_1] IS NOT DISTINCT FROM NULL
          AND (
            (
              (
                "products"
              )[opsgen_item_1]
            )."price"
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
    (
      "address"
    )."it's city" AS "address_it_s_city",
    COUNT(*) AS times
  FROM (
    SELECT
      "id",
      "address",
      "products"
    FROM shop.data
  ) AS data
  WHERE
    NOT (
      (
        "address"
      )."it's city"
    ) IS NULL
  GROUP BY
    (
      "address"
    )."it's city"
  HAVING
    COUNT(*) > 1
) AS repeated;

-- distinct_count(address.it's city): value
SELECT
  COUNT(DISTINCT (
    "address"
  )."it's city")
FROM (
  SELECT
    "id",
    "address",
    "products"
  FROM shop.data
) AS data;
