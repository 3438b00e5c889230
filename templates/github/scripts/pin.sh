# A newer commit that changes these files has a run of its own, which pins its own image.
mapfile -t folders <<< "$PATHS"
mapfile -t files <<< "$PINS"
if ! git diff --quiet "$GITHUB_SHA" HEAD -- "${folders[@]}" "${files[@]/#/:(exclude)}"; then
  echo "::notice::a newer commit changes the files of $ENVIRONMENT, so this image is not pinned"
  exit 0
fi
words=(--env "$ENVIRONMENT" "$IMAGE")
if [ -n "$SPEC" ]; then words+=(--spec "$SPEC"); fi
opsgen pin "${words[@]}"
if [ -z "$(git status --porcelain)" ]; then exit 0; fi
echo "at=$(git rev-parse HEAD)" >> "$GITHUB_OUTPUT"
# The next step takes the title from this line.
echo "$ENVIRONMENT gets ${GITHUB_SHA::7};" > "$RUNNER_TEMP/printed"
