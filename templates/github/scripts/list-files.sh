# The list of `opsgen.lock`: each file that the environment runs, except pin files, by the bytes of its path.
mkdir --parents "$RUNNER_TEMP/release"
list="$RUNNER_TEMP/release/release-$ENVIRONMENT.sums"
: > "$list"
cd "$FOLDER" || exit
while read -r each; do
  if [ -e "$each" ]; then find "$each" -type f -print0; fi
done <<< "$PATHS" | { grep --null-data --invert-match --line-regexp --fixed-strings "$PINS" || true; } |
  LC_ALL=C sort --zero-terminated | xargs --null --no-run-if-empty sha256sum > "$list"
