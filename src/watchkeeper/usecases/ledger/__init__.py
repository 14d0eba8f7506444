"""What people do with the ledger: fill it, prove it, ask it, hand it on, forget in it."""
