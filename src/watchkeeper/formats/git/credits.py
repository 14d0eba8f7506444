"""Reads from a commit's message who else had a part in it: co-authors, reviewers, sign-offs."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from watchkeeper.domain.change import Identity

CreditRole = Literal["co-author", "reviewer", "sign-off", "merger"]
LONGEST = 100_000
"""Characters of a message that are read."""
ROLES: dict[str, CreditRole] = {
    "co-authored-by": "co-author", "co-developed-by": "co-author", "pair-programmed-with": "co-author",
    "reviewed-by": "reviewer", "acked-by": "reviewer", "approved-by": "reviewer", "tested-by": "reviewer",
    "signed-off-by": "sign-off", "merged-by": "merger",
}  # fmt: skip
LINE = re.compile(
    r"^(" + "|".join(ROLES) + r")[ \t]*:[ \t]*([^<>\r\n]{0,200})<([^<>\s]{1,254})>",
    re.IGNORECASE | re.MULTILINE,
)


class Credit(Struct, frozen=True):
    """Somebody whom a message credits, and for what."""

    role: CreditRole
    who: Identity


def parse_credits(message: str) -> tuple[Credit, ...]:
    """The people whom the lines of a message credit, in order, each role and address once.

    A line counts wherever it stands, since a forge's squash keeps the trailers of its commits in the
    middle of the text. Names without an address are nobody that could be found again. Linear in time.
    """
    if "-by" not in message and "-BY" not in message and "-By" not in message and "-with" not in message.casefold():
        return ()
    found: dict[tuple[CreditRole, str], Credit] = {}
    for key, name, address in LINE.findall(message[:LONGEST]):
        role = ROLES[key.casefold()]
        found.setdefault((role, address.casefold()), Credit(role, Identity(name.strip(), address)))
    return tuple(found.values())
