"""Takes a commit object apart into what was signed and the signature, exactly as git does."""

from __future__ import annotations

import re

from watchkeeper.domain.signatures import SignatureKind, SignedCommit

COMMITTER = re.compile(rb"^committer [^\n]*?<([^<>\n\0]*)> (-?\d{1,18}) [+-]\d{4}$", re.MULTILINE)
AUTHOR = re.compile(rb"^author [^\n]*?<([^<>\n\0]*)> ", re.MULTILINE)
PARENT = re.compile(rb"^parent ([0-9a-f]{40}(?:[0-9a-f]{24})?)$", re.MULTILINE)
HEADERS = {"sha1": b"gpgsig", "sha256": b"gpgsig-sha256"}
BEGINNINGS: dict[bytes, SignatureKind] = {
    b"-----BEGIN SSH SIGNATURE-----": "ssh",
    b"-----BEGIN PGP SIGNATURE-----": "openpgp",
    b"-----BEGIN PGP MESSAGE-----": "openpgp",
}


def parse_signed_commit(content: bytes, object_format: str) -> SignedCommit:
    """The parts of a commit object; `kind` is "" without a signature, "other" for one that is not read.

    The payload is the object without its signature headers. Two signatures in one commit leave open
    which one counts, so they are `other` too.
    """
    head, blank, message = content.partition(b"\n\n")
    signatures: list[list[bytes]] = []
    signed: list[bytes] = []
    current: list[bytes] | None = None
    for line in head.split(b"\n"):
        name, _, value = line.partition(b" ")
        if line.startswith(b" "):
            (signed if current is None else current).append(line if current is None else line[1:])
        elif name.startswith(b"gpgsig"):
            current = [value]
            if name == HEADERS.get(object_format):
                signatures.append(current)
        else:
            current = None
            signed.append(line)
    signature = b"\n".join(signatures[0]) + b"\n" if signatures else b""
    header = b"\n".join(signed)
    found, author = COMMITTER.search(header), AUTHOR.search(header)
    return SignedCommit(
        payload=header + blank + message,
        signature=signature,
        kind=_kind(signature) if len(signatures) < 2 else "other",
        email=found[1].decode("utf-8", "replace").strip() if found else "",
        committed_at=int(found[2]) if found else 0,
        message=message.decode("utf-8", "replace"),
        author=author[1].decode("utf-8", "replace").strip() if author else "",
        parents=tuple(sha.decode("ascii") for sha in PARENT.findall(header)),
    )


def _kind(signature: bytes) -> SignatureKind:
    if not signature.strip():
        return ""
    return BEGINNINGS.get(signature.partition(b"\n")[0].strip(), "other")
