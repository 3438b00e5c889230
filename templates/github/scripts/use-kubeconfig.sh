install -D --mode 600 /dev/stdin "$HOME/.kube/config" <<< "$KUBECONFIG_CONTENT"
