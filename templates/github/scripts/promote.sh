words=(--to "$TO")
if [ -n "$COMMIT" ]; then words+=(--commit "$COMMIT"); fi
if [ -n "$IMAGE" ]; then words+=(--image "$IMAGE"); fi
if [ -n "$SKIP" ]; then words+=(--skip "$SKIP"); fi
if [ -n "$SPEC" ]; then words+=(--spec "$SPEC"); fi
opsgen promote "${words[@]}" | tee "$RUNNER_TEMP/printed"
