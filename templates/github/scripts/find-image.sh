cd "$FOLDER" || exit
mapfile -t found <<< "$PATHS"
digests=$(grep --recursive --no-messages --no-filename --only-matching --extended-regexp "$REPOSITORY@sha256:[0-9a-f]{64}|digest: sha256:[0-9a-f]{64}" "${found[@]}" |
  grep --only-matching 'sha256:.*' | sort --unique || true)
if [ "$(grep --count . <<< "$digests")" != 1 ]; then
  echo "::error::$ENVIRONMENT has no image pinned by digest: run $PIN $REPOSITORY@sha256:... and commit the changes"
  exit 1
fi
echo "digest=$digests" >> "$GITHUB_OUTPUT"
