words=(--env "$ENVIRONMENT")
if [ -n "$WANTED" ]; then words+=(--to "$WANTED"); fi
if [ -n "$SPEC" ]; then words+=(--spec "$SPEC"); fi
opsgen rollback "${words[@]}" | tee "$RUNNER_TEMP/printed"
