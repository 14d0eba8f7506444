"""How large a change is to whoever reviews it: lines, tokens, and what does not count, with the reason."""
