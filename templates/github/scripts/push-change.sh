git apply --index "$RUNNER_TEMP/change/change.patch"
git -c user.name='github-actions[bot]' -c user.email='41898282+github-actions[bot]@users.noreply.github.com' \
  commit --quiet --message "$TITLE"
# The first, empty helper removes those of the runner.
if git -c credential.helper= -c credential.helper='!gh auth git-credential' push --quiet origin "HEAD:refs/heads/$BRANCH"; then
  echo "pushed=true" >> "$GITHUB_OUTPUT"
else
  echo "::notice::$BRANCH takes no commits from this workflow, so a pull request has the change"
  git reset --quiet --hard HEAD~1
fi
