"""What proves an acceptance, and what only looks like it: real repositories, real signatures."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.signing import GpgKey, SshKey, needs_gpg, needs_ssh
from watchkeeper.analysis.ownership.agreements import Question, judge_agreements
from watchkeeper.domain.change import Target
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.domain.ownership.agreements import ACCEPTANCES, Approval
from watchkeeper.domain.ownership.owners import Agreement
from watchkeeper.domain.people import Logins, People, Person
from watchkeeper.domain.times import utc
from watchkeeper.evidence.ownership.acceptances import collect_statements
from watchkeeper.git.repository import Repository
from watchkeeper.git.trees import Tree

pytestmark = needs_ssh
INES, MALLORY, GITHUB = (
    "Ines Vogel <ines@example.com>", "Mallory <mallory@example.com>", "GitHub <noreply@github.com>",
)  # fmt: skip
SIGNERS = ".watchkeeper/allowed_signers"
DAY = 86_400


class Keys:
    """The keys of the people of these tests; the target knows all but the stranger's."""

    def __init__(self, folder: Path) -> None:
        self.ines, self.mallory, self.forge, self.stranger = (
            SshKey(folder, name) for name in ("ines", "mallory", "forge", "stranger")
        )

    @property
    def known(self) -> str:
        pairs = ((self.ines, "ines@example.com"), (self.mallory, "mallory@example.com"))
        return "".join(key.line(name) for key, name in (*pairs, (self.forge, "noreply@github.com")))


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "keys")


@pytest.fixture
def repo(make_repo: Any, keys: Keys) -> Any:
    """A target that knows the keys and nothing else."""
    made = make_repo()
    made.commit({SIGNERS: keys.known, "a.py": "x = 1\n"})
    return made


def entry(repo: Any, person: str = "ines@example.com", days: int = 30, **more: str) -> str:
    """An acceptance that is said at the time of the next commit."""
    fields = {
        "component": "payments", "person": person, "role": "responder", "hours": "24x7",
        "accepted_at": utc(repo.clock + 3600), "until": utc(repo.clock + 3600 + days * DAY), **more,
    }  # fmt: skip
    return "  - {" + ", ".join(f'{key}: "{value}"' for key, value in fields.items()) + "}\n"


def said(*entries: str, **lists: str) -> dict[str, str]:
    """The acceptances file with these entries."""
    text = "version: 1\n" + ("acceptances:\n" + "".join(entries) if entries else "")
    return {ACCEPTANCES: text + "".join(f"{name}:\n{value}" for name, value in lists.items())}


def agreements(
    repo: Any, now: int = 0, *, target: str = "main", head: str = "", people: People | None = None,
    approvals: tuple[Approval, ...] = (), path: Path | None = None,
) -> tuple[Agreement, ...] | Unknown:  # fmt: skip
    directory = people or People()
    with Repository(str(path or repo.path)) as repository:
        (tip,) = repository.resolve(target)
        assert tip
        (other,) = repository.resolve(head) if head else (None,)
        tree = Tree(repository.objects, other.sha) if other else None
        judged = Target(f"refs/heads/{target}", tip.sha, protected=True, reason="default branch")
        found = collect_statements(repository, judged, directory, approvals, tree)
    if isinstance(found, Unknown):
        return found
    assert isinstance(found, Evidence)
    return judge_agreements(found.value, Question(now or repo.clock + 60, directory, escalation="@leads"))


def one(repo: Any, *arguments: Any, **options: Any) -> Agreement:
    found = agreements(repo, *arguments, **options)
    assert isinstance(found, tuple), found
    (agreement,) = found
    return agreement


def doubted(repo: Any, reason: str, **options: Any) -> Agreement:
    """The one agreement, which is declared only, for this reason, with something to do about it."""
    agreement = one(repo, **options)
    assert (agreement.state, agreement.rung) == ("declared", "declared"), agreement
    assert reason in agreement.because
    assert agreement.remedy
    return agreement


