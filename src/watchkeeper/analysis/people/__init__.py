"""People: who a text means, who is in a team."""
