"""GitOps: an Application of Argo CD for each environment, which applies what is committed."""
