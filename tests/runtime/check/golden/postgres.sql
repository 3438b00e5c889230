-- scan
SELECT
  COUNT(*) AS m0,
  CAST(MAX("at") AS TEXT) AS m1,
  COUNT(*) - COUNT("id") AS m2,
  COUNT(
    CASE WHEN NOT CAST("code" AS TEXT) COLLATE "C" IN ('a', 'it''s', 'b\c') THEN 1 END
  ) AS m3,
  COUNT(
    CASE
      WHEN NOT CAST("code" AS TEXT) COLLATE "C" ~ '^([0-9A-Z_a-z]+(\.[0-9A-Z_a-z]+)?)$'
      THEN 1
    END
  ) AS m4,
  COUNT(CASE WHEN LENGTH(CAST("code" AS TEXT) COLLATE "C") > 10 THEN 1 END) AS m5,
  COUNT(
    CASE
      WHEN "size" < 0 OR "size" > 1.5 OR "size" = CAST('NaN' AS DOUBLE PRECISION)
      THEN 1
    END
  ) AS m6,
  COUNT(CASE WHEN "day" < CAST('2024-01-31' AS DATE) THEN 1 END) AS m7,
  COUNT(CASE WHEN "at" > CAST('2024-01-31 11:00:00' AS TIMESTAMP) THEN 1 END) AS m8,
  COUNT(CASE WHEN NOT "ok" IN (TRUE) THEN 1 END) AS m9,
  COUNT(CASE WHEN (
    "ok" AND "id" > 1
  ) AND "size" IS NULL THEN 1 END) AS m10,
  COUNT(CASE WHEN "ok" AND "id" > 1 THEN 1 END) AS m11,
  COUNT(CASE WHEN "size" <= 0 OR "size" = CAST('NaN' AS DOUBLE PRECISION) THEN 1 END) AS m12,
  COUNT(CASE WHEN NOT (
    LOWER("code") LIKE 'a%' OR "size" > 1
  ) THEN 1 END) AS m13,
  COUNT(
    CASE
      WHEN "size" IN (
        CAST('NaN' AS DOUBLE PRECISION),
        CAST('Infinity' AS DOUBLE PRECISION),
        CAST('-Infinity' AS DOUBLE PRECISION)
      )
      THEN 1
    END
  ) AS m14,
  AVG(
    CAST(CASE
      WHEN NOT "size" IN (
        CAST('NaN' AS DOUBLE PRECISION),
        CAST('Infinity' AS DOUBLE PRECISION),
        CAST('-Infinity' AS DOUBLE PRECISION)
      )
      THEN "size"
    END AS DOUBLE PRECISION)
  ) AS m15,
  COALESCE(
    SUM(
      CASE
        WHEN NOT "size" IN (
          CAST('NaN' AS DOUBLE PRECISION),
          CAST('Infinity' AS DOUBLE PRECISION),
          CAST('-Infinity' AS DOUBLE PRECISION)
        )
        THEN "size"
      END
    ),
    0
  ) AS m16,
  COUNT(CASE WHEN "size" = CAST('NaN' AS DOUBLE PRECISION) THEN 1 END) AS m17,
  MIN(CASE WHEN NOT "size" = CAST('NaN' AS DOUBLE PRECISION) THEN "size" END) AS m18,
  MAX(CASE WHEN NOT "size" = CAST('NaN' AS DOUBLE PRECISION) THEN "size" END) AS m19,
  STDDEV_SAMP(
    CAST(CASE
      WHEN NOT "size" IN (
        CAST('NaN' AS DOUBLE PRECISION),
        CAST('Infinity' AS DOUBLE PRECISION),
        CAST('-Infinity' AS DOUBLE PRECISION)
      )
      THEN "size"
    END AS DOUBLE PRECISION)
  ) AS m20,
  COUNT(DISTINCT "size") AS m21,
  COALESCE(SUM("id"), 0) AS m22,
  COUNT(
    CASE
      WHEN CASE WHEN "ok" THEN "size" END IN (
        CAST('NaN' AS DOUBLE PRECISION),
        CAST('Infinity' AS DOUBLE PRECISION),
        CAST('-Infinity' AS DOUBLE PRECISION)
      )
      THEN 1
    END
  ) AS m23,
  PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY
    CAST(CASE
      WHEN NOT CASE WHEN "ok" THEN "size" END IN (
        CAST('NaN' AS DOUBLE PRECISION),
        CAST('Infinity' AS DOUBLE PRECISION),
        CAST('-Infinity' AS DOUBLE PRECISION)
      )
      THEN CASE WHEN "ok" THEN "size" END
    END AS DOUBLE PRECISION)) AS m24