def merge(repo: Any, branch: str, key: SshKey, *, author: str, committer: str = GITHUB, message: str = "") -> str:
    """Merge a branch as a forge does: written by who pressed the button, committed and signed by the forge."""
    repo.switch("main")
    repo.clock += 3600
    repo.git("merge", "-q", "--no-ff", "-m", message or f"Merge pull request #1 from x/{branch}", branch)
    options = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={key.path}")
    repo.git(*options, "commit", "-q", "--amend", "--no-edit", "-S", f"--author={author}", author=committer)
    return str(repo.git("rev-parse", "HEAD"))


def test_a_commit_signed_by_the_person(repo: Any, keys: Keys) -> None:
    commit = keys.ines.commit(repo, said(entry(repo)), "Accept", INES)
    agreement = one(repo)
    assert (agreement.state, agreement.rung, agreement.hours) == ("accepted", "simulated", "24x7")
    assert commit[:12] in agreement.proof
    assert agreement.until == utc(repo.clock + 30 * DAY)
    assert agreement.place is not None
    assert (agreement.place.line, agreement.place.commit) == (3, commit)


def test_it_lapses_at_its_very_end(repo: Any, keys: Keys) -> None:
    keys.ines.commit(repo, said(entry(repo)), "Accept", INES)
    end = repo.clock + 30 * DAY
    assert one(repo, end - 1).state == "accepted"
    assert (one(repo, end).state, one(repo, end).rung) == ("lapsed", "declared")


def test_what_is_not_signed_or_by_others(repo: Any, keys: Keys) -> None:
    start = repo.git("rev-parse", "HEAD")
    repo.commit(said(entry(repo)), author=INES)
    assert "ines@example.com" in doubted(repo, "neither signed").remedy
    for key, author, reason in (
        (keys.mallory, MALLORY, "signed by mallory@example.com, who is not ines@example.com"),
        (keys.mallory, INES, "belongs to mallory@example.com"),
        (keys.stranger, INES, "by no key"),
        (keys.forge, GITHUB, "neither signed"),
    ):
        repo.git("reset", "-q", "--hard", start)
        key.commit(repo, said(entry(repo)), "Accept", author)
        doubted(repo, reason)


def test_another_spelling_of_the_name_is_another_person(repo: Any, keys: Keys) -> None:
    for person in ("ines@example.org", "@ines", "ines+x@example.com", "in\u0435s@example.com", "Ines Vogel"):
        keys.ines.commit(repo, said(entry(repo, person)), "Accept", INES)
        doubted(repo, "who is not")
    keys.ines.commit(repo, said(entry(repo, "Ines@Example.com")), "Accept", INES)
    assert one(repo).state == "accepted"


def test_the_directory_knows_the_persons_addresses(repo: Any, keys: Keys) -> None:
    ines = Person("ines", emails=("iv@example.com", "ines@example.com"), logins=Logins(github="Ines-V"))
    keys.ines.commit(repo, said(entry(repo, "@ines-v")), "Accept", INES)
    assert one(repo, people=People((ines,))).state == "accepted"
    other = Person("other", emails=("other@example.com",), logins=Logins(github="ines-v"))
    doubted(repo, "who is not @ines-v", people=People((other,)))
    bot = Person("ines", emails=("ines@example.com",), logins=Logins(github="ines-v"), kind="bot")
    doubted(repo, "is no person (bot)", people=People((bot,)))
    gone = Person("ines", emails=("ines@example.com",), logins=Logins(github="ines-v"), active=False)
    assert one(repo, people=People((gone,))).state == "lapsed"


def test_an_acceptance_that_only_stands_in_the_change(repo: Any, keys: Keys) -> None:
    repo.branch("work")
    keys.ines.commit(repo, said(entry(repo)), "Accept", INES)
    agreement = doubted(repo, "in the change itself", head="work")
    assert "once it is merged into main" in agreement.remedy
    assert agreements(repo) == ()


