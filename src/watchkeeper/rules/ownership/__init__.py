"""Rules about who answers."""
