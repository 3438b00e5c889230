wait_until() {
  generation=$(kubectl get "$1" --namespace "$NAMESPACE" --output 'jsonpath={.metadata.generation}')
  kubectl wait "$1" --namespace "$NAMESPACE" --for "jsonpath={.status.observedGeneration}=$generation" --timeout 2m
  kubectl wait "$1" --namespace "$NAMESPACE" --for "$2" --timeout "$TIMEOUT"
}

objects=$(kubectl get --filename "$MANIFESTS" --output name)
for object in $objects; do
  case $object in
    deployment.apps/*) kubectl rollout status "$object" --namespace "$NAMESPACE" --timeout "$TIMEOUT" ;;
    rollout.argoproj.io/*) wait_until "$object" 'jsonpath={.status.phase}=Healthy' ;;
    inferenceservice.serving.kserve.io/*) wait_until "$object" condition=Ready ;;
  esac
done
