"""Who is on call: rotas expanded to segments, what they cover, and whom an escalation calls."""
