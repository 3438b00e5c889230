"""Kubernetes: a kustomize folder for each environment.

What a cluster has to have, beside Kubernetes itself:

- the Secret that is named like the project, with a key for each secret that the spec names;
- a network plugin that keeps NetworkPolicies, and metrics-server where servers are scaled;
- the Gateway API or an ingress controller where servers are exposed; for a Gateway's canaries also the plugin of Argo
  Rollouts for it, `argoproj-labs/gatewayAPI`;
- Argo Rollouts for the strategies `canary` and `blue_green`, KServe for `serving: kserve`;
- the Prometheus Operator, unless `monitoring: none`; job alerts also need kube-state-metrics.
"""
