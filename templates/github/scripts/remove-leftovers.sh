kubectl get --filename former.yaml --ignore-not-found --output name | sort > former.txt
kubectl get --filename manifests.yaml --output name | sort > current.txt
# What holds data stays, and so do the settings of jobs that still run.
comm -23 former.txt current.txt | sed --regexp-extended '/^(configmap|namespace|persistentvolumeclaim)\//d' |
  xargs --no-run-if-empty kubectl delete --namespace "$NAMESPACE" --ignore-not-found
