"""Verifies an OpenPGP signature with gpg in a home of its own that holds the target's keys alone."""

from __future__ import annotations

import os
import re

from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.signatures import KnownKeys, Proved, Signature, SignedCommit
from watchkeeper.git.signing_programs import SIGN, Answer, call, holder_of

TOLERANCE = 60
"""Seconds between git's time of a commit and gpg's time of its signature."""
ADDRESS = re.compile(r"<([^<>]*)>")
GOOD = re.compile(r"^\[GNUPG:\] GOODSIG ", re.MULTILINE)
VALID = re.compile(r"^\[GNUPG:\] VALIDSIG (?:\S+ ){9}(?P<key>[0-9A-F]{40,64})$", re.MULTILINE)
BAD = re.compile(r"^\[GNUPG:\] (BADSIG|ERRSIG|EXPSIG|EXPKEYSIG|REVKEYSIG) ", re.MULTILINE)
"""Not KEYEXPIRED: gpg says it of other subkeys too."""
SAID = {
    "BADSIG": "its signature is not one over this commit",
    "REVKEYSIG": "its key is revoked",
    "EXPKEYSIG": "its key had expired at that time",
}


def verify_openpgp(commit: SignedCommit, keys: KnownKeys, folder: str) -> Signature:
    """Whether one of the keys made the signature, valid at the commit's time, and it is the committer's key."""
    os.chmod(folder, 0o700)
    with open(os.path.join(folder, "signature"), "wb") as file:
        file.write(commit.signature)
    moment = commit.committed_at + TOLERANCE
    for key in keys.openpgp:
        imported = _gpg(folder, moment, key, "--import")
        if imported.failed:
            return imported.failed
    answer = _gpg(folder, moment, commit.payload, "--status-fd", "1", "--verify", "signature", "-")
    if answer.failed:
        return answer.failed
    bad, valid = BAD.search(answer.output), VALID.findall(answer.output)
    if answer.code != 0 or bad or len(valid) != 1 or len(GOOD.findall(answer.output)) != 1:
        other = "its signature is by no key in .watchkeeper/keys/ on the target"
        return _unknown(SAID.get(bad[1], other) if bad else other)
    names = _addresses(_gpg(folder, moment, b"", "--with-colons", "--list-keys", valid[0]))
    if holder_of(commit.email, names):
        return Proved(commit.email)
    owner = names[0] if names else "nobody by name"
    return _unknown(f"its key belongs to {owner}, but the committer is {commit.email}")


def _gpg(folder: str, moment: int, stdin: bytes, *arguments: str) -> Answer:
    fixed = (
        "gpg", "--homedir", folder, "--no-options", "--batch", "--no-tty", "--no-autostart", "--disable-dirmngr",
        "--no-auto-key-retrieve", "--no-auto-key-locate", "--trust-model", "always", "--ignore-time-conflict",
        "--faked-system-time", f"{moment}!",
    )  # fmt: skip
    return call(folder, [*fixed, *arguments], stdin, "install GnuPG 2.2 or newer (gpg) where the check runs")


def _addresses(answer: Answer) -> list[str]:
    """The addresses of a key's identities that are not revoked."""
    rows = [line.split(":") for line in answer.output.splitlines() if line.startswith("uid:")]
    good = [row[9] for row in rows if len(row) > 9 and row[1] not in {"r", "e"}]
    return [found[1] if (found := ADDRESS.search(name)) else name for name in good]


def _unknown(reason: str) -> Unknown:
    return Unknown("waivers", "", reason, SIGN)