def test_a_key_that_the_change_brings_along(repo: Any, keys: Keys) -> None:
    repo.branch("work")
    mine = {SIGNERS: keys.known + keys.stranger.line("ines@example.com")}
    keys.stranger.commit(repo, {**said(entry(repo)), **mine}, "Accept", INES)
    repo.switch("main")
    repo.clock += 3600
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "work")
    doubted(repo, "by no key")


def test_a_key_brought_in_the_same_commit(repo: Any, keys: Keys) -> None:
    mine = {SIGNERS: keys.known + keys.stranger.line("ines@example.com")}
    keys.stranger.commit(repo, {**said(entry(repo)), **mine}, "Accept", INES)
    doubted(repo, "by no key")


def test_somebody_edits_the_entry_of_another(repo: Any, keys: Keys) -> None:
    keys.ines.commit(repo, said(entry(repo)), "Accept", INES)
    longer = said(entry(repo, days=90))
    keys.mallory.commit(repo, longer, "Make it longer", MALLORY)
    doubted(repo, "signed by mallory@example.com")


def test_moving_and_adding_around_an_entry_keeps_its_proof(repo: Any, keys: Keys) -> None:
    mine = entry(repo)
    keys.ines.commit(repo, said(mine), "Accept", INES)
    repo.commit(said("  # others\n", entry(repo, "bob@example.com"), mine.replace('"', "'")))
    states = {a.person: a.state for a in agreements(repo)}  # type: ignore[union-attr]
    assert states == {"ines@example.com": "accepted", "bob@example.com": "declared"}


def test_an_entry_that_was_gone_comes_back_unproved(repo: Any, keys: Keys) -> None:
    mine = said(entry(repo))
    keys.ines.commit(repo, mine, "Accept", INES)
    repo.git("mv", ACCEPTANCES, ".watchkeeper/old.yaml")
    repo.commit({}, "Rename it")
    assert agreements(repo) == ()
    repo.git("mv", ".watchkeeper/old.yaml", ACCEPTANCES)
    repo.commit({}, "Rename it back")
    doubted(repo, "neither signed")


def test_a_broken_version_in_between_takes_nothing_away_and_hides_nothing(repo: Any, keys: Keys) -> None:
    mine = said(entry(repo))
    keys.ines.commit(repo, mine, "Accept", INES)
    repo.commit({ACCEPTANCES: mine[ACCEPTANCES] + "acceptances: 3\n"}, "Break it")
    assert isinstance(agreements(repo), Unknown)
    repo.commit(mine, "Mend it")
    assert one(repo).state == "accepted"
    forged = said(entry(repo, component="refunds"))
    repo.commit({ACCEPTANCES: forged[ACCEPTANCES] + "acceptances: 3\n"}, "Break it with more")
    keys.ines.commit(repo, forged, "Mend the syntax", INES)
    doubted(repo, "mended the file")


def test_an_unsigned_merge_of_a_signed_commit(repo: Any, keys: Keys) -> None:
    repo.branch("work")
    keys.ines.commit(repo, said(entry(repo)), "Accept", INES)
    at = repo.clock
    repo.commit({"b.py": "y = 1\n"}, author=MALLORY)
    repo.switch("main")
    repo.clock += DAY
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "work", author=MALLORY)
    agreement = one(repo)
    assert agreement.state == "accepted"
    assert agreement.since == utc(at)


def test_a_squash_keeps_no_signature(repo: Any, keys: Keys) -> None:
    repo.branch("work")
    keys.ines.commit(repo, said(entry(repo)), "Accept", INES)
    repo.switch("main")
    repo.git("merge", "-q", "--squash", "work")
    keys.forge.commit(repo, {}, "Accept (#1)", GITHUB)
    doubted(repo, "neither signed by ines@example.com nor a merge")


