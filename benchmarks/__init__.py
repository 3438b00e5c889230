"""What opsgen costs, as ratios of CPU time within one run, so that they hold across machines: `nox -s bench`."""
