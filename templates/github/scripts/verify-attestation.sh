gh attestation verify "oci://$REPOSITORY@$DIGEST" \
  --predicate-type "$PREDICATE_TYPE" \
  --repo "$GITHUB_REPOSITORY" \
  --signer-workflow "$GITHUB_REPOSITORY/$SIGNER" \
  --source-ref "refs/heads/$BRANCH"
