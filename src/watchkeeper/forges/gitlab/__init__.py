"""GitLab: merge requests, notes and commit statuses."""
