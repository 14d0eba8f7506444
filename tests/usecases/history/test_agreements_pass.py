"""What the acceptances file said over its history stands in the ledger: once, and without names in the chain."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.conftest import Sandbox
from tests.signing import SshKey, needs_ssh
from tests.usecases.history.conftest import Imported
from watchkeeper.domain.ownership.agreements import ACCEPTANCES
from watchkeeper.ledger.verification import verify

pytestmark = needs_ssh
Import = Callable[..., Imported]
INES = "Ines Vogel <ines@example.com>"
OWNERS = "SELECT component, role, state, since, until, hours FROM owners ORDER BY component, role, state"
WHO = "component: payments, role: responder"
ASKED = f'requests:\n  - {{{WHO}, person: ines@example.com, asked_at: "2026-01-01T02:00:00Z", by: ada@example.com}}\n'
YES = (
    f'acceptances:\n  - {{{WHO}, person: ines@example.com, hours: "ask ines@example.com", '
    'accepted_at: "2026-01-01T03:00:00Z", until: "2026-02-01T00:00:00Z"}\n'
)
NO = f'declines:\n  - {{{WHO}, person: ines@example.com, declined_at: "2026-01-01T05:00:00Z", reason: on leave}}\n'


def said(*lists: str) -> dict[str, str]:
    return {ACCEPTANCES: "version: 1\n" + "".join(lists)}


def test_from_asked_to_declined(repo: Sandbox, import_: Import, tmp_path: Path) -> None:
    key = SshKey(tmp_path / "keys", "ines")
    repo.commit({".watchkeeper/allowed_signers": key.line("ines@example.com")})
    repo.commit(said(ASKED), "Ask")
    first = import_(repo)
    row = ("component:default/payments", "responder")
    assert first.rows(OWNERS) == [(*row, "assigned", "2026-01-01T02:00:00Z", None, "")]
    key.commit(repo, said(ASKED, YES), "Accept", INES)
    second = import_(repo)
    assert second.done.agreements == 1
    accepted = (*row, "accepted", "2026-01-01T03:00:00Z", "2026-02-01T00:00:00Z", "other")
    assert second.rows(OWNERS) == [accepted]
    assert import_(repo).done.new == 0
    repo.commit({ACCEPTANCES: "version: 1\nacceptances: 3\n"}, "Break it")
    repo.commit(said(ASKED, YES, NO), "Decline")
    third = import_(repo)
    assert third.done.agreements == 1
    assert third.rows(OWNERS) == [(*row, "declined", "2026-01-01T05:00:00Z", None, "")]
    chained = str(third.rows("SELECT source_id, subject, payload FROM events"))
    assert "ines@" not in chained
    assert "on leave" not in chained
    assert verify(third.ledger).fault is None


def test_an_acceptance_that_nothing_proves_only_writes_a_person_down(repo: Sandbox, import_: Import) -> None:
    repo.commit({"a.py": "x = 1\n"})
    repo.commit(said(YES), "Forge", INES)
    found = import_(repo)
    assert [row[2] for row in found.rows(OWNERS)] == ["assigned"]
    repo.commit(said(), "Take it out")
    assert [row[2] for row in import_(repo).rows(OWNERS)] == ["lapsed"]


def test_a_hand_over_is_kept_once_it_counts(repo: Sandbox, import_: Import, tmp_path: Path) -> None:
    ines, bob = SshKey(tmp_path / "keys", "ines"), SshKey(tmp_path / "keys", "bob")
    repo.commit({".watchkeeper/allowed_signers": ines.line("ines@example.com") + bob.line("bob@example.com")})
    over = f'handovers:\n  - {{{WHO}, outgoing: ines@example.com, incoming: bob@example.com, on: "2026-01-01"}}\n'
    yes = YES.replace("03:00", "02:00")
    ines.commit(repo, said(yes, over), "Accept, and hand over", INES)
    assert [row[2] for row in import_(repo).rows(OWNERS)] == ["accepted"]
    more = yes + yes.partition("\n")[2].replace("person: ines", "person: bob").replace("24x7", "best-effort")
    bob.commit(repo, said(more, over), "Take over", "Bob <bob@example.com>")
    found = import_(repo)
    assert found.done.agreements == 2
    assert [(row[2], row[3]) for row in found.rows(OWNERS)] == [
        ("accepted", "2026-01-01T03:00:00Z"),
        ("lapsed", "2026-01-01T03:00:00Z"),
    ]
    repo.commit({"b.py": "y = 1\n"})
    assert import_(repo).done.agreements == 0
