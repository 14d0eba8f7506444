"""One person under several names, and programs that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.knowledge.identities import is_program, key_of, unify
from watchkeeper.domain.change import Identity
from watchkeeper.usecases.wiring import load_signals

SIGNALS = load_signals()


@pytest.mark.parametrize(
    ("name", "email", "key"),
    [
        ("Ada", "Ada@Example.com", "ada@example.com"),
        ("Ada", "12345+ada@users.noreply.github.com", "ada@users.noreply.github.com"),
        ("Ada", "Ada@users.noreply.github.com", "ada@users.noreply.github.com"),
        ("Ada", "7+ada@users.noreply.gitlab.com", "ada@users.noreply.gitlab.com"),
        ("Ada", "", "ada"),
        ("Ada", "ada+work@example.com", "ada+work@example.com"),
    ],
)
def test_keys(name: str, email: str, key: str) -> None:
    assert key_of(Identity(name, email)) == key


def test_one_person_by_address_by_login_and_by_full_name() -> None:
    identities = [
        Identity("Ada Lovelace", "ada@example.com"),
        Identity("ada", "ADA@example.com"),
        Identity("ada lovelace", "1+ada@users.noreply.github.com"),
        Identity("ada", "ada@users.noreply.github.com"),
        Identity("ada", "other@example.com"),
    ]
    assert unify(identities, {}) == (0, 0, 0, 0, 4)


def test_the_mailmap_joins_and_parts() -> None:
    one, other = Identity("J Smith", "j@one.example"), Identity("J Smith", "j@two.example")
    assert unify([one, other], {}) == (0, 0)
    assert unify([one, other], {other: Identity("Jo Smith", "j@two.example")}) == (0, 1)
    assert unify([Identity("x", "x@a"), Identity("y", "y@b")], {Identity("y", "y@b"): Identity("x", "x@a")}) == (0, 0)


@pytest.mark.parametrize(
    ("name", "email", "program"),
    [
        ("GitHub", "noreply@github.com", True),
        ("Claude", "noreply@anthropic.com", True),
        ("Copilot", "198982749+Copilot@users.noreply.github.com", True),
        ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com", True),
        ("some-ci[bot]", "1+some-ci[bot]@users.noreply.github.com", True),
        ("Claude Monet", "claude@example.com", False),
        ("Abbot", "abbot@example.com", False),
        ("Jane", "jane@anthropic.com", False),
    ],
)
def test_programs(name: str, email: str, program: bool) -> None:
    assert is_program(Identity(name, email), SIGNALS) is program


NAMES = st.builds(
    Identity, st.sampled_from(["Ada Lovelace", "Bo Xu", "ada", "Cy D"]), st.sampled_from(["a@x", "b@x", "c@x", ""])
)


@given(st.lists(NAMES, max_size=12))
def test_groups_are_named_by_their_first_and_grow_with_history(identities: list[Identity]) -> None:
    found = unify(identities, {})
    assert all(root <= at and found[root] == root for at, root in enumerate(found))
    for one, left in zip(identities, found, strict=True):
        for other, right in zip(identities, found, strict=True):
            if key_of(one) == key_of(other):
                assert left == right
