"""Reads `.mailmap`, with the answers that git gives: which name and address stand for those of a commit."""

from __future__ import annotations

from msgspec import Struct

from watchkeeper.domain.people import fold
from watchkeeper.domain.problems import Place, Problem

MOST_BYTES = 8 << 20
_BLANKS = " \t\n\r"
_Pair = tuple[str | None, str | None]


class Mailmap(Struct, frozen=True):
    """Names and addresses by the address of a commit, and by its name where a line gives one; None = unchanged.

    Keys are folded: git compares both without the case of ASCII letters.
    """

    by_address: dict[str, _Pair] = {}
    by_name: dict[str, dict[str, _Pair]] = {}
    problems: tuple[Problem, ...] = ()

    def resolve(self, name: str, address: str) -> tuple[str, str]:
        """The proper name and address for those of a commit, as `git check-mailmap` gives them."""
        key = fold(address)
        found = self.by_name.get(key, {}).get(fold(name)) or self.by_address.get(key)
        if found is None:
            return name, address
        return name if found[0] is None else found[0], address if found[1] is None else found[1]


def parse_mailmap(text: bytes, file: str) -> Mailmap:
    """The map of a `.mailmap`, read as git reads one from a commit.

    Never raises: what is no mapping is passed over, as git does. A file above 8 MB maps nothing and says so.
    Bytes that are not UTF-8 are kept as surrogate escapes.
    """
    if len(text) > MOST_BYTES:
        problem = Problem(f"is larger than {MOST_BYTES:,} bytes, so no address is mapped", Place(file), "shorten it")
        return Mailmap(problems=(problem,))
    by_address: dict[str, _Pair] = {}
    by_name: dict[str, dict[str, _Pair]] = {}
    for line in text.partition(b"\0")[0].decode("utf-8", "surrogateescape").split("\n"):
        if line.startswith("#"):
            continue
        name, address, rest = _contact(line)
        old_name, old_address, _ = _contact(rest, empty=True)
        if not address:
            continue
        new_address = None if old_address is None else address
        key = fold(address if old_address is None else old_address)
        if old_name is not None:
            by_name.setdefault(key, {})[fold(old_name)] = (name, new_address)
            by_address.setdefault(key, (None, None))
        else:
            before = by_address.get(key, (None, None))
            by_address[key] = (
                before[0] if name is None else name,
                before[1] if new_address is None else new_address,
            )
    return Mailmap(by_address, by_name)


def _contact(text: str, *, empty: bool = False) -> tuple[str | None, str | None, str]:
    """`Name <address>` at the start of a text, each None if it is not there, and what follows."""
    before, opening, after = text.partition("<")
    address, closing, rest = after.partition(">")
    if not opening or not closing or not (address or empty):
        return None, None, ""
    return before.strip(_BLANKS) or None, address, rest
