# shellcheck disable=SC2016 # the backquotes are Markdown
printf '%s has run %s. To promote it to %s, open a pull request with what this command writes:\n\n```sh\n%s\n```\n' \
  "$ENVIRONMENT" "${COMMIT::7}" "$NEXT" "$PROMOTE --commit $COMMIT${IMAGE:+ --image $IMAGE}" >> "$GITHUB_STEP_SUMMARY"
