"""Catalogs: what Backstage, OpsLevel, Cortex and Compass files declare."""
