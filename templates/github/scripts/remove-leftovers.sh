kubectl get --filename former.yaml --ignore-not-found --output name | sort > former.txt
kubectl get --filename manifests.yaml --output name | sort > current.txt
comm -23 former.txt current.txt | sed '/^namespace\//d' |
  xargs --no-run-if-empty kubectl delete --namespace "$NAMESPACE" --ignore-not-found
