digests=$(grep --only-matching --extended-regexp "$REPOSITORY@sha256:[0-9a-f]{64}" manifests.yaml | sort --unique || true)
if [ "$(grep --count . <<< "$digests")" != 1 ]; then
  echo "::error::$ENVIRONMENT has no image pinned by digest: run $PIN $REPOSITORY@sha256:... and opsgen build, then commit both"
  exit 1
fi
echo "digest=${digests#*@}" >> "$GITHUB_OUTPUT"
