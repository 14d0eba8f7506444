"""Asks git whom names and addresses mean by the mailmap of a tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from watchkeeper.domain.change import Identity
from watchkeeper.git.repository import Repository

PLACE = ".mailmap"
LARGEST = 4_000_000
REGULAR = (0o100644, 0o100755)


def map_identities(repository: Repository, commit: str, identities: Sequence[Identity]) -> Mapping[Identity, Identity]:
    """What the mailmap of a commit's tree says of identities; those that it does not know are left out.

    Without a mailmap, or with one that is no regular file or above 4 MB, nothing is mapped.
    """
    entry = repository.objects.tree(f"{commit}^{{tree}}").get(PLACE)
    head = repository.objects.head(entry[1]) if entry and entry[0] in REGULAR else None
    if head is None or head.size > LARGEST:
        return {}
    asked = [one for one in identities if _is_askable(one)]
    lines = "".join(f"{one.name} <{one.email}>\n" for one in asked)
    _, output, _ = repository.git.run(
        "-c", f"mailmap.blob={head.sha}", "check-mailmap", "--stdin", stdin=lines.encode("utf-8", "surrogateescape")
    )
    answers = output.decode("utf-8", "replace").splitlines()
    found = {one: _parsed(line) for one, line in zip(asked, answers, strict=True)}
    return {one: other for one, other in found.items() if other not in {one, None}}


def _is_askable(identity: Identity) -> bool:
    """Whether git can read it back from a line; it stops at the first one that it cannot."""
    text = identity.name + identity.email
    return bool(identity.email) and not any(letter in text for letter in "<>\n\r\0\v\f\x1c\x1d\x1e\x85\u2028\u2029")


def _parsed(line: str) -> Identity:
    name, _, address = line.rpartition("<")
    return Identity(name.strip(), address.rstrip(">"))
