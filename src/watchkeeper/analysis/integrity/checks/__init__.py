"""One file for each place where a check can be weakened: tests, pipelines, scripts, thresholds, snapshots."""
