"""Loads what the whole history tells about who knows the paths; keeps it, and reads only what is new later."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable

import msgspec

from watchkeeper.analysis.authorship.signals import SignalCatalogue
from watchkeeper.analysis.knowledge.knowledge import Knowledge
from watchkeeper.analysis.knowledge.state import VERSION, State, packable, unpacked
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.problems import UnknownSubjectError
from watchkeeper.evidence.knowledge.history import read_state
from watchkeeper.evidence.knowledge.opening import KNOWLEDGE, open_knowledge
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.cache import cached, keep

KIND = "knowledge"
DIGEST = 32
"""Bytes of the checksum that a kept state starts with."""


def load_knowledge(
    repository: Repository, tip: str, catalogue: SignalCatalogue, tell: Callable[[str, int], None] = lambda *_: None
) -> Knowledge | Unknown:
    """What history up to a commit tells, from the cache where that commit's main line passes the kept one.

    The same answer with or without a cache. The cache is one file a repository and version; of two
    processes that write it the later one wins, and either file is whole. `tell` is told how many commits
    were read.
    """
    key = _key(repository, catalogue)
    try:
        kept = _kept(key)
        if kept and repository.objects.head(kept.tip) is None:  # rewritten, and cleaned up since
            kept = None
        before = kept.tip if kept else ""
        state = read_state(repository, tip, catalogue, kept, tell)
        if before != tip and not (before and _is_older(repository, tip, before)):
            _keep(key, state)
        return open_knowledge(repository, tip, state)
    except UnknownSubjectError as error:
        problem = error.problems[0]
        return Unknown(KNOWLEDGE, tip, problem.message, problem.remedy or "fetch the whole history")


def _is_older(repository: Repository, tip: str, kept: str) -> bool:
    """Whether a look back was asked for; the newer state stays in the cache then."""
    try:
        return repository.merge_base(tip, kept) == tip
    except UnknownSubjectError:
        return False


def _kept(key: str) -> State | None:
    """The state that was kept; None without one, or where the file is broken or of another version."""
    content = cached(KIND, key) or b""
    digest, packed = content[:DIGEST], content[DIGEST:]
    if hashlib.sha256(packed).digest() != digest:
        return None
    with contextlib.suppress(msgspec.DecodeError):
        state = unpacked(msgspec.msgpack.decode(packed, type=State))
        return state if state.version == VERSION else None
    return None


def _keep(key: str, state: State) -> None:
    encoded = msgspec.msgpack.encode(packable(state))
    keep(KIND, key, hashlib.sha256(encoded).digest() + encoded)


def _key(repository: Repository, catalogue: SignalCatalogue) -> str:
    """The place of a repository's objects, how much of it is here, and by whose rules it was read."""
    cut = repository.git.environment.get("GIT_SHALLOW_FILE", "")
    shallow = ""
    if cut:
        with contextlib.suppress(OSError), open(cut, "rb") as file:
            shallow = hashlib.sha256(file.read()).hexdigest()
    parts = (os.path.realpath(repository.git_dir), shallow, str(VERSION), str(catalogue.version), catalogue.updated)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
