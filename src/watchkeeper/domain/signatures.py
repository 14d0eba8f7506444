"""A commit taken apart for its signature, and what the signature proved."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from watchkeeper.domain.evidence import Unknown

SignatureKind = Literal["", "ssh", "openpgp", "other"]


class SignedCommit(Struct, frozen=True):
    """One commit object: what was signed, the signature, and who and when the commit says it was.

    `committed_at` is seconds since the epoch; `email` is the committer's address, `author` the author's, ""
    when there is none; `parents` are commit ids.
    """

    payload: bytes
    signature: bytes
    kind: SignatureKind
    email: str
    committed_at: int
    message: str
    author: str = ""
    parents: tuple[str, ...] = ()


class KnownKeys(Struct, frozen=True):
    """The keys that the target knows: an allowed_signers file of OpenSSH, armoured OpenPGP keys."""

    allowed_signers: bytes = b""
    openpgp: tuple[bytes, ...] = ()


class Proved(Struct, frozen=True):
    """A good signature by a known key, which belongs to this address."""

    signer: str


Signature = Proved | Unknown
