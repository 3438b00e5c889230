endpoint=$(gcloud container clusters describe "$CLUSTER" --location "$LOCATION" --project "$PROJECT" \
  --format 'value(endpoint)')
gcloud container clusters describe "$CLUSTER" --location "$LOCATION" --project "$PROJECT" \
  --format 'value(masterAuth.clusterCaCertificate)' | base64 --decode > "$RUNNER_TEMP/cluster-ca.pem"
kubectl config set-cluster gke --server "https://$endpoint" \
  --certificate-authority "$RUNNER_TEMP/cluster-ca.pem" --embed-certs
kubectl config set-credentials deployer --token "$ACCESS_TOKEN"
kubectl config set-context gke --cluster gke --user deployer
kubectl config use-context gke
