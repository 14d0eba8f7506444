"""Authorship: the six kinds and their precedence, every listed trap, and what real histories taught."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.authorship.kind import MOST_SIGNALS, analyse_authorship
from watchkeeper.analysis.authorship.signals import SignalCatalogue
from watchkeeper.domain.change import Authorship, Commit, Identity, Opening
from watchkeeper.formats.git.ai_notes import parse_ai_note
from watchkeeper.usecases.wiring import read_bundled

CATALOGUE = msgspec.json.decode(read_bundled("signals.json"), type=SignalCatalogue)
ATTESTED = frozenset({"ada@example.com"})
ADA = ("Ada", "ada@example.com")
EVE = ("Eve", "eve@example.com")
CLAUDE = ("Claude", "noreply@anthropic.com")
DEVIN = ("devin-ai-integration[bot]", "158243242+devin-ai-integration[bot]@users.noreply.github.com")
DEPENDABOT = ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com")
SIGNED = "Add a till\n\nCo-Authored-By: Claude <noreply@anthropic.com>"
SUGGESTED = "Add a till\n\nCo-authored-by: Copilot <175728472+Copilot@users.noreply.github.com>"
DECLARED = "Add a till\n\nHuman-Attested-By: Ada <ada@example.com>"
NOBODY = Opening()


def commit(
    message: str = "Add a till",
    author: tuple[str, str] = ADA,
    sha: str = "a",
    *,
    parents: str = "p",
    committer: tuple[str, str] = ADA,
) -> Commit:
    return Commit(sha, "t", tuple(parents.split()), Identity(*author), Identity(*committer), 0, 0, message)


def analyse(
    *commits: Commit, opening: Opening = NOBODY, notes: str = "", lines: dict[str, int] | None = None
) -> Authorship:
    """The answer; `notes` is one line of a note on commit a, `lines` are changed lines by commit."""
    noted = {"a": parse_ai_note(f"till.py\n  {notes} 1-9\n---\n{{}}".encode())} if notes else {}
    return analyse_authorship(commits, opening, noted, lines or {}, CATALOGUE, ATTESTED)


def ids(found: Authorship) -> list[str]:
    return [signal.id for signal in found.signals]


@pytest.mark.parametrize(
    "author",
    [
        ("Jane Doe", "jane@anthropic.com"),
        ("Jo", "jo@openai.com"),
        ("Steve", "steve@sourcegraph.com"),
        ("jif", "jif@cognition.ai"),
        ("Devin Villarosa", "102188207+devinvillarosa@users.noreply.github.com"),
        ("Devin", "devin@example.com"),
        ("Claude", "claude@example.com"),
        ("Cody", "cody@example.com"),
        ("Travis Cline", "travis.cline@example.com"),
        ("Jules", "jules@example.com"),
        ("Copilot", "pilot@example.com"),
        ("gemini-cli-robot", "gemini-cli-robot@google.com"),
        ("Codex Agent", "codex-agent@example.com"),
        ("codex", "codex.nz@example.com"),
        ("noreply@anthropic.com", "jane@example.com"),
        ("r. Someone", "someone+claude@example.com"),
        ("Copilot", "copilot@users.noreply.github.com"),
        ("Copilot", "175728471+Copilot@users.noreply.github.com"),
        DEPENDABOT,
        ("renovate[bot]", "29139614+renovate[bot]@users.noreply.github.com"),
        ("github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com"),
    ],
    ids=" ".join,
)
def test_names_domains_and_other_robots_are_no_agents(author: tuple[str, str]) -> None:
    credit = commit(f"Add a till\n\nCo-authored-by: {author[0]} <{author[1]}>", EVE)
    for change in (commit(author=author), credit, commit(committer=author)):
        assert (analyse(change).kind, analyse(change).signals) == ("unknown", ())


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("Assisted-by: Jay Satiro\nAssisted-by: Viktor Szakats", id="people are assisted by people"),
        pytest.param("Assisted-by: Daniel Böhmer <post@example.com>", id="with an address"),
        pytest.param("Assisted-by: Claude Debussy", id="of any first name"),
        pytest.param("Tools add\nCo-authored-by: Claude <noreply@anthropic.com>\nto each message.", id="in prose"),
        pytest.param(
            "They add\n\nCo-authored-by: Claude <noreply@anthropic.com>\n\nto each message.", id="between prose"
        ),
        pytest.param("Strip `Co-authored-by: Claude <noreply@anthropic.com>`", id="in a line"),
        pytest.param("```\nCo-authored-by: Claude <noreply@anthropic.com>\n```", id="in a block of code"),
        pytest.param("    Co-authored-by: Claude <noreply@anthropic.com>", id="in an indented block"),
        pytest.param("> Co-authored-by: Claude <noreply@anthropic.com>", id="quoted"),
        pytest.param("Co-authored-by: Claude <noreply@anthropic.com> is what we strip", id="with words behind it"),
        pytest.param("Co-authored-by: noreply@anthropic.com <jane@example.com>", id="as a name"),
        pytest.param("Co-authored-by: Jane <noreply@anthropic.com.example.com>", id="as part of an address"),
        pytest.param("Reviewed-by: Claude <noreply@anthropic.com>", id="reviewing is not writing"),
        pytest.param("Reported-by: Codex <noreply@openai.com>", id="nor is reporting"),
        pytest.param("The key Claude-Session: comes last", id="a key within a line"),
        pytest.param("As reported by the [scan](https://chatgpt.com/codex/cloud/security/findings/5)", id="a scan"),
        pytest.param("Read https://claude.com/claude-code and https://jules.google.com first", id="a product's page"),
    ],
)
def test_a_text_that_only_speaks_of_agents_is_no_mark(body: str) -> None:
    for text in (f"Add a till\n\n{body}", f"Add a till\n\n{body}\n\nSigned-off-by: Ada <ada@example.com>"):
        assert (analyse(commit(text)).kind, analyse(commit(text)).signals) == ("unknown", ())
    assert analyse(commit(), opening=Opening(body=body)).kind == "unknown"


@pytest.mark.parametrize(
    "subject",
    [
        "Merge pull request #1 from claude/fix-typo",
        "Merge pull request #1 from devin/add-a-till",
        "Merge pull request #1 from ada/feature/claude-code-slash-commands",
        "Merge pull request #1 from ada/dependabot/npm_and_yarn/opencode-plugin-1.18",
        "Merge branch 'main' into copilot/add-a-till",
        "Merge codex/add-a-till by hand",
    ],
)
def test_other_branches_are_not_an_agents(subject: str) -> None:
    assert analyse(commit(subject, sha="m", parents="b a"), commit(), commit(sha="b")).kind == "unknown"


@pytest.mark.parametrize("branch", ["claude/add-a-till", "jules/add-a-till"])
def test_a_first_name_before_the_slash_can_be_a_persons(branch: str) -> None:
    name = branch.partition("/")[0]
    opening = Opening(head_branch=branch)
    assert analyse(commit(), opening=opening).kind == "agent"
    assert analyse(commit(author=(f"{name.title()} Shannon", "shannon@example.com")), opening=opening).kind == "unknown"
    assert analyse(commit(), opening=Opening(head_branch=branch, login=f"{name}-shannon")).kind == "unknown"
    assert analyse(commit(author=CLAUDE), opening=opening).kind == "agent"


def test_the_three_copilot_numbers_mean_three_things() -> None:
    def found(number: int) -> tuple[str, str, str]:
        text = f"Add a till\n\nCo-authored-by: Copilot <{number}+Copilot@users.noreply.github.com>"
        answer = analyse(commit(text))
        return answer.kind, answer.signals[0].id, answer.signals[0].kind

    assert found(198982749) == ("assisted", "copilot-agent", "trailer")
    assert found(223556219) == ("assisted", "copilot-cli", "trailer")
    assert found(175728472) == ("suggested", "copilot-suggestion", "suggestion")


PLAIN, AGENTS = commit(), commit(author=DEVIN)
OPENED, BRANCHED = Opening(login="devin-ai-integration[bot]"), Opening(head_branch="codex/add-a-till")
TOLD, LABELLED = Opening(body="https://chatgpt.com/codex/tasks/task_e_1"), Opening(labels=("ai-generated",))


@pytest.mark.parametrize(
    ("commits", "opening", "kind"),
    [
        pytest.param([], NOBODY, "unknown", id="nothing"),
        pytest.param([PLAIN], NOBODY, "unknown", id="no signal is unknown, never human"),
        pytest.param([AGENTS], NOBODY, "agent", id="an agent is the author"),
        pytest.param([commit(SIGNED)], NOBODY, "assisted", id="a person is the author"),
        pytest.param([commit(committer=CLAUDE)], NOBODY, "assisted", id="an agent is only the committer"),
        pytest.param([commit(SUGGESTED)], NOBODY, "suggested", id="a suggestion"),
        pytest.param([commit(DECLARED)], NOBODY, "human-attested", id="declared from the list"),
        pytest.param([commit(DECLARED.replace("ada", "eve"))], NOBODY, "unknown", id="declared by someone else"),
        pytest.param(
            [commit("Add\n\nAssisted-by: none")], NOBODY, "human-attested", id="nothing assisted a listed author"
        ),
        pytest.param([commit("Add\n\nAssisted-by: none", EVE)], NOBODY, "unknown", id="nothing assisted someone else"),
        # agents open, or own the branch: that covers what proves nothing else
        pytest.param([PLAIN], OPENED, "agent", id="opener"),
        pytest.param([PLAIN], BRANCHED, "agent", id="branch"),
        pytest.param([commit(SIGNED), commit(sha="b")], OPENED, "agent", id="opener, some commits unsigned"),
        pytest.param([commit(SUGGESTED)], BRANCHED, "agent", id="branch and a suggestion"),
        pytest.param(
            [AGENTS, commit(DECLARED, sha="b")], OPENED, "mixed", id="opener, and a person vouches for a part"
        ),
        # commits
        pytest.param([AGENTS, commit(sha="b")], NOBODY, "mixed", id="an agent's and an unsigned"),
        pytest.param([commit(SIGNED), commit(sha="b")], NOBODY, "mixed", id="a signed and an unsigned"),
        pytest.param([commit(SIGNED), commit(DECLARED, sha="b")], NOBODY, "mixed", id="a signed and an attested"),
        pytest.param(
            [commit(SIGNED), commit(author=DEPENDABOT, sha="b")], NOBODY, "mixed", id="a signed and a robot's"
        ),
        pytest.param([commit(SIGNED), commit(SUGGESTED, sha="b")], NOBODY, "assisted", id="a signed and a suggestion"),
        pytest.param([AGENTS, commit(SIGNED, sha="b")], NOBODY, "agent", id="an agent's and a signed"),
        pytest.param([commit(SUGGESTED), commit(sha="b")], NOBODY, "suggested", id="a suggestion and an unsigned"),
        pytest.param(
            [commit(SUGGESTED), commit(DECLARED, sha="b")], NOBODY, "suggested", id="a suggestion and an attested"
        ),
        pytest.param([commit(DECLARED), commit(sha="b")], NOBODY, "unknown", id="an attested and an unsigned"),
        pytest.param(
            [commit(f"{SIGNED}\nHuman-Attested-By: Ada <ada@example.com>")], NOBODY, "assisted", id="both in one"
        ),
        # what the forge tells
        pytest.param([PLAIN], TOLD, "assisted", id="body"),
        pytest.param([PLAIN], LABELLED, "assisted", id="label"),
        pytest.param([commit(SIGNED), commit(sha="b")], TOLD, "mixed", id="body, a signed and an unsigned"),
        pytest.param([commit(DECLARED)], TOLD, "mixed", id="body, and a person vouches"),
        pytest.param([commit(SUGGESTED)], TOLD, "assisted", id="body and a suggestion"),
        pytest.param([PLAIN], Opening(login="dependabot[bot]", body=TOLD.body), "unknown", id="quoted release notes"),
    ],
)
def test_the_kinds(commits: list[Commit], opening: Opening, kind: str) -> None:
    assert analyse(*commits, opening=opening).kind == kind


def test_merges_do_not_count_where_there_is_anything_else() -> None:
    merge = commit("Merge branch 'main' into till", sha="m", parents="a b")
    assert analyse(commit(SIGNED), merge).kind == "assisted"
    solved = commit("Merge branch 'main' into till", CLAUDE, sha="m", parents="a b")
    assert analyse(commit(), solved).kind == "unknown"
    assert analyse(solved).kind == "agent"


def test_a_merge_tells_the_branch_of_what_it_brought() -> None:
    merge = commit("Merge pull request #9 from ada/codex/add-a-till", sha="m", parents="b a")
    assert (analyse(merge, commit()).kind, ids(analyse(merge, commit()))) == ("agent", ["codex-branch"])
    before = commit(sha="b")
    assert analyse(merge, commit(), before).kind == "mixed"
    assert analyse(merge, commit(), before, lines={"a": 30, "b": 10}).share_signed == 0.75


def test_a_merge_whose_branch_is_not_there_speaks_for_all() -> None:
    merge = commit("Merge branch 'claude/add-a-till' into 'main'", sha="m", parents="x y")
    assert analyse(merge, commit()).kind == "agent"
    assert analyse(commit("Merge pull request #9 from ada/codex/add-a-till")).kind == "agent"


SQUASH = "All (#1)\n\n* one\n\nCo-authored-by: C <noreply@anthropic.com>\n\n* two\n\nWords.\n\n* three\n\n* four{}"


@pytest.mark.parametrize("end", ["", "\n\n---------\n\nCo-authored-by: C <noreply@anthropic.com>"])
def test_a_squash_that_is_signed_in_part_is_mixed(end: str) -> None:
    found = analyse(commit(SQUASH.format(end)))
    assert (found.kind, found.share_signed) == ("mixed", 0.25)


def test_a_squash_of_an_agent_is_the_agents() -> None:
    assert analyse(commit(SQUASH.format(""), DEVIN)).kind == "agent"


def test_a_squash_that_does_not_tell_its_parts_apart_is_assisted() -> None:
    text = "All (#1)\n\n* one\n\n* two\n\n---------\n\nCo-authored-by: C <noreply@anthropic.com>"
    assert (analyse(commit(text)).kind, analyse(commit(text)).share_signed) == ("assisted", 1.0)


def test_an_automation_quotes_others() -> None:
    notes = "Bump a till\n\n* one\n\nCo-authored-by: C <noreply@anthropic.com>\n\n* two\n\nhttps://claude.ai/code/session_1\n\n"
    assert analyse(commit(f"{notes}end", DEPENDABOT)).kind == "unknown"
    helped = "Co-authored-by: Copilot <198982749+Copilot@users.noreply.github.com>"
    assert analyse(commit(f"{notes}{helped}", DEPENDABOT)).kind == "assisted"


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("s_0123456789abcd::t_0123456789abcd", "assisted"),
        ("0123456789abcdef", "assisted"),
        ("h_0123456789abcd", "human-attested"),
        ("h_0123456789abcd 1\n  0123456789abcdef", "assisted"),
        ("nobody", "unknown"),
    ],
)
def test_notes_know_agents_and_humans(key: str, kind: str) -> None:
    assert analyse(commit(), notes=key).kind == kind


def test_an_agents_commit_stays_the_agents_whatever_a_note_says() -> None:
    assert analyse(AGENTS, notes="h_0123456789abcd").kind == "agent"


def test_a_note_speaks_for_its_commit_alone() -> None:
    found = analyse(commit(), commit(sha="b"), notes="0123456789abcdef", lines={"a": 1, "b": 3})
    assert (found.kind, found.share_signed) == ("mixed", 0.25)


@pytest.mark.parametrize(
    ("second", "share"), [(commit(sha="b"), 0.3), (commit(SIGNED, sha="b"), 1.0), (commit(SUGGESTED, sha="b"), 1.0)]
)
def test_the_signed_share_is_of_lines(second: Commit, share: float) -> None:
    assert analyse(commit(SIGNED), second, lines={"a": 30, "b": 70}).share_signed == share
    assert analyse(commit(SIGNED), second).share_signed == (0.5 if share < 1 else 1.0)


def test_a_person_who_vouches_signs_nothing() -> None:
    assert analyse(commit(DECLARED), lines={"a": 30}).share_signed == 0.0


def test_each_signal_names_its_place_once() -> None:
    found = analyse(commit(SIGNED + "\nCo-authored-by: X <claude@anthropic.com>", CLAUDE), opening=OPENED)
    assert [(s.id, s.where, s.kind) for s in found.signals] == [
        ("devin-opener", "opener", "opener"),
        ("claude-address", "a", "author"),
        ("claude-address", "a", "trailer"),
    ]


def test_of_many_signals_every_id_is_told() -> None:
    many = [commit(SIGNED, sha=f"c{n}") for n in range(3 * MOST_SIGNALS)]
    found = analyse(*many, commit(SUGGESTED, sha="last"))
    assert len(found.signals) == MOST_SIGNALS
    assert {"claude-address", "copilot-suggestion"} == set(ids(found))


MESSAGES = st.sampled_from(["Add", SIGNED, SUGGESTED, DECLARED, SQUASH.format("")])
COMMITS = st.lists(
    st.tuples(MESSAGES, st.sampled_from([ADA, EVE, DEVIN, DEPENDABOT]), st.sampled_from(["p", "p q"])), max_size=5
)


@given(COMMITS, st.sampled_from([NOBODY, OPENED, BRANCHED, TOLD]), st.lists(st.integers(0, 9), min_size=5, max_size=5))
def test_laws(rows: list[tuple[str, tuple[str, str], str]], opening: Opening, counts: list[int]) -> None:
    commits = [commit(message, author, f"c{n}", parents=p) for n, (message, author, p) in enumerate(rows)]
    lines = {f"c{n}": count for n, count in enumerate(counts)}
    found = analyse(*commits, opening=opening, lines=lines)
    assert 0 <= found.share_signed <= 1
    assert analyse(*commits[::-1], opening=opening, lines=lines).kind == found.kind
    assert (found.kind == "unknown") or found.signals
    classes = {signal.kind for signal in found.signals}
    if found.kind == "human-attested":
        assert classes == {"human"}
    if found.kind == "suggested":
        assert classes <= {"suggestion", "human"}
    if not classes & {"author", "trailer", "suggestion"}:
        assert found.share_signed == 0


@given(st.text(max_size=200))
def test_any_message_gives_an_answer(message: str) -> None:
    assert analyse(commit(message)).share_signed in {0.0, 1.0}
