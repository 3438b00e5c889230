-- what the numbers of the reference are like
SELECT
  APPROX_PERCENTILE(c0, ARRAY[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) AS c0_0,
  APPROX_DISTINCT(c0) AS c0_distinct,
  STDDEV_POP(c0) AS c0_deviation,
  APPROX_PERCENTILE(c1, ARRAY[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) AS c1_0,
  APPROX_DISTINCT(c1) AS c1_distinct
FROM (
  SELECT
    CASE WHEN IS_FINITE("size") THEN CAST("size" AS DOUBLE) END AS c0,
    CAST("id" AS DOUBLE) AS c1
  FROM (
    SELECT
      "size",
      "id",
      "code",
      "ok",
      "at"
    FROM shop.learned
  ) AS data
) AS numbers;

-- its most frequent values
SELECT
  c0,
  c1,
  c2,
  times
FROM (
  SELECT
    c0,
    c1,
    c2,
    times,
    ROW_NUMBER() OVER (
      PARTITION BY CASE
        WHEN NOT c0 IS NULL
        THEN 0
        WHEN NOT c1 IS NULL
        THEN 1
        WHEN NOT c2 IS NULL
        THEN 2
        ELSE 3
      END
      ORDER BY times DESC, c0, c1, c2
    ) AS place
  FROM (
    SELECT
      c0,
      c1,
      c2,
      COUNT(*) AS times
    FROM (
      SELECT
        "code" AS c0,
        "ok" AS c1,
        CAST("id" AS DOUBLE) AS c2
      FROM (
        SELECT
          "size",
          "id",
          "code",
          "ok",
          "at"
        FROM shop.learned
      ) AS data
    ) AS each_row
    GROUP BY
      GROUPING SETS (
        (
          c0
        ),
        (
          c1
        ),
        (
          c2
        )
      )
  ) AS counted
) AS ranked
WHERE
  place <= 31 AND (
    NOT c0 IS NULL OR NOT c1 IS NULL OR NOT c2 IS NULL
  )
ORDER BY
  place;

-- the rows of each bin
SELECT
  c0,
  c1,
  c2,
  c3,
  untimed,
  COUNT(*) AS times
FROM (
  SELECT
    CASE
      WHEN untimed IS NULL
      THEN CASE
        WHEN c0 IS NULL
        THEN 4
        WHEN c0 < CAST('-0.5' AS DOUBLE)
        THEN 0
        WHEN c0 <= CAST('-0.5' AS DOUBLE)
        THEN 1
        WHEN c0 <= CAST('1e+30' AS DOUBLE)
        THEN 2
        ELSE 3
      END
    END AS c0,
    CASE
      WHEN untimed IS NULL
      THEN CASE
        WHEN c1 IS NULL
        THEN 3
        WHEN c1 = CAST('1.0' AS DOUBLE)
        THEN 0
        WHEN c1 = CAST('7.0' AS DOUBLE)
        THEN 1
        ELSE 2
      END
    END AS c1,
    CASE
      WHEN untimed IS NULL
      THEN CASE
        WHEN c2 IS NULL
        THEN 5
        WHEN c2 = 'a'
        THEN 0
        WHEN c2 = 'it''s'
        THEN 1
        WHEN c2 = 'b\c'
        THEN 2
        ELSE 3
      END
    END AS c2,
    CASE
      WHEN untimed IS NULL
      THEN CASE WHEN c3 IS NULL THEN 3 WHEN c3 = TRUE THEN 0 WHEN c3 = FALSE THEN 1 ELSE 2 END
    END AS c3,
    untimed
  FROM (
    SELECT
      CASE WHEN IS_FINITE("size") THEN CAST("size" AS DOUBLE) END AS c0,
      CAST("id" AS DOUBLE) AS c1,
      "code" AS c2,
      "ok" AS c3,
      CASE WHEN "at" IS NULL THEN 1 END AS untimed
    FROM (
      SELECT
        "size",
        "id",
        "code",
        "ok",
        "at"
      FROM shop.asked
    ) AS data
    WHERE
      "at" >= CAST('2024-01-31 12:00:00' AS TIMESTAMP) OR "at" IS NULL
  ) AS found
) AS each_row
GROUP BY
  GROUPING SETS (
    (
      c0
    ),
    (
      c1
    ),
    (
      c2
    ),
    (
      c3
    ),
    (
      untimed
    )
  );

-- the rows with new texts
SELECT
  COALESCE(SUM(times), 0) AS unseen
FROM (
  SELECT
    MAX(known) AS known,
    SUM(times) AS times
  FROM (
    SELECT
      "code" AS text,
      1 AS known,
      0 AS times
    FROM (
      SELECT
        "size",
        "id",
        "code",
        "ok",
        "at"
      FROM shop.learned
    ) AS data
    WHERE
      NOT "code" IS NULL
    UNION ALL
    SELECT
      "code" AS text,
      0 AS known,
      1 AS times
    FROM (
      SELECT
        "size",
        "id",
        "code",
        "ok",
        "at"
      FROM shop.asked
    ) AS data
    WHERE
      "at" >= CAST('2024-01-31 12:00:00' AS TIMESTAMP) AND NOT "code" IS NULL
  ) AS each_row
  GROUP BY
    text
) AS each_value
WHERE
  known = 0;

-- each text, where they lie behind two connections
SELECT
  text,
  COUNT(*) AS times
FROM (
  SELECT
    "code" AS text
  FROM (
    SELECT
      "size",
      "id",
      "code",
      "ok",
      "at"
    FROM shop.asked
  ) AS data
  WHERE
    "at" >= CAST('2024-01-31 12:00:00' AS TIMESTAMP)
) AS texts
WHERE
  NOT text IS NULL
GROUP BY
  text
ORDER BY
  text;

-- how far numbers are apart
SELECT
  MAX(apart) AS greatest,
  SUM(apart * width) AS area
FROM (
  SELECT
    ABS(
      CAST(SUM(weight) OVER (ORDER BY number) AS DOUBLE) / (
        CAST(1000 AS DOUBLE) * CAST(500 AS DOUBLE)
      )
    ) AS apart,
    LEAD(number) OVER (ORDER BY number) - number AS width
  FROM (
    SELECT
      number,
      SUM(weight) AS weight
    FROM (
      SELECT
        CASE WHEN IS_FINITE("size") THEN CAST("size" AS DOUBLE) END AS number,
        CAST(500 AS BIGINT) AS weight
      FROM (
        SELECT
          "size",
          "id",
          "code",
          "ok",
          "at"
        FROM shop.learned
      ) AS data
      WHERE
        NOT CASE WHEN IS_FINITE("size") THEN CAST("size" AS DOUBLE) END IS NULL
      UNION ALL
      SELECT
        CASE WHEN IS_FINITE("size") THEN CAST("size" AS DOUBLE) END AS number,
        CAST(-1000 AS BIGINT) AS weight
      FROM (
        SELECT
          "size",
          "id",
          "code",
          "ok",
          "at"
        FROM shop.asked
      ) AS data
      WHERE
        "at" >= CAST('2024-01-31 12:00:00' AS TIMESTAMP)
        AND NOT CASE WHEN IS_FINITE("size") THEN CAST("size" AS DOUBLE) END IS NULL
    ) AS each_row
    GROUP BY
      number
  ) AS points
) AS steps;

-- each number, where they lie behind two connections
SELECT
  number,
  COUNT(*) AS times
FROM (
  SELECT
    CASE WHEN IS_FINITE("size") THEN CAST("size" AS DOUBLE) END AS number
  FROM (
    SELECT
      "size",
      "id",
      "code",
      "ok",
      "at"
    FROM shop.asked
  ) AS data
  WHERE
    "at" >= CAST('2024-01-31 12:00:00' AS TIMESTAMP)
) AS numbers
WHERE
  NOT number IS NULL
GROUP BY
  number
ORDER BY
  number;
