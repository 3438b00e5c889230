-- what the numbers of the reference are like
SELECT
  PERCENTILE_DISC(0.1) WITHIN GROUP (ORDER BY
    c0) AS c0_0,
  PERCENTILE_DISC(0.2) WITHIN GROUP (ORDER BY
    c0) AS c0_1,
  PERCENTILE_DISC(0.3) WITHIN GROUP (ORDER BY
    c0) AS c0_2,
  PERCENTILE_DISC(0.4) WITHIN GROUP (ORDER BY
    c0) AS c0_3,
  PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY
    c0) AS c0_4,
  PERCENTILE_DISC(0.6) WITHIN GROUP (ORDER BY
    c0) AS c0_5,
  PERCENTILE_DISC(0.7) WITHIN GROUP (ORDER BY
    c0) AS c0_6,
  PERCENTILE_DISC(0.8) WITHIN GROUP (ORDER BY
    c0) AS c0_7,
  PERCENTILE_DISC(0.9) WITHIN GROUP (ORDER BY
    c0) AS c0_8,
  APPROX_COUNT_DISTINCT(c0) AS c0_distinct,
  STDDEV_POP(c0) AS c0_deviation,
  PERCENTILE_DISC(0.1) WITHIN GROUP (ORDER BY
    c1) AS c1_0,
  PERCENTILE_DISC(0.2) WITHIN GROUP (ORDER BY
    c1) AS c1_1,
  PERCENTILE_DISC(0.3) WITHIN GROUP (ORDER BY
    c1) AS c1_2,
  PERCENTILE_DISC(0.4) WITHIN GROUP (ORDER BY
    c1) AS c1_3,
  PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY
    c1) AS c1_4,
  PERCENTILE_DISC(0.6) WITHIN GROUP (ORDER BY
    c1) AS c1_5,
  PERCENTILE_DISC(0.7) WITHIN GROUP (ORDER BY
    c1) AS c1_6,
  PERCENTILE_DISC(0.8) WITHIN GROUP (ORDER BY
    c1) AS c1_7,
  PERCENTILE_DISC(0.9) WITHIN GROUP (ORDER BY
    c1) AS c1_8,
  APPROX_COUNT_DISTINCT(c1) AS c1_distinct
FROM (
  SELECT
    CASE
      WHEN NOT "SIZE" IN (CAST('NaN' AS DOUBLE), CAST('inf' AS DOUBLE), CAST('-inf' AS DOUBLE))
      THEN CAST("SIZE" AS DOUBLE)
    END AS c0,
    CAST("ID" AS DOUBLE) AS c1
  FROM (
    SELECT
      "SIZE",
      "ID",
      "CODE",
      "OK",
      "AT"
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
      ORDER BY times DESC NULLS LAST, c0, c1, c2
    ) AS place
  FROM (
    SELECT
      c0,
      c1,
      c2,
      COUNT(*) AS times
    FROM (
      SELECT
        "CODE" AS c0,
        "OK" AS c1,
        CAST("ID" AS DOUBLE) AS c2
      FROM (
        SELECT
          "SIZE",
          "ID",
          "CODE",
          "OK",
          "AT"
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
        WHEN c2 = 'it\'s'
        THEN 1
        WHEN c2 = 'b\\c'
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
      CASE
        WHEN NOT "SIZE" IN (CAST('NaN' AS DOUBLE), CAST('inf' AS DOUBLE), CAST('-inf' AS DOUBLE))
        THEN CAST("SIZE" AS DOUBLE)
      END AS c0,
      CAST("ID" AS DOUBLE) AS c1,
      "CODE" AS c2,
      "OK" AS c3,
      CASE WHEN "AT" IS NULL THEN 1 END AS untimed
    FROM (
      SELECT
        "SIZE",
        "ID",
        "CODE",
        "OK",
        "AT"
      FROM shop.asked
    ) AS data
    WHERE
      "AT" >= CAST('2024-01-31 12:00:00' AS TIMESTAMP) OR "AT" IS NULL
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
      "CODE" AS text,
      1 AS known,
      0 AS times
    FROM (
      SELECT
        "SIZE",
        "ID",
        "CODE",
        "OK",
        "AT"
      FROM shop.learned
    ) AS data
    WHERE
      NOT "CODE" IS NULL
    UNION ALL
    SELECT
      "CODE" AS text,
      0 AS known,
      1 AS times
    FROM (
      SELECT
        "SIZE",
        "ID",
        "CODE",
        "OK",
        "AT"
      FROM shop.asked
    ) AS data
    WHERE
      "AT" >= CAST('2024-01-31 12:00:00' AS TIMESTAMP) AND NOT "CODE" IS NULL
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
    "CODE" AS text
  FROM (
    SELECT
      "SIZE",
      "ID",
      "CODE",
      "OK",
      "AT"
    FROM shop.asked
  ) AS data
  WHERE
    "AT" >= CAST('2024-01-31 12:00:00' AS TIMESTAMP)
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
        CASE
          WHEN NOT "SIZE" IN (CAST('NaN' AS DOUBLE), CAST('inf' AS DOUBLE), CAST('-inf' AS DOUBLE))
          THEN CAST("SIZE" AS DOUBLE)
        END AS number,
        CAST(500 AS BIGINT) AS weight
      FROM (
        SELECT
          "SIZE",
          "ID",
          "CODE",
          "OK",
          "AT"
        FROM shop.learned
      ) AS data
      WHERE
        NOT CASE
          WHEN NOT "SIZE" IN (CAST('NaN' AS DOUBLE), CAST('inf' AS DOUBLE), CAST('-inf' AS DOUBLE))
          THEN CAST("SIZE" AS DOUBLE)
        END IS NULL
      UNION ALL
      SELECT
        CASE
          WHEN NOT "SIZE" IN (CAST('NaN' AS DOUBLE), CAST('inf' AS DOUBLE), CAST('-inf' AS DOUBLE))
          THEN CAST("SIZE" AS DOUBLE)
        END AS number,
        CAST(-1000 AS BIGINT) AS weight
      FROM (
        SELECT
          "SIZE",
          "ID",
          "CODE",
          "OK",
          "AT"
        FROM shop.asked
      ) AS data
      WHERE
        "AT" >= CAST('2024-01-31 12:00:00' AS TIMESTAMP)
        AND NOT CASE
          WHEN NOT "SIZE" IN (CAST('NaN' AS DOUBLE), CAST('inf' AS DOUBLE), CAST('-inf' AS DOUBLE))
          THEN CAST("SIZE" AS DOUBLE)
        END IS NULL
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
    CASE
      WHEN NOT "SIZE" IN (CAST('NaN' AS DOUBLE), CAST('inf' AS DOUBLE), CAST('-inf' AS DOUBLE))
      THEN CAST("SIZE" AS DOUBLE)
    END AS number
  FROM (
    SELECT
      "SIZE",
      "ID",
      "CODE",
      "OK",
      "AT"
    FROM shop.asked
  ) AS data
  WHERE
    "AT" >= CAST('2024-01-31 12:00:00' AS TIMESTAMP)
) AS numbers
WHERE
  NOT number IS NULL
GROUP BY
  number
ORDER BY
  number;
