kubectl create configmap "$RECORD" --namespace "$NAMESPACE" --from-file manifests.yaml --dry-run=client --output yaml |
  kubectl apply --server-side --force-conflicts --field-manager opsgen --filename -
