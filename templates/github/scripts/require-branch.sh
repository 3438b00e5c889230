# A tag can have the name of a branch, so the name alone proves nothing.
if [ "$GITHUB_REF" != "refs/heads/$BRANCH" ]; then
  echo "::error::this workflow runs on the branch $BRANCH only, not on $GITHUB_REF"
  exit 1
fi