FROM (
  SELECT
    "id",
    "code",
    "size",
    "day",
    "at",
    "ok"
  FROM shop.data
) AS data;

-- primary_key(id)
SELECT
  COALESCE(SUM(times), 0) AS broken
FROM (
  SELECT
    "id",
    COUNT(*) AS times
  FROM (
    SELECT
      "id",
      "code",
      "size",
      "day",
      "at",
      "ok"
    FROM shop.data
  ) AS data
  WHERE
    NOT "id" IS NULL
  GROUP BY
    "id"
  HAVING
    COUNT(*) > 1
) AS repeated;

-- references(code)
SELECT
  COUNT(*) AS broken
FROM (
  SELECT
    data."id",
    data."code",
    data."size",
    data."day",
    data."at",
    data."ok"
  FROM (
    SELECT
      "id",
      "code",
      "size",
      "day",
      "at",
      "ok"
    FROM shop.data
  ) AS data
  WHERE
    NOT (
      CAST(data."code" AS TEXT) COLLATE "C"
    ) IS NULL
    AND NOT EXISTS(
      SELECT
        1
      FROM (
        SELECT
          "code"
        FROM shop.codes
      ) AS target
      WHERE
        (
          CAST(target."code" AS TEXT) COLLATE "C"
        ) = (
          CAST(data."code" AS TEXT) COLLATE "C"
        )
    )
) AS broken_rows;

-- query
SELECT
  COUNT(*) AS broken
FROM (
  WITH opsgen__input_1 AS (
    SELECT
      "id",
      "code",
      "size",
      "day",
      "at",
      "ok"
    FROM shop.data
  ), opsgen__input_2 AS (
    SELECT
      "code"
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
  data."id",
  data."code",
  data."size",
  data."day",
  data."at",
  data."ok"
FROM (
  SELECT
    "id",
    "code",
    "size",
    "day",
    "at",
    "ok"
  FROM shop.data
) AS data
WHERE
  NOT CAST("code" AS TEXT) COLLATE "C" ~ '^([0-9A-Z_a-z]+(\.[0-9A-Z_a-z]+)?)$';

-- rows that break primary_key(id)
SELECT
  "id",
  COUNT(*) AS times
FROM (
  SELECT
    "id",
    "code",
    "size",
    "day",
    "at",
    "ok"
  FROM shop.data
) AS data
WHERE
  NOT "id" IS NULL
GROUP BY
  "id"
HAVING
  COUNT(*) > 1;

-- rows that break references(code)
SELECT
  data."id",
  data."code",
  data."size",
  data."day",
  data."at",
  data."ok"
FROM (
  SELECT
    "id",
    "code",
    "size",
    "day",
    "at",
    "ok"
  FROM shop.data
) AS data
WHERE
  NOT (
    CAST(data."code" AS TEXT) COLLATE "C"
  ) IS NULL
  AND NOT EXISTS(
    SELECT
      1
    FROM (
      SELECT
        "code"
      FROM shop.codes
    ) AS target
    WHERE
      (
        CAST(target."code" AS TEXT) COLLATE "C"
      ) = (
        CAST(data."code" AS TEXT) COLLATE "C"
      )
  );
