"""Real keys and real signatures for tests; who lacks a program skips and says what it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

needs_ssh = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen (openssh-client)")
needs_gpg = pytest.mark.skipif(shutil.which("gpg") is None, reason="needs gpg (gnupg)")


class SshKey:
    """An Ed25519 key in a folder of the test."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / name
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(self.path)]
        subprocess.run(command, check=True)

    def line(self, principals: str, options: str = "") -> str:
        """The key's line of an allowed_signers file."""
        kind, key, _ = self.path.with_suffix(".pub").read_text().split(" ", 2)
        return " ".join(part for part in (principals, options, kind, key) if part) + "\n"

    def commit(self, repo: Any, files: Any, message: str, author: str = "") -> str:
        """A commit signed by this key."""
        repo.write(files)
        repo.clock += 3600
        repo.git("add", "-A")
        options = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={self.path}")
        repo.git(*options, "commit", "-q", "--allow-empty", "-S", "-m", message, author=author)
        head: str = repo.git("rev-parse", "HEAD")
        return head


class GpgKey:
    """An OpenPGP key in a home of its own, whose clock stands at a given time."""

    def __init__(self, home: Path, name: str, moment: int, lasts: str = "0") -> None:
        home.mkdir(mode=0o700)
        self.home = home
        self.program = home / "gpg-then"
        self.set_clock(moment)
        self.run("--quick-gen-key", name, "ed25519", "sign", lasts)

    def set_clock(self, moment: int) -> None:
        """From now on gpg believes that it is this time."""
        text = f'#!/bin/sh\nexec gpg --homedir {self.home} --faked-system-time {moment}! "$@"\n'
        self.program.write_text(text)
        self.program.chmod(0o700)

    def run(self, *arguments: str) -> bytes:
        """Run gpg in this home."""
        command = [str(self.program), "--batch", "--yes", "-q", "--pinentry-mode", "loopback", "--passphrase", ""]
        done = subprocess.run([*command, *arguments], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def public(self) -> bytes:
        """The public key, armoured."""
        return self.run("--armor", "--export")

    def commit(self, repo: Any, files: Any, message: str, author: str = "", at: int = 0) -> str:
        """A commit signed by this key, at its own time or at another one."""
        repo.write(files)
        repo.clock += 3600
        self.set_clock(at or repo.clock)
        repo.git("add", "-A")
        options = (
            "-c",
            "gpg.format=openpgp",
            "-c",
            f"gpg.program={self.program}",
            "-c",
            "user.signingkey=ines@example.com",
        )
        repo.git(*options, "commit", "-q", "--allow-empty", "-S", "-m", message, author=author)
        head: str = repo.git("rev-parse", "HEAD")
        return head

    def close(self) -> None:
        """End the agent that gpg started."""
        environment = {**os.environ, "GNUPGHOME": str(self.home)}
        subprocess.run(["gpgconf", "--kill", "gpg-agent"], env=environment, capture_output=True, check=False)
