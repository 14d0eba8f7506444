"""Verifies the signature of a commit against known keys by calling ssh-keygen and gpg, with nothing of the user's."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.signatures import KnownKeys, Proved, Signature, SignedCommit
from watchkeeper.domain.times import LAST
from watchkeeper.git.signing_programs import SIGN, SIGNERS, Answer, call, holder_of


def verify_signature(commit: SignedCommit, keys: KnownKeys) -> Signature:
    """Whether one of the keys made the commit's signature, and the committer is its holder.

    The keys' own limits (valid-after, valid-before, expiry) hold at the commit's own time, as in git.
    """
    if not commit.kind:
        return _unknown("the commit is not signed", SIGN)
    if commit.kind == "other":
        return _unknown("its signature is of a kind that is not read, or there are two", SIGN)
    if not 0 <= commit.committed_at <= LAST:
        return _unknown("the commit's time is no time", SIGN)
    if commit.kind == "ssh" and not keys.allowed_signers.strip():
        return _unknown(f"the target has no {SIGNERS} to verify its signature with", SIGN)
    if commit.kind == "openpgp" and not keys.openpgp:
        return _unknown("the target has no .watchkeeper/keys/*.asc to verify its signature with", SIGN)
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="watchkeeper-") as folder:
        if commit.kind == "openpgp":
            from watchkeeper.git.openpgp import verify_openpgp

            return verify_openpgp(commit, keys, folder)
        return _verify_ssh(commit, keys, folder)


def _verify_ssh(commit: SignedCommit, keys: KnownKeys, folder: str) -> Signature:
    for name, content in (("signers", keys.allowed_signers), ("signature", commit.signature)):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)
    moment = datetime.fromtimestamp(commit.committed_at, UTC).strftime("%Y%m%d%H%M%S")
    found = _keygen(folder, "find-principals", moment, b"")
    if found.failed:
        return found.failed
    names = [name for line in found.output.splitlines() for name in line.split(",") if name]
    if found.code != 0 or not names:
        return _unknown(f"its signature is by no key that {SIGNERS} on the target knew at that time", SIGN)
    for name in dict.fromkeys([holder_of(commit.email, names) or commit.email, *names]):
        answer = _keygen(folder, "verify", moment, commit.payload, "-n", "git", "-I", name)
        if answer.failed:
            return answer.failed
        if answer.code == 0 and name.casefold() == commit.email.casefold():
            return Proved(commit.email)
        if answer.code == 0:
            remedy = f"commit with the address that {SIGNERS} on the target gives to that key"
            return _unknown(f"its key belongs to {name}, but the committer is {commit.email}", remedy)
    return _unknown("its signature is not one over this commit", SIGN)


def _keygen(folder: str, action: str, moment: str, stdin: bytes, *more: str) -> Answer:
    arguments = ["ssh-keygen", "-Y", action, "-f", "signers", "-s", "signature", f"-Overify-time={moment}", *more]
    return call(folder, arguments, stdin, "install OpenSSH 8.9 or newer (ssh-keygen) where the check runs")


def _unknown(reason: str, remedy: str) -> Unknown:
    return Unknown("waivers", "", reason, remedy)
