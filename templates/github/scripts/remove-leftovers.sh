kubectl get --filename former.yaml --ignore-not-found --output name | sort > former.txt
kubectl get --filename manifests.yaml --output name | sort > current.txt
# Keep volumes and namespaces, which hold data, and config maps, which running jobs may still read.
comm -23 former.txt current.txt | sed --regexp-extended '/^(configmap|namespace|persistentvolumeclaim)\//d' |
  xargs --no-run-if-empty kubectl delete --namespace "$NAMESPACE" --ignore-not-found
