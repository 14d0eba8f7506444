"""Fills the ledger from a bare git history, pass by pass; each pass can be ended and taken up again."""
