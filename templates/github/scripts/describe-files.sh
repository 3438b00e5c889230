cd "$RUNNER_TEMP/release" || exit
for each in release-*.sums; do
  name=${each#release-}
  digest=$(sha256sum < "$each")
  jq --null-input --arg name "${name%.sums}" --arg digest "sha256:${digest%% *}" '{($name): $digest}'
done | jq --slurp add > files.json
