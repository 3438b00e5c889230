mkdir --parents "$RUNNER_TEMP/change"
code=0 found=
while read -r model; do
  words=("$model" --env "$ENVIRONMENT" --newer)
  if [ -n "$SPEC" ]; then words+=(--spec "$SPEC"); fi
  if ! opsgen promote-model "${words[@]}"; then
    echo "::error::$model cannot be promoted in $ENVIRONMENT, see above"
    code=1
  fi
  # What a set-up leaves in the checkout is no part of the change.
  while read -r each; do
    if [ -e "$each" ]; then git add -- "$each"; fi
  done <<< "$FILES"
  if ! git diff --cached --quiet; then
    git diff --cached --binary > "$RUNNER_TEMP/change/$model.patch"
    found=true
    git reset --quiet --hard
  fi
done <<< "$MODELS"
echo "found=$found" >> "$GITHUB_OUTPUT"
exit "$code"
