"""watchkeeper: who owns production when it breaks? Only the version lives here."""

__version__ = "0.1.0"
