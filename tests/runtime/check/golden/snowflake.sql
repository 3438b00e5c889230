-- scan
SELECT
  COUNT(*) AS m0,
  CAST(MAX("AT") AS VARCHAR) AS m1,
  COUNT(*) - COUNT("ID") AS m2,
  COUNT(CASE WHEN NOT "CODE" IN ('a', 'it\'s', 'b\\c') THEN 1 END) AS m3,
  COUNT(CASE WHEN NOT REGEXP_LIKE("CODE", '[0-9A-Z_a-z]+(\\.[0-9A-Z_a-z]+)?') THEN 1 END) AS m4,
  COUNT(CASE WHEN LENGTH("CODE") > 10 THEN 1 END) AS m5,
  COUNT(
    CASE WHEN "SIZE" < 0 OR "SIZE" > 1.5 OR "SIZE" = CAST('NaN' AS DOUBLE) THEN 1 END
  ) AS m6,
  COUNT(CASE WHEN "DAY" < CAST('2024-01-31' AS DATE) THEN 1 END) AS m7,
  COUNT(CASE WHEN "AT" > CAST('2024-01-31 11:00:00' AS TIMESTAMP) THEN 1 END) AS m8,
  COUNT(CASE WHEN NOT "OK" IN (TRUE) THEN 1 END) AS m9,
  COUNT(CASE WHEN (
    "OK" AND "ID" > 1
  ) AND "SIZE" IS NULL THEN 1 END) AS m10,
  COUNT(CASE WHEN "OK" AND "ID" > 1 THEN 1 END) AS m11,
  COUNT(CASE WHEN "SIZE" <= 0 OR "SIZE" = CAST('NaN' AS DOUBLE) THEN 1 END) AS m12,
  COUNT(CASE WHEN NOT (
    LOWER("CODE") LIKE 'a%' OR "SIZE" > 1
  ) THEN 1 END) AS m13,
  COUNT(
    CASE
      WHEN "SIZE" IN (CAST('NaN' AS DOUBLE), CAST('inf' AS DOUBLE), CAST('-inf' AS DOUBLE))
      THEN 1
    END
  ) AS m14,
  AVG(
    CAST(CASE
      WHEN NOT "SIZE" IN (CAST('NaN' AS DOUBLE), CAST('inf' AS DOUBLE), CAST('-inf' AS DOUBLE))
      THEN "SIZE"
    END AS DOUBLE)
  ) AS m15,
  COALESCE(
    SUM(
      CASE
        WHEN NOT "SIZE" IN (CAST('NaN' AS DOUBLE), CAST('inf' AS DOUBLE), CAST('-inf' AS DOUBLE))
        THEN "SIZE"
      END
    ),
    0
  ) AS m16,
  COUNT(CASE WHEN "SIZE" = CAST('NaN' AS DOUBLE) THEN 1 END) AS m17,
  MIN(CASE WHEN NOT "SIZE" = CAST('NaN' AS DOUBLE) THEN "SIZE" END) AS m18,
  MAX(CASE WHEN NOT "SIZE" = CAST('NaN' AS DOUBLE) THEN "SIZE" END) AS m19,
  STDDEV_SAMP(
    CAST(CASE
      WHEN NOT "SIZE" IN (CAST('NaN' AS DOUBLE), CAST('inf' AS DOUBLE), CAST('-inf' AS DOUBLE))
      THEN "SIZE"
    END AS DOUBLE)
  ) AS m20,
  COUNT(DISTINCT "SIZE") AS m21,
  COALESCE(SUM("ID"), 0) AS m22,
  COUNT(
    CASE
      WHEN CASE WHEN "OK" THEN "SIZE" END IN (CAST('NaN' AS DOUBLE), CAST('inf' AS DOUBLE), CAST('-inf' AS DOUBLE))
      THEN 1
    END
  ) AS m23,
  PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY
    CAST(CASE
      WHEN NOT CASE WHEN "OK" THEN "SIZE" END IN (CAST('NaN' AS DOUBLE), CAST('inf' AS DOUBLE), CAST('-inf' AS DOUBLE))
      THEN CASE WHEN "OK" THEN "SIZE" END
    END AS DOUBLE)) AS m24
