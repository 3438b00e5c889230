digests=$(grep --only-matching --extended-regexp "$REPOSITORY@sha256:[0-9a-f]{64}" manifests.yaml | sort --unique || true)
if [ "$(grep --count . <<< "$digests")" != 1 ]; then
  echo "::error::$ENVIRONMENT runs no image by its digest: $PIN $REPOSITORY@sha256:..., then opsgen build, and commit both"
  exit 1
fi
echo "digest=${digests#*@}" >> "$GITHUB_OUTPUT"
