-- write
CREATE OR REPLACE TRANSIENT TABLE opsgen_staged.good_1234 AS SELECT id, size FROM raw;

-- publish
ALTER TABLE SHOP.PUBLIC.good ADD COLUMN "Size" NUMBER(38,0);
BEGIN;
UPDATE SHOP.opsgen_staged.ledger SET "dataset" = "dataset" WHERE "dataset" = 'SHOP.PUBLIC.good';
INSERT OVERWRITE INTO SHOP.PUBLIC.good ("id", "Size") SELECT "id", "Size" FROM SHOP.opsgen_staged."good_bef1deb8_run-2";
DELETE FROM SHOP.opsgen_staged.ledger WHERE "dataset" = 'SHOP.PUBLIC.good' AND "partition" = '' AND "run" = 'run-1' AND "state" = 'published';
DELETE FROM SHOP.opsgen_staged.ledger WHERE "dataset" = 'SHOP.PUBLIC.good' AND "partition" = '' AND "run" = 'run-2' AND "state" = 'passed';
INSERT INTO SHOP.opsgen_staged.ledger ("dataset", "partition", "run", "state", "entry") SELECT 'SHOP.PUBLIC.good', '', 'run-2', 'published', '{"at": "2024-01-31T12:00:00.000000+00:00", "base": "run-1-2024-01-30T00:00:00+00:00", "code": "a\\"\\\\", "identity": "", "inputs": {}, "partition": "", "place": "", "rows": 3, "run": "run-2", "state": "published"}';
COMMIT;
DROP TABLE IF EXISTS SHOP.opsgen_staged."good_bef1deb8_run-2";

-- publish a partition
ALTER TABLE SHOP.PUBLIC.good ADD COLUMN "Size" NUMBER(38,0);
BEGIN;
UPDATE SHOP.opsgen_staged.ledger SET "dataset" = "dataset" WHERE "dataset" = 'SHOP.PUBLIC.good';
DELETE FROM SHOP.PUBLIC.good WHERE "day" = '2024-01-31';
INSERT INTO SHOP.PUBLIC.good ("id", "Size") SELECT "id", "Size" FROM SHOP.opsgen_staged."good_d86aba1c_run-2";
DELETE FROM SHOP.opsgen_staged.ledger WHERE "dataset" = 'SHOP.PUBLIC.good' AND "partition" = '2024-01-31' AND "run" = 'run-1' AND "state" = 'published';
DELETE FROM SHOP.opsgen_staged.ledger WHERE "dataset" = 'SHOP.PUBLIC.good' AND "partition" = '2024-01-31' AND "run" = 'run-2' AND "state" = 'passed';
INSERT INTO SHOP.opsgen_staged.ledger ("dataset", "partition", "run", "state", "entry") SELECT 'SHOP.PUBLIC.good', '2024-01-31', 'run-2', 'published', '{"at": "2024-01-31T12:00:00.000000+00:00", "base": "run-1-2024-01-30T00:00:00+00:00", "code": "a\\"\\\\", "identity": "", "inputs": {}, "partition": "2024-01-31", "place": "", "rows": 3, "run": "run-2", "state": "published"}';
COMMIT;
DROP TABLE IF EXISTS SHOP.opsgen_staged."good_d86aba1c_run-2";

-- discard
DROP TABLE IF EXISTS SHOP.opsgen_staged."good_bef1deb8_run-2";
