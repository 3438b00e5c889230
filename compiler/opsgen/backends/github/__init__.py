"""GitHub Actions: workflows that check changes, deploy environments and train models."""
