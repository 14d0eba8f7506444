"""Hand-overs by an edit of owners: who goes, who comes, and whether both agree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.ownership.transfers import Party, agreed, find_transfers
from watchkeeper.domain.ownership.owners import OwnerRef, Resolution

NAMES = st.sets(st.sampled_from(["@ada", "@Ada", "@grace", "@omar"]), max_size=3)


def resolution(path: str, names: set[str]) -> Resolution:
    owners = tuple(OwnerRef(name, "user") for name in sorted(names))
    return Resolution(path, "owned" if owners else "unmatched", owners)


@given(st.lists(st.tuples(NAMES, NAMES), max_size=8), st.sets(st.sampled_from(["@ada", "@grace", "@omar"])))
def test_every_path_whose_owners_differ_is_in_one_hand_over(
    pairs: list[tuple[set[str], set[str]]], willing: set[str]
) -> None:
    paths = [f"p{n}" for n in range(len(pairs))]
    before = {path: resolution(path, old) for path, (old, _) in zip(paths, pairs, strict=True)}
    after = {path: resolution(path, new) for path, (_, new) in zip(paths, pairs, strict=True)}
    found = find_transfers(
        paths, before.__getitem__, after.__getitem__,
        lambda owner: Party(owner, "said so" if owner.text.casefold() in willing else ""),
    )  # fmt: skip
    differing = [p for p, (old, new) in zip(paths, pairs, strict=True) if _folded(old) != _folded(new)]
    assert sum(transfer.count for transfer in found) == len(differing)
    for transfer in found:
        old, new = (_folded({o.text for o in side[transfer.paths[0]].owners}) for side in (before, after))
        one_before = not (old - new) or bool(old & willing)
        assert agreed(transfer) == (one_before and (new - old) <= willing)


def test_somebody_who_left_is_not_asked() -> None:
    old, new = resolution("p", {"@ada"}), resolution("p", {"@grace"})
    (transfer,) = find_transfers(
        ["p"], lambda _: old, lambda _: new,
        lambda owner: Party(owner, spared="left") if owner.text == "@ada" else Party(owner, "signed"),
    )  # fmt: skip
    assert agreed(transfer)


def _folded(names: set[str]) -> set[str]:
    return {name.casefold() for name in names}
