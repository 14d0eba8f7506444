"""Readers of pipelines: which jobs run by the clock, and which put something into operation; one file a product."""
