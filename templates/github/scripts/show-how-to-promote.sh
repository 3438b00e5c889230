# shellcheck disable=SC2016 # the backquotes are Markdown
printf 'To promote this image to %s, run these commands and commit the changes:\n\n```sh\n%s %s\nopsgen build\n```\n' \
  "$NEXT" "$PIN" "$REPOSITORY@$DIGEST" >> "$GITHUB_STEP_SUMMARY"
