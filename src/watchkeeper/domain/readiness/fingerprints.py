"""Fingerprints of keys: enough to see that two places hold the same one, nothing to use it with."""

from __future__ import annotations

import hashlib

LENGTH = 16


def fingerprint(secret: str) -> str:
    """The first 16 hexadecimal digits of the key's SHA-256; "" for an empty text."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()[:LENGTH] if secret else ""
