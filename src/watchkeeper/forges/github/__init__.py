"""GitHub: pull requests, checks and workflow runs."""
