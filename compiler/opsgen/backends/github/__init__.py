"""GitHub Actions: workflows that judge changes, deploy environments and train models."""
