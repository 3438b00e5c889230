verified=0
gh attestation verify "oci://$FULL_NAME@${IMAGE#*@}" \
  --repo "$GITHUB_REPOSITORY" \
  --predicate-type https://slsa.dev/provenance/v1 \
  --cert-identity "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/$SIGNER@refs/heads/$BRANCH" \
  --source-ref "refs/heads/$BRANCH" ${SOURCE_DIGEST:+--source-digest "$SOURCE_DIGEST"} || verified=$?
if [ "$verified" != 0 ] && [ -n "$ADOPTED" ]; then
  echo "::warning::it is not proven that this repository built the image that $ENVIRONMENT adopted"
elif [ "$verified" != 0 ]; then
  echo "::error::$ENVIRONMENT would run an image that was not built from ${COMMIT::7}: $PROMOTE"
  exit 1
fi
