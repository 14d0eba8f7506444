"""Who wrote a change: agent, person with an agent, or unknown."""