def test_a_signed_merge_that_somebody_elses_entry_comes_with(repo: Any, keys: Keys) -> None:
    """What `git pull` makes where all commits are signed: the entry was already on the other side."""
    repo.branch("mine")
    repo.commit({"b.py": "y = 1\n"}, author=INES)
    repo.switch("main")
    repo.commit(said(entry(repo)), author=MALLORY)
    repo.switch("mine")
    repo.clock += 3600
    repo.git("merge", "-q", "--no-ff", "-m", "Merge branch 'main' into mine", "main")
    options = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={keys.ines.path}")
    repo.git(*options, "commit", "-q", "--amend", "--no-edit", "-S", author=INES)
    repo.git("branch", "-q", "-f", "main", "mine")
    doubted(repo, "a merge of one's own")


def test_a_merge_by_the_person_that_the_forge_signed(repo: Any, keys: Keys) -> None:
    repo.branch("work")
    repo.commit(said(entry(repo)), author=MALLORY)
    repo.branch("spare")
    commit = merge(repo, "work", keys.forge, author=INES)
    agreement = one(repo)
    assert agreement.state == "accepted"
    assert commit[:12] in agreement.proof
    assert "merged it on the forge" in agreement.proof


def test_merges_that_prove_nothing(repo: Any, keys: Keys) -> None:
    start = repo.git("rev-parse", "HEAD")
    for key, author, committer, message, reason in (
        (keys.forge, MALLORY, GITHUB, "", "mallory@example.com merged it, not ines@example.com"),
        (keys.mallory, INES, "Mallory <mallory@example.com>", "", "signed by mallory@example.com"),
        (keys.mallory, INES, GITHUB, "", "belongs to mallory@example.com"),
        (keys.stranger, INES, GITHUB, "", "by no key"),
        (keys.forge, INES, GITHUB, "Merge branch 'main' into work", "brings the target into another branch"),
    ):
        repo.git("reset", "-q", "--hard", start)
        repo.git("checkout", "-q", "-B", "work")
        repo.commit(said(entry(repo)), author=MALLORY)
        merge(repo, "work", key, author=author, committer=committer, message=message)
        doubted(repo, reason)


def test_an_approval_that_the_product_heard(repo: Any, keys: Keys) -> None:
    repo.branch("work")
    before = repo.commit({"b.py": "y = 1\n"}, author=MALLORY)
    head = repo.commit(said(entry(repo)), author=MALLORY)
    repo.switch("main")
    repo.git("merge", "-q", "--squash", "work")
    landed = repo.commit({}, "Add it (#1)", MALLORY)
    heard = Approval("ines@example.com", head, landed, repo.clock - 60, "review 7")
    agreement = one(repo, approvals=(heard,))
    assert (agreement.state, agreement.since) == ("accepted", utc(repo.clock - 60))
    assert "review 7" in agreement.proof
    for wrong in (
        Approval("ines@example.org", head, landed, repo.clock),
        Approval("ines@example.com", before, landed, repo.clock),
        Approval("ines@example.com", head, head, repo.clock),
        Approval("ines@example.com", "0" * 40, landed, repo.clock),
    ):
        doubted(repo, "neither signed", approvals=(wrong,))


def test_times_that_cannot_be(repo: Any, keys: Keys) -> None:
    start = repo.git("rev-parse", "HEAD")
    keys.ines.commit(repo, said(entry(repo, accepted_at=utc(repo.clock + 3600 + 301))), "Accept", INES)
    doubted(repo, "later than the commit")
    assert one(repo, repo.clock - 301).because.endswith("later than now")
    repo.git("reset", "-q", "--hard", start)
    keys.ines.commit(repo, said(entry(repo, accepted_at=utc(repo.clock + 3600 + 300))), "Accept", INES)
    assert one(repo).state == "accepted", "five minutes of skew are nothing"
    repo.git("reset", "-q", "--hard", start)
    repo.clock -= 2 * DAY
    keys.ines.commit(repo, said(entry(repo)), "Accept", INES)
    doubted(repo, "older than the commit it follows", now=repo.clock + 3 * DAY)


