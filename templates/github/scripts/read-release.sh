# opsgen writes an entry in one form only: the name of the environment, and a field in each line below.
entry_of() {
  { git show "$1:./opsgen.lock" 2> /dev/null || true; } |
    awk '$0 == ENVIRON["KEY"] ":" { found = 1; next } /^[^ ]/ { found = 0 } found'
}
field() { sed --quiet "s/^  $1: \"\?\([^\"]*\)\"\?\$/\1/p" <<< "$entry"; }
refuse() { echo "::error::$1"; exit 1; }
require() {
  if ! [[ $(field "$1") =~ ^($2)$ ]]; then
    refuse "opsgen.lock has no valid \`$1\` of $ENVIRONMENT: restore it with git, or run $PROMOTE"
  fi
}

at=$(git rev-parse HEAD)
if [ -n "$WANTED" ]; then
  if ! [[ $WANTED =~ ^[0-9a-f]{7,64}$ ]]; then refuse "a release is the hash of a commit, or its first 7 digits or more"; fi
  at=
  while read -r each; do
    entry=$(entry_of "$each")
    if [[ $(field release) == "$WANTED"* ]]; then at=$each && break; fi
  done <<< "$(git log --format=%H -- opsgen.lock)"
  if [ -z "$at" ]; then refuse "the history of opsgen.lock has no release $WANTED of $ENVIRONMENT"; fi
fi
entry=$(entry_of "$at")
if [ -z "$(field release)" ]; then
  echo "::notice::$ENVIRONMENT: not promoted yet, so nothing is deployed: $PROMOTE"
  exit 0
fi
require release '[0-9a-f]{40}|[0-9a-f]{64}'
require files 'sha256:[0-9a-f]{64}'
if [ -n "$REPOSITORY" ]; then require image "${REPOSITORY//./\\.}@sha256:[0-9a-f]{64}"; fi
unproven=
if grep --quiet '^  adopted: true$' <<< "$entry"; then
  unproven=adopted
  echo "::warning::$ENVIRONMENT runs adopted files: no environment has proven them, and its image may be of another commit"
elif grep --quiet '^  skipped: ' <<< "$entry"; then
  unproven=skipped
  echo "::warning::$FORMER was skipped, so it has not proven this release: $(sed --quiet 's/^  skipped: //p' <<< "$entry")"
fi
{
  echo "at=$at"
  echo "commit=$(field release)"
  echo "files=$(field files)"
  echo "image=$(field image)"
  echo "unproven=$unproven"
} >> "$GITHUB_OUTPUT"
