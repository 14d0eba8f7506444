"""What people do with the ledger: fill it, prove it, ask it, hand it on, forget in it."""

from watchkeeper.usecases.extras import need

need("sqlalchemy", "ledger")  # before any module of this folder is imported, since they all stand on it
