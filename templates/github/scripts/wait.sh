# Prints `healthy`, `waiting`, or why waiting is useless.
state_of() {
  kubectl get "$1" --namespace "$NAMESPACE" --output json | jq --raw-output '
    def condition($type): first(.status.conditions[]? | select(.type == $type)) // {};
    if ((.status.observedGeneration // 0) | tonumber? // 0) < .metadata.generation then "waiting"
    elif .kind == "Deployment" then
      if condition("Progressing").reason == "ProgressDeadlineExceeded" then "its pods did not become ready in time"
      elif (.status.updatedReplicas // 0) >= (.spec.replicas // 1)
        and (.status.replicas // 0) <= (.status.updatedReplicas // 0)
        and (.status.availableReplicas // 0) >= (.status.updatedReplicas // 0) then "healthy"
      else "waiting" end
    elif .kind == "Rollout" then
      if .status.phase == "Healthy" then "healthy"
      elif .status.phase == "Degraded" then "it is degraded: \(.status.message)"
      elif any(.status.pauseConditions[]?.reason; startswith("Inconclusive")) then
        "its analysis is inconclusive, as after too few requests: a person has to promote or abort it"
      elif .spec.paused then "someone paused it"
      else "waiting" end
    elif condition("Ready").status == "True" then "healthy"
    elif .status.modelStatus.transitionStatus | IN("BlockedByFailedLoad", "InvalidSpec") then
      "its model cannot be loaded: \(.status.modelStatus.lastFailureInfo.message)"
    else "waiting" end
    | gsub("[\r\n]"; " ")'
}

end=$((SECONDS + TIMEOUT)) unreachable=0
objects=$(kubectl get --filename "$MANIFESTS" --output name |
  grep --extended-regexp '^(deployment\.apps|rollout\.argoproj\.io|inferenceservice\.serving\.kserve\.io)/' || true)
while true; do
  pending=
  for object in $objects; do
    if state=$(state_of "$object"); then
      unreachable=0
    else
      # A lost connection is no failed rollout.
      unreachable=$((unreachable + 1)) state=waiting
      if [ "$unreachable" = 5 ]; then echo "::error::the cluster does not answer" && exit 1; fi
    fi
    case $state in
      healthy) ;;
      waiting) pending="$pending $object" ;;
      *) echo "::error::$object: $state" && exit 1 ;;
    esac
  done
  if [ -z "$pending" ]; then exit 0; fi
  if [ "$SECONDS" -ge "$end" ]; then
    if [ "$MORE" = true ]; then exit 0; fi
    echo "::error::still not healthy after $TIMEOUT seconds:$pending"
    exit 1
  fi
  sleep 10
done
