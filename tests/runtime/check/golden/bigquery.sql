-- scan
SELECT
  COUNT(*) AS m0,
  CAST(MAX(`at`) AS STRING) AS m1,
  COUNT(*) - COUNT(`id`) AS m2,
  COUNT(CASE WHEN NOT `code` IN ('a', 'it\'s', 'b\\c') THEN 1 END) AS m3,
  COUNT(
    CASE
      WHEN NOT REGEXP_CONTAINS(`code`, '\\A([0-9A-Z_a-z]+(\\.[0-9A-Z_a-z]+)?)\\z')
      THEN 1
    END
  ) AS m4,
  COUNT(CASE WHEN LENGTH(`code`) > 10 THEN 1 END) AS m5,
  COUNT(CASE WHEN `size` < 0 OR `size` > 1.5 OR is_nan(`size`) THEN 1 END) AS m6,
  COUNT(CASE WHEN `day` < CAST('2024-01-31' AS DATE) THEN 1 END) AS m7,
  COUNT(CASE WHEN `at` > CAST('2024-01-31 11:00:00' AS DATETIME) THEN 1 END) AS m8,
  COUNT(CASE WHEN NOT `ok` IN (TRUE) THEN 1 END) AS m9,
  COUNT(CASE WHEN (
    `ok` AND `id` > 1
  ) AND `size` IS NULL THEN 1 END) AS m10,
  COUNT(CASE WHEN `ok` AND `id` > 1 THEN 1 END) AS m11,
  COUNT(CASE WHEN `size` <= 0 OR is_nan(`size`) THEN 1 END) AS m12,
  COUNT(CASE WHEN NOT (
    lower(`code`) LIKE 'a%' OR `size` > 1
  ) THEN 1 END) AS m13,
  COUNT(CASE WHEN is_nan(`size`) OR is_inf(`size`) THEN 1 END) AS m14,
  AVG(
    CAST(CASE WHEN NOT (
      is_nan(`size`) OR is_inf(`size`)
    ) THEN `size` END AS FLOAT64)
  ) AS m15,
  COALESCE(SUM(CASE WHEN NOT (
    is_nan(`size`) OR is_inf(`size`)
  ) THEN `size` END), 0) AS m16,
  COUNT(CASE WHEN is_nan(`size`) THEN 1 END) AS m17,
  MIN(CASE WHEN NOT is_nan(`size`) THEN `size` END) AS m18,
  MAX(CASE WHEN NOT is_nan(`size`) THEN `size` END) AS m19,
  STDDEV_SAMP(
    CAST(CASE WHEN NOT (
      is_nan(`size`) OR is_inf(`size`)
    ) THEN `size` END AS FLOAT64)
  ) AS m20,
  COUNT(DISTINCT `size`) AS m21,
  COALESCE(SUM(CAST(`id` AS BIGNUMERIC)), 0) AS m22,
  COUNT(
    CASE
      WHEN is_nan(CASE WHEN `ok` THEN `size` END) OR is_inf(CASE WHEN `ok` THEN `size` END)
      THEN 1
    END
  ) AS m23
FROM (
  SELECT
    `id`,
    `code`,
    `size`,
    `day`,
    `at`,
    `ok`
  FROM shop.data
) AS data;

-- primary_key(id)
SELECT
  COALESCE(SUM(times), 0) AS broken
FROM (
  SELECT
    `id`,
    COUNT(*) AS times
  FROM (
    SELECT
      `id`,
      `code`,
      `size`,
      `day`,
      `at`,
      `ok`
    FROM shop.data
  ) AS data
  WHERE
    NOT `id` IS NULL
  GROUP BY
    `id`
  HAVING
    COUNT(*) > 1
) AS repeated;

-- quantile(size)
SELECT
  MAX(
    CASE
      WHEN place = (
        FLOOR((
          0.9 * (
            number - 1
          )
        )) + 1
      )
      THEN value
    END
  ) + (
    (
      MAX(
        CASE
          WHEN place = (
            CEIL((
              0.9 * (
                number - 1
              )
            )) + 1
          )
          THEN value
        END
      ) - MAX(
        CASE
          WHEN place = (
            FLOOR((
              0.9 * (
                number - 1
              )
            )) + 1
          )
          THEN value
        END
      )
    ) * MAX((
      0.9 * (
        number - 1
      )
    ) - FLOOR((
      0.9 * (
        number - 1
      )
    )))
  ) AS value
FROM (
  SELECT
    CAST(`size` AS FLOAT64) AS value,
    ROW_NUMBER() OVER (ORDER BY CAST(`size` AS FLOAT64) NULLS LAST) AS place,
    COUNT(*) OVER () AS number
  FROM (
    SELECT
      `id`,
      `code`,
      `size`,
      `day`,
      `at`,
      `ok`
    FROM shop.data
  ) AS data
  WHERE
    NOT CAST(`size` AS FLOAT64) IS NULL
    AND `ok`
    AND NOT (
      is_nan(CAST(`size` AS FLOAT64)) OR is_inf(CAST(`size` AS FLOAT64))
    )
) AS ranked;

-- references(code)
SELECT
  COUNT(*) AS broken
FROM (
  SELECT
    data.`id`,
    data.`code`,
    data.`size`,
    data.`day`,
    data.`at`,
    data.`ok`
  FROM (
    SELECT
      `id`,
      `code`,
      `size`,
      `day`,
      `at`,
      `ok`
    FROM shop.data
  ) AS data
  WHERE
    NOT data.`code` IS NULL
    AND NOT EXISTS(
      SELECT
        1
      FROM (
        SELECT
          `code`
        FROM shop.codes
      ) AS target
      WHERE
        target.`code` = data.`code`
    )
) AS broken_rows;

-- query
SELECT
  COUNT(*) AS broken
FROM (
  WITH opsgen__input_1 AS (
    SELECT
      `id`,
      `code`,
      `size`,
      `day`,
      `at`,
      `ok`
    FROM shop.data
  ), opsgen__input_2 AS (
    SELECT
      `code`
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
    count(*) > 1
) AS broken_rows;

-- rows that break code.pattern
SELECT
  data.`id`,
  data.`code`,
  data.`size`,
  data.`day`,
  data.`at`,
  data.`ok`
FROM (
  SELECT
    `id`,
    `code`,
    `size`,
    `day`,
    `at`,
    `ok`
  FROM shop.data
) AS data
WHERE
  NOT REGEXP_CONTAINS(`code`, '\\A([0-9A-Z_a-z]+(\\.[0-9A-Z_a-z]+)?)\\z');

-- rows that break primary_key(id)
SELECT
  `id`,
  COUNT(*) AS times
FROM (
  SELECT
    `id`,
    `code`,
    `size`,
    `day`,
    `at`,
    `ok`
  FROM shop.data
) AS data
WHERE
  NOT `id` IS NULL
GROUP BY
  `id`
HAVING
  COUNT(*) > 1;

-- rows that break references(code)
SELECT
  data.`id`,
  data.`code`,
  data.`size`,
  data.`day`,
  data.`at`,
  data.`ok`
FROM (
  SELECT
    `id`,
    `code`,
    `size`,
    `day`,
    `at`,
    `ok`
  FROM shop.data
) AS data
WHERE
  NOT data.`code` IS NULL
  AND NOT EXISTS(
    SELECT
      1
    FROM (
      SELECT
        `code`
      FROM shop.codes
    ) AS target
    WHERE
      target.`code` = data.`code`
  );
