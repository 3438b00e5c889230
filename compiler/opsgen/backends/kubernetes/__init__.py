"""Kubernetes: a kustomize folder for each environment.

What a cluster needs besides Kubernetes itself:

- the Secret with the name of the project, with a key for each secret in the spec;
- a network plugin that enforces NetworkPolicies, and metrics-server if servers are scaled;
- the Gateway API or an ingress controller if servers are exposed; for canaries behind a Gateway also the plugin of Argo
  Rollouts for it, `argoproj-labs/gatewayAPI`;
- Argo Rollouts for the strategies `canary` and `blue_green`, KServe for `serving: kserve`;
- the Prometheus Operator, unless `monitoring: none`; job alerts also need kube-state-metrics.
"""
