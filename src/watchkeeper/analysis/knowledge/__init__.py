"""Knowledge: who knows a path, who was there when, and what hangs on one person."""
