"""Whether what a deployment is asked still looks like what its model learned from."""
