# A branch of its own for each model: a newer version takes the place of one that nobody has merged.
prefix=$(git rev-parse --show-prefix)
while read -r each; do echo "$prefix$each"; done <<< "$FILES" > "$RUNNER_TEMP/allowed"
# The first, empty helper removes those of the runner.
push() { git -c credential.helper= -c credential.helper='!gh auth git-credential' push --quiet "$@"; }
version_of() {
  awk '$0 == ENVIRON["KEY"] ":" { entry = 1; next } /^[^ ]/ { entry = 0 } entry' opsgen.lock |
    awk '$0 == "  models:" { models = 1; next } /^  [^ ]/ { models = 0 } models' |
    sed --quiet --regexp-extended "s/^    \"?$1\"?: \"([0-9]{1,18})@sha256:[0-9a-f]{64}\"\$/\1/p"
}
others() {
  awk '$0 == ENVIRON["KEY"] ":" || index($0, ENVIRON["KEY"] ": ") == 1 { entry = 1; next } /^[^ ]/ { entry = 0 } !entry'
}
# The lines of the lock, of pin files and of the manifest that pin a version; `a` stands for a digit or a small letter.
pins='[+-](  models:|data:( \{\})?|components:|  - "?\.\./[a-z0-9-]+"?|MODELS = \{(\})?|\}| +\),?'
pins+='| +("?[a-z0-9_-]+"?: )?(\(|"[0-9]{1,18}@sha256:[0-9a-f]{64}",?)|[0-9a-f]{64}  [^ ]+)'
# Nobody reviews what is pushed, so it changes versions of this environment, and no other line.
is_plain() {
  cmp --silent <(git show "$start:./opsgen.lock" | others) <(others < opsgen.lock) &&
    ! git diff --cached --unified=0 | grep '^[+-]' | grep --extended-regexp --invert-match '^(\+\+\+|---) ' |
      grep --quiet --extended-regexp --invert-match --line-regexp "$pins|[+-]$KEY:"
}
is_automatic() { grep --quiet --line-regexp --fixed-strings "$1" <<< "$AUTOMATIC"; }

propose() {
  head="opsgen/$PROJECT-$ENVIRONMENT-$1"
  # A change that was refused leaves its files.
  git reset --quiet --hard
  git switch --quiet --force-create "$head" "$start"
  if ! git apply --index "$RUNNER_TEMP/change/$1.patch"; then
    if [ -z "$pushed" ]; then return 1; fi
    echo "::notice::$1: another model was promoted just now, so the next run proposes this one"
    return 0
  fi
  # The job that made the change ran packages of others.
  if git -c core.quotePath=false diff --cached --no-renames --name-only |
    grep --invert-match --line-regexp --fixed-strings --file="$RUNNER_TEMP/allowed"; then
    echo "::error::a version of a model changes these files only: $(tr '\n' ' ' < "$RUNNER_TEMP/allowed")"
    return 1
  fi
  version=$(version_of "$1")
  if [ -z "$version" ]; then echo "::error::the change pins no version of $1" && return 1; fi
  plain=
  if is_plain; then plain=true; fi
  TITLE="$PROJECT: $ENVIRONMENT serves $1 $version"
  export TITLE
  git -c user.name='github-actions[bot]' -c user.email='41898282+github-actions[bot]@users.noreply.github.com' \
    commit --quiet --message "$TITLE" || return 1
  if is_automatic "$1" && [ -n "$plain" ] && push origin "HEAD:refs/heads/$BRANCH"; then
    start=$(git rev-parse HEAD) pushed=true
    return 0
  fi
  # Whoever has closed it does not want this version, and whoever has merged it may have gone back since.
  pulls=$(gh pr list --head "$head" --state all --json number,state,title) || return 1
  if jq --exit-status 'any(.[]; .title == env.TITLE)' <<< "$pulls" > /dev/null; then
    echo "::notice::$TITLE: this was proposed before"
    return 0
  fi
  push --force origin "HEAD:refs/heads/$head" || return 1
  open=$(jq --raw-output 'first(.[] | select(.state == "OPEN") | .number) // empty' <<< "$pulls")
  body='GitHub starts no checks for a pull request that a workflow opens. Close it and open it again to start them.'
  if [ -n "$open" ]; then
    gh pr edit "$open" --title "$TITLE"
  elif ! gh pr create --base "$BRANCH" --head "$head" --title "$TITLE" --body "$body"; then
    echo "::error::open a pull request from the branch $head: this workflow may not, see the settings of Actions"
    return 1
  fi
}

start=$(git rev-parse HEAD) code=0 pushed=
while read -r model; do
  if [ -e "$RUNNER_TEMP/change/$model.patch" ]; then propose "$model" || code=1; fi
done <<< "$MODELS"
# A push by a workflow starts no other workflow.
if [ -n "$pushed" ] && [ -n "$DEPLOY" ]; then gh workflow run "$DEPLOY" --ref "$BRANCH"; fi
exit "$code"
