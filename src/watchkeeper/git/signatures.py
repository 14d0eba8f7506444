"""Verifies the signature of a commit against known keys by calling ssh-keygen and gpg, with nothing of the user's."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct

from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.signatures import KnownKeys, Proved, Signature, SignedCommit
from watchkeeper.domain.times import LAST

PATIENCE = 30
"""Seconds after which a program that verifies is given up."""
SIGNERS = ".watchkeeper/allowed_signers"
NO_PROGRAM = "signatures/program"
"""The kind of an unknown that says nothing about the signature: the program to verify it is missing or hangs."""
SIGN = f"sign the head commit with a key that {SIGNERS} or .watchkeeper/keys/ on the target knows"


class Answer(Struct, frozen=True):
    """How a program ended and what it printed; `failed` says why it could not run."""

    code: int
    output: str
    errors: str
    failed: Unknown | None = None


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


def call(folder: str, arguments: Sequence[str], stdin: bytes, remedy: str) -> Answer:
    """Run a program in a folder of our own, with an environment of our own."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath), "HOME": folder, "GNUPGHOME": folder, "TZ": "UTC", "LC_ALL": "C",
    }  # fmt: skip
    try:
        done = subprocess.run(
            arguments, cwd=folder, env=environment, input=stdin, capture_output=True, check=False, timeout=PATIENCE
        )
    except OSError:
        reason = f"{arguments[0]} is not installed here, so its signature cannot be verified"
        return Answer(-1, "", "", Unknown(NO_PROGRAM, "", reason, remedy))
    except subprocess.TimeoutExpired:
        reason = f"{arguments[0]} gave no answer in {PATIENCE} seconds, so its signature cannot be verified"
        return Answer(-1, "", "", Unknown(NO_PROGRAM, "", reason, "run the check again"))
    return Answer(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


def holder_of(email: str, names: Sequence[str]) -> str:
    """The name among a key's names that is the committer's address, "" if none is."""
    return next((name for name in names if email and name.casefold() == email.casefold()), "")


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
