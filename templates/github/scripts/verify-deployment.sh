# Without attestations, GitHub's own record has to do. A later environment deploys other commits than its release's.
succeeded() {
  gh api "repos/$GITHUB_REPOSITORY/deployments?environment=$FORMER&per_page=100" --jq '.[] | "\(.id) \(.sha)"' |
    while read -r id sha; do
      state=$(gh api "repos/$GITHUB_REPOSITORY/deployments/$id/statuses?per_page=100" --jq 'any(.[]; .state == "success")')
      if [ "$state" = true ]; then echo "$sha"; fi
    done
}
release_at() {
  if [ -z "$FORMER_KEY" ]; then echo "$1" && return; fi
  { git show "$1:./opsgen.lock" 2> /dev/null || true; } |
    awk '$0 == ENVIRON["FORMER_KEY"] ":" { found = 1; next } /^[^ ]/ { found = 0 } found' |
    sed --quiet 's/^  release: "\(.*\)"$/\1/p'
}

shas=$(succeeded)
for sha in $shas; do
  if [ "$(release_at "$sha")" = "$COMMIT" ]; then exit 0; fi
done
echo "::error::$ENVIRONMENT would run ${COMMIT::7}, which $FORMER has not run: $PROMOTE"
exit 1
