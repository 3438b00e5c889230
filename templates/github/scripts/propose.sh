head="opsgen/$PROJECT-$GITHUB_RUN_ID-$GITHUB_RUN_ATTEMPT"
git switch --quiet --create "$head"
git apply --index "$RUNNER_TEMP/change/change.patch"
git -c user.name='github-actions[bot]' -c user.email='41898282+github-actions[bot]@users.noreply.github.com' \
  commit --quiet --message "$TITLE"
# The first, empty helper removes those of the runner.
git -c credential.helper= -c credential.helper='!gh auth git-credential' push --quiet origin "HEAD:refs/heads/$head"
body='GitHub starts no checks for a pull request that a workflow opens. Close it and open it again to start them.'
if ! gh pr create --base "$BRANCH" --head "$head" --title "$TITLE" --body "$body"; then
  echo "::error::open a pull request from the branch $head: this workflow may not, see the settings of Actions"
  exit 1
fi
