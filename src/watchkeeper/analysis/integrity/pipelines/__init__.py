"""Pipelines of GitHub and GitLab as jobs, steps and triggers, whatever the file format calls them."""
