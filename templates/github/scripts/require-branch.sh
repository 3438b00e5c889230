if [ "$GITHUB_REF_NAME" != "$BRANCH" ]; then
  echo "::error::only branch $BRANCH can be deployed, not $GITHUB_REF_NAME"
  exit 1
fi
