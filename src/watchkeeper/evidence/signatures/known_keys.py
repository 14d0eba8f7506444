"""Reads the keys that a tree knows: allowed signers of OpenSSH and armoured OpenPGP keys."""

from __future__ import annotations

from watchkeeper.domain.signatures import KnownKeys
from watchkeeper.git.trees import Tree

SIGNERS, KEYS = ".watchkeeper/allowed_signers", ".watchkeeper/keys"
MOST_KEYS = 100
LIMIT = 1 << 20


def read_keys(tree: Tree) -> KnownKeys:
    """The keys of a tree; the empty tree knows none.

    Raises:
        UsageError: a file of keys is a symbolic link, which is not followed.
        UnknownSubjectError: its content is not in this clone.
    """
    names = sorted(name for name in tree.entries(KEYS) if name.endswith(".asc"))[:MOST_KEYS]
    keys = [tree.content(f"{KEYS}/{name}", LIMIT) or b"" for name in names]
    return KnownKeys(tree.content(SIGNERS, LIMIT) or b"", tuple(keys))
