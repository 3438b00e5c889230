git apply --index "$RUNNER_TEMP/change/change.patch"
# The job that made the change ran packages of others, and this one pushes to the default branch.
prefix=$(git rev-parse --show-prefix)
while read -r each; do echo "$prefix$each"; done <<< "$FILES" > "$RUNNER_TEMP/allowed"
if git -c core.quotePath=false diff --cached --name-only |
  grep --invert-match --line-regexp --fixed-strings --file="$RUNNER_TEMP/allowed"; then
  echo "::error::a pinned image changes these files only: $(tr '\n' ' ' < "$RUNNER_TEMP/allowed")"
  exit 1
fi
git -c user.name='github-actions[bot]' -c user.email='41898282+github-actions[bot]@users.noreply.github.com' \
  commit --quiet --message "$TITLE"
# The first, empty helper removes those of the runner.
if git -c credential.helper= -c credential.helper='!gh auth git-credential' push --quiet origin "HEAD:refs/heads/$BRANCH"; then
  echo "pushed=true" >> "$GITHUB_OUTPUT"
else
  echo "::notice::$BRANCH takes no commits from this workflow, so a pull request has the change"
  git reset --quiet --hard HEAD~1
fi
