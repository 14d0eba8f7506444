"""The ledger's database: its schema."""
