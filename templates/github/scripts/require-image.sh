others=$(grep --only-matching --extended-regexp "image: \"?${REPOSITORY//./\\.}[:@][^\" ]+" manifests.yaml |
  sed --regexp-extended 's/^image: "?//' | grep --invert-match --line-regexp --fixed-strings "$IMAGE" || true)
if [ -n "$others" ]; then
  echo "::error::the manifests run another image than opsgen.lock has: run $PROMOTE"
  exit 1
fi
