"""Terraform and OpenTofu configuration, read as data: what watches, who is told, who is on call."""
