# Without attestations, GitHub's own record of runs has to do. The file of the workflow is of one project only.
# A fork, a pull request or a tag can run a file at the same path, so the event, the branch and the commit count, too.
succeeded() {
  gh api "repos/$GITHUB_REPOSITORY/actions/workflows/${SIGNER##*/}/runs?status=success&per_page=100" |
    jq --raw-output '.workflow_runs[]
      | select((.path | split("@")[0]) == env.SIGNER and .conclusion == "success")
      | select(.head_repository.full_name == env.GITHUB_REPOSITORY and .head_branch == env.BRANCH)
      | select(.event | IN(env.EVENTS | split(" ")[]))
      | .head_sha'
}
# A later environment deploys other commits than its release's.
release_at() {
  if [ -z "$FORMER_KEY" ]; then echo "$1" && return; fi
  { git show "$1:./opsgen.lock" 2> /dev/null || true; } |
    awk '$0 == ENVIRON["FORMER_KEY"] ":" { found = 1; next } /^[^ ]/ { found = 0 } found' |
    sed --quiet 's/^  release: "\(.*\)"$/\1/p'
}

shas=$(succeeded)
for sha in $shas; do
  if ! git merge-base --is-ancestor "$sha" HEAD 2> /dev/null; then continue; fi
  if [ "$(release_at "$sha")" = "$COMMIT" ]; then exit 0; fi
done
echo "::error::$ENVIRONMENT would run ${COMMIT::7}, which $FORMER has not run: $PROMOTE"
exit 1
