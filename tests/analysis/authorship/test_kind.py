"""Authorship: every signal's examples, every listed trap, the six kinds."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.authorship.kind import analyse_authorship
from watchkeeper.analysis.authorship.signals import SignalCatalogue, SignalEntry
from watchkeeper.domain.change import Authorship, Commit, Identity, Opening
from watchkeeper.formats.git.ai_notes import AiNote, NoteAuthor
from watchkeeper.usecases.wiring import read_bundled

CATALOGUE = msgspec.json.decode(read_bundled("signals.json"), type=SignalCatalogue)
NOBODY = Opening()


def commit(
    message: str = "Fix it", name: str = "Ada", email: str = "ada@example.com", sha: str = "a", parents: int = 1
) -> Commit:
    who = Identity(name, email)
    return Commit(sha, "t", tuple("p" * parents), who, who, 0, 0, message)


def analyse(
    *commits: Commit, opening: Opening = NOBODY, attested: frozenset[str] = frozenset(), **lines: int
) -> Authorship:
    return analyse_authorship(commits, opening, {}, lines, CATALOGUE, attested)


def subject_of(entry: SignalEntry, text: str) -> tuple[Commit, Opening]:
    """The example text where this kind of signal looks for it."""
    if entry.logins:
        return commit(), Opening(login=text)
    if entry.branches:
        return commit(), Opening(head_branch=text)
    if entry.links:
        return commit(), Opening(body=text)
    if entry.labels:
        return commit(), Opening(labels=(text,))
    if text.startswith("author: "):
        return commit(name=text.removeprefix("author: ")), NOBODY
    return commit(f"Fix it\n\n{text}"), NOBODY


@pytest.mark.parametrize(("entry", "text"), [(e, t) for e in CATALOGUE.signals for t in e.examples.hit], ids=str)
def test_every_signal_finds_its_examples(entry: SignalEntry, text: str) -> None:
    change, opening = subject_of(entry, text)
    found = analyse(change, opening=opening, attested=frozenset({"ada@example.com"}))
    assert entry.id in {s.id for s in found.signals}
    assert found.kind != "unknown"


@pytest.mark.parametrize(("entry", "text"), [(e, t) for e in CATALOGUE.signals for t in e.examples.miss], ids=str)
def test_no_signal_finds_what_it_must_not(entry: SignalEntry, text: str) -> None:
    change, opening = subject_of(entry, text)
    found = analyse(change, opening=opening)
    assert (found.kind, found.signals) == ("unknown", ())


@pytest.mark.parametrize("entry", [e for e in CATALOGUE.signals if e.addresses], ids=lambda e: e.id)
def test_every_address_counts_as_author_and_in_any_case(entry: SignalEntry) -> None:
    for address in entry.addresses:
        expected = "suggested" if entry.kind == "suggestion" else "agent"
        assert analyse(commit(email=address.upper())).kind == expected


@pytest.mark.parametrize(
    "change",
    [
        commit(name="Jane", email="jane@anthropic.com"),
        commit(name="Jo", email="jo@openai.com"),
        commit(name="Sam", email="sam@sourcegraph.com"),
        commit(name="Devin", email="devin@example.com"),
        commit(name="Claude Monet", email="claude@example.com"),
        commit(name="Cody", email="cody@example.com"),
        commit(name="Patsy Cline", email="patsy@example.com"),
        commit(name="gemini-cli-robot", email="gemini-cli-robot@google.com"),
        commit(name="codex", email="codex-agent@example.com"),
        commit(name="dependabot[bot]", email="49699333+dependabot[bot]@users.noreply.github.com"),
        commit("Fix\n\nAssisted-by: Daniel Stenberg"),
        commit("Fix\n\nAssisted-by: Claude Debussy <claude@example.com>"),
        commit("Stop adding\nCo-authored-by: Claude <noreply@anthropic.com>\nto every message"),
        commit("Document it\n\n```\nCo-authored-by: Claude <noreply@anthropic.com>\n```"),
        commit("Quote\n\n> Co-authored-by: Claude <noreply@anthropic.com>"),
        commit("Fix\n\nCo-authored-by: noreply@anthropic.com <jane@example.com>"),
        commit("Merge pull request #1 from claude/fix-typo"),
    ],
    ids=lambda c: f"{c.author.name}: {c.message[:30]}",
)
def test_each_listed_trap_is_unknown(change: Commit) -> None:
    assert analyse(change).kind == "unknown"


CLAUDE = "Fix\n\nCo-Authored-By: Claude <noreply@anthropic.com>"


@pytest.mark.parametrize(
    ("commits", "opening", "kind"),
    [
        ([commit()], NOBODY, "unknown"),
        ([commit(CLAUDE)], NOBODY, "assisted"),
        ([commit(CLAUDE, sha="a"), commit(sha="b")], NOBODY, "mixed"),
        ([commit(email="158243242+devin-ai-integration[bot]@users.noreply.github.com")], NOBODY, "agent"),
        ([commit()], Opening(login="devin-ai-integration[bot]"), "agent"),
        ([commit()], Opening(head_branch="codex/add-it"), "agent"),
        ([commit("Merge pull request #9 from x/codex/add-it", parents=2), commit(sha="b")], NOBODY, "agent"),
        ([commit("Fix\n\nCo-authored-by: Copilot <175728472+Copilot@users.noreply.github.com>")], NOBODY, "suggested"),
        ([commit()], Opening(body="Made at https://chatgpt.com/codex/tasks/task_1"), "assisted"),
        ([commit()], Opening(labels=("AI-generated",)), "assisted"),
        ([commit(f"All (#1)\n\n* one\n\n{CLAUDE[5:]}\n\n* two\n\nmore words here")], NOBODY, "assisted"),
        ([commit(CLAUDE), commit("Merge main", sha="m", parents=2)], NOBODY, "assisted"),
        ([], NOBODY, "unknown"),
    ],
)
def test_the_kinds(commits: list[Commit], opening: Opening, kind: str) -> None:
    assert analyse(*commits, opening=opening).kind == kind


def test_the_three_copilot_numbers_mean_three_things() -> None:
    kinds = [
        analyse(commit(f"Fix\n\nCo-authored-by: Copilot <{n}+Copilot@users.noreply.github.com>")).signals[0].id
        for n in (198982749, 223556219, 175728472)
    ]
    assert kinds == ["copilot-agent", "copilot-cli", "copilot-suggestion"]
    assert analyse(commit(email="175728471+Copilot@users.noreply.github.com")).kind == "unknown"


def test_human_attestation_counts_only_from_the_list() -> None:
    message = "Fix\n\nHuman-Attested-By: Ada <ada@example.com>"
    assert analyse(commit(message)).kind == "unknown"
    assert analyse(commit(message), attested=frozenset({"ada@example.com"})).kind == "human-attested"


def test_notes_know_agents_and_humans() -> None:
    def noted(*, human: bool) -> Authorship:
        note = AiNote(authors=(NoteAuthor("k", human),))
        return analyse_authorship((commit(),), NOBODY, {"a": note}, {}, CATALOGUE)

    assert noted(human=False).kind == "assisted"
    assert noted(human=True).kind == "human-attested"


def test_the_signed_share_is_of_lines() -> None:
    found = analyse(commit(CLAUDE, sha="a"), commit(sha="b"), a=30, b=70)
    assert (found.kind, found.share_signed) == ("mixed", 0.3)


@given(st.text(max_size=200))
def test_any_message_gives_an_answer(message: str) -> None:
    assert analyse(commit(message)).share_signed in {0.0, 1.0}
