-- write
CREATE OR REPLACE TABLE opsgen_staged.good_1234 OPTIONS (expiration_timestamp = TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 30 DAY)) AS SELECT id, size FROM raw;

-- publish
ALTER TABLE `acme-prod`.shop.good ADD COLUMN `Size` INT64;
BEGIN;
ASSERT (SELECT MAX(`entry`) FROM `acme-prod`.opsgen_staged.ledger WHERE `dataset` = '`acme-prod`.shop.good' AND `partition` = '' AND `state` = 'published') IS NOT DISTINCT FROM '{"at": "2024-01-30T00:00:00+00:00", "base": "", "code": "", "identity": "", "inputs": {}, "partition": "", "place": "", "rows": null, "run": "run-1", "state": "published"}' AS 'opsgen: superseded';
DELETE FROM `acme-prod`.shop.good WHERE TRUE;
INSERT INTO `acme-prod`.shop.good (`id`, `Size`) SELECT `id`, `Size` FROM `acme-prod`.opsgen_staged.`good_281c1cdb_run-2`;
DELETE FROM `acme-prod`.opsgen_staged.ledger WHERE `dataset` = '`acme-prod`.shop.good' AND `partition` = '' AND `run` = 'run-1' AND `state` = 'published';
DELETE FROM `acme-prod`.opsgen_staged.ledger WHERE `dataset` = '`acme-prod`.shop.good' AND `partition` = '' AND `run` = 'run-2' AND `state` = 'passed';
INSERT INTO `acme-prod`.opsgen_staged.ledger (`dataset`, `partition`, `run`, `state`, `entry`) SELECT '`acme-prod`.shop.good', '', 'run-2', 'published', '{"at": "2024-01-31T12:00:00.000000+00:00", "base": "run-1-2024-01-30T00:00:00+00:00", "code": "a\\"\\\\", "identity": "", "inputs": {}, "partition": "", "place": "", "rows": 3, "run": "run-2", "state": "published"}';
COMMIT;
DROP TABLE IF EXISTS `acme-prod`.opsgen_staged.`good_281c1cdb_run-2`;

-- publish a partition
ALTER TABLE `acme-prod`.shop.good ADD COLUMN `Size` INT64;
BEGIN;
ASSERT (SELECT MAX(`entry`) FROM `acme-prod`.opsgen_staged.ledger WHERE `dataset` = '`acme-prod`.shop.good' AND `partition` = '2024-01-31' AND `state` = 'published') IS NOT DISTINCT FROM '{"at": "2024-01-30T00:00:00+00:00", "base": "", "code": "", "identity": "", "inputs": {}, "partition": "2024-01-31", "place": "", "rows": null, "run": "run-1", "state": "published"}' AS 'opsgen: superseded';
DELETE FROM `acme-prod`.shop.good WHERE `day` = '2024-01-31';
INSERT INTO `acme-prod`.shop.good (`id`, `Size`) SELECT `id`, `Size` FROM `acme-prod`.opsgen_staged.`good_137e2aa2_run-2`;
DELETE FROM `acme-prod`.opsgen_staged.ledger WHERE `dataset` = '`acme-prod`.shop.good' AND `partition` = '2024-01-31' AND `run` = 'run-1' AND `state` = 'published';
DELETE FROM `acme-prod`.opsgen_staged.ledger WHERE `dataset` = '`acme-prod`.shop.good' AND `partition` = '2024-01-31' AND `run` = 'run-2' AND `state` = 'passed';
INSERT INTO `acme-prod`.opsgen_staged.ledger (`dataset`, `partition`, `run`, `state`, `entry`) SELECT '`acme-prod`.shop.good', '2024-01-31', 'run-2', 'published', '{"at": "2024-01-31T12:00:00.000000+00:00", "base": "run-1-2024-01-30T00:00:00+00:00", "code": "a\\"\\\\", "identity": "", "inputs": {}, "partition": "2024-01-31", "place": "", "rows": 3, "run": "run-2", "state": "published"}';
COMMIT;
DROP TABLE IF EXISTS `acme-prod`.opsgen_staged.`good_137e2aa2_run-2`;

-- discard
DROP TABLE IF EXISTS `acme-prod`.opsgen_staged.`good_281c1cdb_run-2`;