FROM (
  SELECT
    "ID",
    "CODE",
    "SIZE",
    "DAY",
    "AT",
    "OK"
  FROM shop.data
) AS data;

-- primary_key(id)
SELECT
  COALESCE(SUM(times), 0) AS broken
FROM (
  SELECT
    "ID",
    COUNT(*) AS times
  FROM (
    SELECT
      "ID",
      "CODE",
      "SIZE",
      "DAY",
      "AT",
      "OK"
    FROM shop.data
  ) AS data
  WHERE
    NOT "ID" IS NULL
  GROUP BY
    "ID"
  HAVING
    COUNT(*) > 1
) AS repeated;

-- references(code)
SELECT
  COUNT(*) AS broken
FROM (
  SELECT
    data."ID",
    data."CODE",
    data."SIZE",
    data."DAY",
    data."AT",
    data."OK"
  FROM (
    SELECT
      "ID",
      "CODE",
      "SIZE",
      "DAY",
      "AT",
      "OK"
    FROM shop.data
  ) AS data
  WHERE
    NOT data."CODE" IS NULL
    AND NOT EXISTS(
      SELECT
        1
      FROM (
        SELECT
          "CODE"
        FROM shop.codes
      ) AS target
      WHERE
        target."CODE" = data."CODE"
    )
) AS broken_rows;

-- query
SELECT
  COUNT(*) AS broken
FROM (
  WITH opsgen__input_1 AS (
    SELECT
      "ID",
      "CODE",
      "SIZE",
      "DAY",
      "AT",
      "OK"
    FROM shop.data
  ), opsgen__input_2 AS (
    SELECT
      "CODE"
    FROM shop.codes
  )
  SELECT
    code
  FROM opsgen__input_1 AS data
  JOIN opsgen__input_2 AS codes
    USING (code)
  GROUP BY
    code
  HAVING
    COUNT(*) > 1
) AS broken_rows;

-- rows that break code.pattern
SELECT
  data."ID",
  data."CODE",
  data."SIZE",
  data."DAY",
  data."AT",
  data."OK"
FROM (
  SELECT
    "ID",
    "CODE",
    "SIZE",
    "DAY",
    "AT",
    "OK"
  FROM shop.data
) AS data
WHERE
  NOT REGEXP_LIKE("CODE", '[0-9A-Z_a-z]+(\\.[0-9A-Z_a-z]+)?');

-- rows that break primary_key(id)
SELECT
  "ID",
  COUNT(*) AS times
FROM (
  SELECT
    "ID",
    "CODE",
    "SIZE",
    "DAY",
    "AT",
    "OK"
  FROM shop.data
) AS data
WHERE
  NOT "ID" IS NULL
GROUP BY
  "ID"
HAVING
  COUNT(*) > 1;

-- rows that break references(code)
SELECT
  data."ID",
  data."CODE",
  data."SIZE",
  data."DAY",
  data."AT",
  data."OK"
FROM (
  SELECT
    "ID",
    "CODE",
    "SIZE",
    "DAY",
    "AT",
    "OK"
  FROM shop.data
) AS data
WHERE
  NOT data."CODE" IS NULL
  AND NOT EXISTS(
    SELECT
      1
    FROM (
      SELECT
        "CODE"
      FROM shop.codes
    ) AS target
    WHERE
      target."CODE" = data."CODE"
  );

-- freshness without a column
SELECT
  MAX(last_altered) AS newest
FROM Sales.information_schema.tables
WHERE
  table_schema = 'EU' AND table_name = 'ORDERS' AND table_type <> 'VIEW';
