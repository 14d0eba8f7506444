"""The ledger: what happened, for ever. Fill it, prove it, ask it, forget in it."""