def test_a_back_dated_acceptance_lasts_no_longer(repo: Any, keys: Keys) -> None:
    early = repo.clock + 3600 - 100 * DAY
    far = repo.clock + 3600 + 170 * DAY
    keys.ines.commit(repo, said(entry(repo, accepted_at=utc(early), until=utc(far))), "Accept", INES)
    agreement = one(repo)
    assert agreement.until == utc(early + 180 * DAY)
    assert "counts for 180 days" in agreement.notes[0]


def test_a_key_that_ended(make_repo: Any, keys: Keys) -> None:
    repo = make_repo("ended")
    repo.commit({SIGNERS: keys.ines.line("ines@example.com", 'valid-before="20260101030000"')})
    repo.branch("work")
    keys.ines.commit(repo, said(entry(repo)), "While it holds", INES)
    repo.switch("main")
    repo.git("merge", "-q", "--no-ff", "-m", "In time", "work")
    assert one(repo).state == "accepted"
    repo.git("reset", "-q", "--hard", "HEAD~")
    repo.clock += DAY
    repo.git("merge", "-q", "--no-ff", "-m", "Too late: nobody can tell when it was signed", "work")
    doubted(repo, "by no key")
    repo.git("reset", "-q", "--hard", "HEAD~")
    keys.ines.commit(repo, said(entry(repo)), "After its end", INES)
    doubted(repo, "by no key")


def test_a_key_that_was_taken_away(repo: Any, keys: Keys) -> None:
    keys.ines.commit(repo, said(entry(repo)), "Accept", INES)
    repo.commit({SIGNERS: keys.mallory.line("mallory@example.com")}, "A new key will follow")
    assert one(repo).state == "accepted", "it was known when it was used"
    keys.ines.commit(repo, said(entry(repo, days=60)), "Accept again", INES)
    doubted(repo, "by no key")


@needs_gpg
def test_openpgp(make_repo: Any) -> None:
    repo = make_repo("pgp")
    with tempfile.TemporaryDirectory(prefix="wk-") as folder:
        key = GpgKey(Path(folder) / "home", INES, repo.clock)
        repo.commit({".watchkeeper/keys/ines.asc": key.public()})
        key.commit(repo, said(entry(repo)), "Accept", INES)
        key.close()
    assert one(repo).state == "accepted"


def test_a_shallow_clone_cannot_know(repo: Any, keys: Keys, tmp_path: Path) -> None:
    mine = entry(repo)
    keys.ines.commit(repo, said(mine), "Accept", INES)
    repo.commit({"b.py": "y = 1\n"})
    clone = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth=1", repo.path.as_uri(), str(clone)], check=True)
    agreement = one(repo, path=clone)
    assert (agreement.state, agreement.rung) == ("unknown", "declared")
    assert "shallow" in agreement.because
    assert "--unshallow" in agreement.remedy


