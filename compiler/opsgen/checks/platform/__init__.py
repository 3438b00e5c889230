"""Platform practice: what keeps deployments running."""
