gcloud storage rsync "$RUNNER_TEMP/dags" "$TARGET" --recursive --checksums-only --delete-unmatched-destination-objects
