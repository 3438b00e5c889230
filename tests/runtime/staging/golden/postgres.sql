-- write
DROP TABLE IF EXISTS opsgen_staged.good_1234;
CREATE UNLOGGED TABLE opsgen_staged.good_1234 AS SELECT id, size FROM raw;

-- publish
BEGIN;
ALTER TABLE public.good ADD COLUMN "Size" bigint;
DELETE FROM public.good;
INSERT INTO public.good ("id", "Size") SELECT "id", "Size" FROM opsgen_staged."good_15676511_run-2";
DELETE FROM opsgen_staged.ledger WHERE "dataset" = 'public.good' AND "partition" = '' AND "run" = 'run-1' AND "state" = 'published';
DELETE FROM opsgen_staged.ledger WHERE "dataset" = 'public.good' AND "partition" = '' AND "run" = 'run-2' AND "state" = 'passed';
INSERT INTO opsgen_staged.ledger ("dataset", "partition", "run", "state", "entry") SELECT 'public.good', '', 'run-2', 'published', '{"at": "2024-01-31T12:00:00.000000+00:00", "base": "run-1-2024-01-30T00:00:00+00:00", "code": "a\"\\", "identity": "", "inputs": {}, "partition": "", "place": "", "rows": 3, "run": "run-2", "state": "published"}';
DROP TABLE IF EXISTS opsgen_staged."good_15676511_run-2";
COMMIT;

-- publish a partition
BEGIN;
ALTER TABLE public.good ADD COLUMN "Size" bigint;
DELETE FROM public.good WHERE "day" = '2024-01-31';
INSERT INTO public.good ("id", "Size") SELECT "id", "Size" FROM opsgen_staged."good_ef9b3fa2_run-2";
DELETE FROM opsgen_staged.ledger WHERE "dataset" = 'public.good' AND "partition" = '2024-01-31' AND "run" = 'run-1' AND "state" = 'published';
DELETE FROM opsgen_staged.ledger WHERE "dataset" = 'public.good' AND "partition" = '2024-01-31' AND "run" = 'run-2' AND "state" = 'passed';
INSERT INTO opsgen_staged.ledger ("dataset", "partition", "run", "state", "entry") SELECT 'public.good', '2024-01-31', 'run-2', 'published', '{"at": "2024-01-31T12:00:00.000000+00:00", "base": "run-1-2024-01-30T00:00:00+00:00", "code": "a\"\\", "identity": "", "inputs": {}, "partition": "2024-01-31", "place": "", "rows": 3, "run": "run-2", "state": "published"}';
DROP TABLE IF EXISTS opsgen_staged."good_ef9b3fa2_run-2";
COMMIT;

-- discard
DROP TABLE IF EXISTS opsgen_staged."good_15676511_run-2";
