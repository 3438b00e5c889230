# Each list of files is a subject, so that its digest finds the attestation.
jq --raw-output --arg listed "$LISTED" '
  with_entries(select(.key | IN($listed | split("\n")[])))
  | to_entries[] | "\(.value | ltrimstr("sha256:"))  release-\(.key).sums"' files.json > subjects.txt
jq --arg project "$PROJECT" --arg environment "$ENVIRONMENT" --arg commit "$COMMIT" --arg image "$IMAGE" \
  --arg listed "$LISTED" '
    {$project, $environment, $commit, image: (if $image == "" then null else $image end),
     files: with_entries(select(.key | IN($listed | split("\n")[])))}' files.json > predicate.json
