# The engine reports on the commit that it has applied. That one pins the image, so it comes after the release's commit.
entry_of() {
  { git show "$1:./opsgen.lock" 2> /dev/null || true; } |
    awk '$0 == ENVIRON["FORMER_KEY"] ":" { found = 1; next } /^[^ ]/ { found = 0 } found'
}
field() { sed --quiet "s/^  $1: \"\?\([^\"]*\)\"\?\$/\1/p" <<< "$entry"; }
digest_at() {
  git ls-tree -r -z --name-only "$1" -- "${folders[@]}" |
    { grep --null-data --invert-match --line-regexp --fixed-strings "$PINS" || true; } | LC_ALL=C sort --zero-terminated |
    while IFS= read -r -d '' path; do
      digest=$(git cat-file blob "$1:./$path" | sha256sum)
      printf '%s  %s\n' "${digest%% *}" "$path"
    done | sha256sum
}
pins_image() {
  if [ -z "$PIN" ]; then return 0; fi
  expected=$(printf '%s\n' 'apiVersion: kustomize.config.k8s.io/v1alpha1' 'kind: Component' 'images:' \
    "  - name: $REPOSITORY" "    digest: ${IMAGE#*@}")
  found=$({ git show "$1:./$PIN" 2> /dev/null || true; } | grep --invert-match '^#' || true)
  [ "$found" = "$expected" ]
}
runs_release() {
  pins_image "$1" || return 1
  if [ -n "$FORMER_KEY" ]; then
    entry=$(entry_of "$1")
    if [ "$(field release)" != "$COMMIT" ]; then return 1; fi
    digest=$(digest_at "$1")
    [ "sha256:${digest%% *}" = "$(field files)" ]
  else
    [ "$(digest_at "$1")" = "$released" ]
  fi
}

mapfile -t folders <<< "$PATHS"
released=$(digest_at "$COMMIT")
others=
declare -A known
for each in "$COMMIT" $(git rev-list --reverse --ancestry-path "$COMMIT..$BASE"); do
  # Most commits leave these files as they are.
  trees=$(git ls-tree "$each" -- "${folders[@]}" opsgen.lock)
  if [ -z "${known[:$trees]:-}" ]; then
    if runs_release "$each"; then known[:$trees]=yes; else known[:$trees]=no; fi
  fi
  if [ "${known[:$trees]}" = no ]; then continue; fi
  statuses=$(gh api "repos/$GITHUB_REPOSITORY/commits/$each/statuses?per_page=100")
  # The newest comes first.
  state=$(jq --raw-output --arg context "$CONTEXT" --arg creator "$CREATOR" '
    first(.[] | select(.context == $context and .creator.login == $creator) | .state) // empty' <<< "$statuses")
  if [ "$state" = success ]; then
    echo "$FORMER is healthy with ${COMMIT::7}, as $CREATOR reported on ${each::7}"
    exit 0
  fi
  if [ -n "$state" ]; then others="; the newest is $state"; fi
done
echo "::error::$ENVIRONMENT would run ${COMMIT::7}, and no status \`$CONTEXT\` by $CREATOR proves that $FORMER is healthy with it$others"
exit 1
