# The files were downloaded just now, so all of them are newer than the copies, and sync replaces each one.
aws s3 sync "$RUNNER_TEMP/dags" "$TARGET" --delete --only-show-errors
