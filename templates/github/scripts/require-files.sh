refuse() { echo "::error::$1: restore $ENVIRONMENT with git, or run $PROMOTE"; exit 1; }

mapfile -t found <<< "$PATHS"
# Links and submodules lead to content that no digest covers.
if git ls-files --stage -- "${found[@]}" | grep --quiet --invert-match '^100'; then
  refuse "the files of $ENVIRONMENT have a link or a submodule"
fi
digest=$(sha256sum < "$RUNNER_TEMP/release/release-$ENVIRONMENT.sums")
if [ "sha256:${digest%% *}" != "$FILES" ]; then
  refuse "the files of $ENVIRONMENT are not those of its release"
fi
