"""Reads what other tools export (incidents, deployments, changes) into events for the ledger; one file a format."""
