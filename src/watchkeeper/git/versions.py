"""Reads the versions that one file had on a branch, by first parent."""

from __future__ import annotations

from msgspec import Struct

from watchkeeper.git.repository import Repository


class Version(Struct, frozen=True):
    """A commit of a branch that changed a file: its committer time in seconds, and the file's blob after it.

    `blob` is "" where the file was removed. `cut` says that the clone ends here, so that the file may
    be older than this commit.
    """

    commit: str
    committed_at: int
    blob: str
    cut: bool


def read_versions(repository: Repository, tip: str, path: str, limit: int) -> tuple[Version, ...]:
    """The last `limit` versions of a file on the branch that ends at `tip`, newest first.

    Raises:
        UnknownSubjectError: history or trees are missing.
    """
    _, output, _ = repository.git.run(
        "log", "--first-parent", "--diff-merges=first-parent", "--raw", "--no-abbrev", "--no-renames", "--no-color",
        f"-n{limit}", "--format=tformat:%x00%H %ct %P", tip, "--", f":(literal,top){path}",
    )  # fmt: skip
    return tuple(_version(repository, part) for part in output.split(b"\0") if part.strip())


def _version(repository: Repository, part: bytes) -> Version:
    lines = part.decode("utf-8", "replace").splitlines()
    sha, time, *parents = lines[0].split(" ")
    raw = next((line for line in lines if line.startswith(":")), "")
    blob = raw.split(" ")[3] if raw else ""
    hidden = not any(parents) and repository.shallow and _has_parent(repository, sha)
    return Version(sha, int(time or 0), blob.strip("0") and blob, hidden)


def _has_parent(repository: Repository, commit: str) -> bool:
    header = (repository.objects.content(commit, 65_536) or b"").partition(b"\n\n")[0]
    return b"\nparent " in header
