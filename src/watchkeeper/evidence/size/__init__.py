"""Size: of the change, and of what its initiator changed lately."""
