git add --all
mkdir --parents "$RUNNER_TEMP/change"
git diff --cached --binary > "$RUNNER_TEMP/change/change.patch"
title=$(sed --quiet --regexp-extended 's/^([a-z0-9_-]+ (gets|goes back to) [0-9a-f]+);.*/\1/p' "$RUNNER_TEMP/printed")
echo "title=$PROJECT: $title" >> "$GITHUB_OUTPUT"
