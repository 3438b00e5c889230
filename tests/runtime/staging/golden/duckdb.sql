-- write
CREATE OR REPLACE TABLE opsgen_staged.good_1234 AS SELECT id, size FROM raw;

-- publish
BEGIN;
ALTER TABLE server.main.good ADD COLUMN "Size" bigint;
DELETE FROM server.main.good;
INSERT INTO server.main.good ("id", "Size") SELECT "id", "Size" FROM server.opsgen_staged."good_dcab1be9_run-2";
DELETE FROM server.opsgen_staged.ledger WHERE "dataset" = 'server.main.good' AND "partition" = '' AND "run" = 'run-1' AND "state" = 'published';
DELETE FROM server.opsgen_staged.ledger WHERE "dataset" = 'server.main.good' AND "partition" = '' AND "run" = 'run-2' AND "state" = 'passed';
INSERT INTO server.opsgen_staged.ledger ("dataset", "partition", "run", "state", "entry") SELECT 'server.main.good', '', 'run-2', 'published', '{"at": "2024-01-31T12:00:00.000000+00:00", "base": "run-1-2024-01-30T00:00:00+00:00", "code": "a\"\\", "identity": "", "inputs": {}, "partition": "", "place": "", "rows": 3, "run": "run-2", "state": "published"}';
DROP TABLE IF EXISTS server.opsgen_staged."good_dcab1be9_run-2";
COMMIT;

-- publish a partition
BEGIN;
ALTER TABLE server.main.good ADD COLUMN "Size" bigint;
DELETE FROM server.main.good WHERE "day" = '2024-01-31';
INSERT INTO server.main.good ("id", "Size") SELECT "id", "Size" FROM server.opsgen_staged."good_4c8fd72f_run-2";
DELETE FROM server.opsgen_staged.ledger WHERE "dataset" = 'server.main.good' AND "partition" = '2024-01-31' AND "run" = 'run-1' AND "state" = 'published';
DELETE FROM server.opsgen_staged.ledger WHERE "dataset" = 'server.main.good' AND "partition" = '2024-01-31' AND "run" = 'run-2' AND "state" = 'passed';
INSERT INTO server.opsgen_staged.ledger ("dataset", "partition", "run", "state", "entry") SELECT 'server.main.good', '2024-01-31', 'run-2', 'published', '{"at": "2024-01-31T12:00:00.000000+00:00", "base": "run-1-2024-01-30T00:00:00+00:00", "code": "a\"\\", "identity": "", "inputs": {}, "partition": "2024-01-31", "place": "", "rows": 3, "run": "run-2", "state": "published"}';
DROP TABLE IF EXISTS server.opsgen_staged."good_4c8fd72f_run-2";
COMMIT;

-- discard
DROP TABLE IF EXISTS server.opsgen_staged."good_dcab1be9_run-2";