def test_without_the_program_nothing_is_known(
    repo: Any, keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.ines.commit(repo, said(entry(repo)), "Accept", INES)
    (tmp_path / "bin").mkdir()
    git = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    (tmp_path / "bin/git").symlink_to(git)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    agreement = one(repo)
    assert agreement.state == "unknown"
    assert "OpenSSH" in agreement.remedy


def test_an_unprotected_target_proves_nothing(repo: Any, keys: Keys) -> None:
    keys.ines.commit(repo, said(entry(repo)), "Accept", INES)
    with Repository(str(repo.path)) as repository:
        target = Target("HEAD", repo.git("rev-parse", "HEAD"), protected=False, reason="the range's base")
        found = collect_statements(repository, target, People())
    assert isinstance(found, Evidence)
    (agreement,) = judge_agreements(found.value, Question(repo.clock))
    assert "not protected" in agreement.because


def test_a_decline_takes_out_whoever_said_it_and_a_later_yes_takes_it_back(repo: Any, keys: Keys) -> None:
    first = entry(repo)
    keys.ines.commit(repo, said(first), "Accept", INES)
    no = '  - {component: payments, person: ines@example.com, role: responder, declined_at: "2026-01-01T00:00:00Z"}\n'
    repo.commit(said(first, declines=no), author=MALLORY)
    agreement = one(repo)
    assert (agreement.state, agreement.escalation) == ("declined", "@leads")
    assert "nothing proves" in agreement.notes[0]
    keys.mallory.commit(repo, said(first, entry(repo, days=60), declines=no), "Forge a yes", MALLORY)
    assert one(repo).state == "declined"
    keys.ines.commit(repo, said(first, entry(repo, days=90), declines=no), "Accept after all", INES)
    assert one(repo).state == "accepted"


def test_an_old_yes_that_lands_after_a_no(repo: Any, keys: Keys) -> None:
    """A branch that was signed and left lying is merged by somebody else after the person said no."""
    repo.branch("lying")
    keys.ines.commit(repo, said(entry(repo)), "Accept", INES)
    repo.switch("main")
    no = '  - {component: payments, person: ines@example.com, role: responder, declined_at: "2026-01-01T00:00:00Z"}\n'
    keys.ines.commit(repo, said(declines=no), "Decline", INES)
    repo.clock += 3600
    repo.git("merge", "-q", "--no-ff", "-s", "ours", "-m", "Merge", "lying", author=MALLORY)
    lying = repo.git("show", f"lying:{ACCEPTANCES}").partition("acceptances:\n")[2] + "\n"
    repo.write(said(lying, declines=no))
    repo.git("commit", "-qa", "--amend", "--no-edit", author=MALLORY)
    assert one(repo).state == "declined"


def test_a_hand_over_needs_both(repo: Any, keys: Keys) -> None:
    ines = entry(repo)
    keys.ines.commit(repo, said(ines), "Accept", INES)
    over = "  - {component: payments, role: responder, outgoing: ines@example.com, incoming: mallory@example.com, on: "
    over += '"2026-01-10"}\n'
    start = repo.git("rev-parse", "HEAD")
    day = 1_768_003_200  # 2026-01-10

    def states(now: int) -> dict[str, str]:
        return {a.person.partition("@")[0]: a.state for a in agreements(repo, now)}  # type: ignore[union-attr]

    keys.ines.commit(repo, said(ines, handovers=over), "Hand over", INES)
    assert states(day) == {"ines": "accepted"}, "she stays until somebody takes over"
    assert "has not accepted" in one(repo, day).notes[0]
    taken = said(ines, entry(repo, "mallory@example.com", days=5), handovers=over)
    taken_later = said(ines, entry(repo, "mallory@example.com", days=60), handovers=over)
    keys.mallory.commit(repo, taken_later, "Accept", MALLORY)
    assert states(day - 1) == {"ines": "accepted", "mallory": "accepted"}
    assert states(day) == {"ines": "lapsed", "mallory": "accepted"}
    assert states(day + 100 * DAY) == {"ines": "lapsed", "mallory": "lapsed"}, "what was handed over does not come back"
    repo.git("reset", "-q", "--hard", "HEAD~")
    keys.mallory.commit(repo, taken, "Accept for five days only", MALLORY)
    assert states(day) == {"ines": "accepted", "mallory": "lapsed"}
    repo.git("reset", "-q", "--hard", start)
    keys.mallory.commit(repo, taken_later, "Take over alone", MALLORY)
    assert states(day) == {"ines": "accepted", "mallory": "accepted"}, "nobody takes over without the other's word"


def test_silence_is_no_yes(repo: Any, keys: Keys) -> None:
    question = (
        '  - {component: payments, person: ines@example.com, role: responder, asked_at: "2026-01-01T02:00:00Z"}\n'
    )
    repo.commit(said(requests=question))
    assert one(repo).state == "asked"
    due = 1_767_578_400  # Monday 2026-01-05 02:00, two working days after Thursday 02:00
    assert one(repo, due - 1).state == "asked"
    assert (one(repo, due).state, one(repo, due).rung) == ("silent", "declared")
