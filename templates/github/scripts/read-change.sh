# Checks out the files of the change. This step and those after it read them, and run none of them.
refuse() { echo "::error::$1"; exit 1; }
entry_of() {
  { git show "$1:./opsgen.lock" 2> /dev/null || true; } |
    awk '$0 == ENVIRON["KEY"] ":" { found = 1; next } /^[^ ]/ { found = 0 } found'
}

# The folders of the environment, and each folder above them.
ways() {
  local each
  for each in "${folders[@]/#/$prefix}"; do
    until [ "$each" = . ]; do
      echo "$each"
      each=$(dirname "$each")
    done
  done
}
converted() {
  git ls-files -- "${folders[@]}" | git check-attr --stdin filter ident working-tree-encoding eol |
    grep --invert-match --extended-regexp ': (unspecified|unset|eol: lf)$' | grep --invert-match ': eol: set$' || true
}

mapfile -t folders <<< "$PATHS"
prefix=$(git rev-parse --show-prefix)
if [ -n "$PULL_REQUEST" ]; then
  git -c credential.helper= -c credential.helper='!gh auth git-credential' \
    fetch --quiet origin "refs/pull/$PULL_REQUEST/merge"
  at=$(git rev-parse FETCH_HEAD)
  # GitHub merges again some time after each push. An older merge would prove what is not merged.
  if [ "$(git rev-parse "$at^2")" != "$HEAD_SHA" ]; then refuse "GitHub has not merged $HEAD_SHA yet: run this job again"; fi
  base=$(git rev-parse "$at^1")
else
  at=$GITHUB_SHA base=$BEFORE
fi
# Engines follow a link or a submodule, and later changes of what it leads to would not look like changes of these folders.
while read -r each; do
  case $(git ls-tree --full-tree "$at" -- "$each") in
    "" | "040000 "*) ;;
    *) refuse "$each is a link, a submodule or a file, and has to be a folder" ;;
  esac
done <<< "$(ways)"
git checkout --quiet --detach "$at"
# An attribute changes what a checkout has, while the commit has the same content.
if [ -n "$(converted)" ]; then
  refuse "git would convert files of $ENVIRONMENT: remove filter, ident, working-tree-encoding and eol=crlf from .gitattributes"
fi
if git diff --quiet "$base" "$at" -- "${folders[@]}" && [ "$(entry_of "$base")" = "$(entry_of "$at")" ]; then
  echo "::notice::this change does not alter what $ENVIRONMENT runs"
  exit 0
fi
if [ -z "$(entry_of "$at")" ] && [ -n "$(git ls-files -- "${folders[@]}")" ]; then
  refuse "$ENVIRONMENT has files, and opsgen.lock has no release of it: $PROMOTE"
fi
{
  echo "changed=true"
  echo "base=$base"
} >> "$GITHUB_OUTPUT"
