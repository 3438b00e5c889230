if [ "$GITHUB_REF_NAME" != "$BRANCH" ]; then
  echo "::error::only the branch $BRANCH is deployed, not $GITHUB_REF_NAME"
  exit 1
fi
