"""Calls ssh-keygen and gpg with nothing of the user's: a folder and an environment of our own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from msgspec import Struct

from watchkeeper.domain.evidence import Unknown

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
