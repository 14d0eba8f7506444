"""Rules on readiness: who is woken when it breaks, and whether the change makes that worse."""
