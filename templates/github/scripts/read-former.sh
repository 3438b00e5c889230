kubectl get configmap "$RECORD" --namespace "$NAMESPACE" --ignore-not-found \
  --output 'jsonpath={.data.manifests\.yaml}' > former.yaml
if [ -s former.yaml ]; then
  echo "found=true" >> "$GITHUB_OUTPUT"
fi
