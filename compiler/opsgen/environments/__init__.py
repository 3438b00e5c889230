"""A spec in one environment: variables and overlays applied to the located tree, before validation."""
