refuse() {
  echo "::error::$ENVIRONMENT would run ${COMMIT::7}, which $FORMER has not run with these files and this image: $PROMOTE"
  exit 1
}

# The exact identity: `--signer-workflow` also takes workflows whose paths start like this one.
gh attestation verify "$RUNNER_TEMP/release/release-$ENVIRONMENT.sums" \
  --repo "$GITHUB_REPOSITORY" \
  --predicate-type "$PREDICATE_TYPE" \
  --cert-identity "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/$SIGNER@refs/heads/$BRANCH" \
  --source-ref "refs/heads/$BRANCH" ${SOURCE_DIGEST:+--source-digest "$SOURCE_DIGEST"} \
  --format json > attested.json || refuse
# Only the signature was verified so far.
jq --exit-status --arg project "$PROJECT" --arg former "$FORMER" --arg commit "$COMMIT" --arg image "$IMAGE" \
  --arg environment "$ENVIRONMENT" --arg files "$FILES" '
    [.[].verificationResult.statement.predicate
      | select(.project == $project and .environment == $former and .commit == $commit)
      | select((.image // "") == $image and .files[$environment] == $files)
      | .files][0]' attested.json > "$RUNNER_TEMP/release/files.json" || refuse
