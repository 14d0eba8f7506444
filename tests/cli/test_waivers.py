"""Waivers end to end: real repositories, real signatures, every time fixed by --as-of."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.signing import SshKey, needs_ssh
from watchkeeper.cli.main import run

POLICY = "version: 1\nextends: observe\nrules:\n  size/effective-lines: {mode: block, max: 10}\n"
INES = "Ines Vogel <ines@example.com>"
BIG = {"big.py": "".join(f"x_{n} = {n}\n" for n in range(50))}
GLASS = "Hotfix\n\nWatchkeeper-Break-Glass: payments are down"
NOW = "2026-01-01T05:00:00Z"


class Command:
    """Runs a command; the answer as JSON, its errors in `errors`."""

    def __init__(self, repo: Any, capfd: pytest.CaptureFixture[str]) -> None:
        self._repo = repo
        self._capfd = capfd
        self.errors = ""

    def __call__(self, *arguments: str, style: str = "json") -> tuple[int, Any]:
        code = run([*arguments, "--repo", str(self._repo.path), "--format", style])
        captured = self._capfd.readouterr()
        self.errors = captured.err
        return code, json.loads(captured.out) if style == "json" and captured.out else captured.out

    def check(self, *arguments: str, now: str = NOW) -> tuple[int, Any]:
        return self("check", "main...work", "--as-of", now, *arguments)

    def why(self, now: str = NOW) -> str:
        """Why the change blocks: the one waiver that is not in force."""
        code, answer = self.check(now=now)
        assert code == 1
        (line,) = answer["not_in_force"]
        return str(line)


@pytest.fixture
def command(repo: Any, capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(repo, capfd)


@pytest.fixture
def key(tmp_path: Path) -> SshKey:
    return SshKey(tmp_path / "keys", "ines")


def target(repo: Any, **files: str) -> None:
    """Main with the policy and files below `.watchkeeper/`; then the branch work."""
    below = {f".watchkeeper/{name}": text for name, text in files.items()}
    repo.commit({".watchkeeper.yaml": POLICY, "a.py": "x = 1\n", **below})
    repo.branch("work")


def entry(head: str, **changed: str) -> str:
    fields = {"rule": "size/effective-lines", "head": head, "reason": "agreed", "by": "ines", **changed}
    fields.setdefault("until", "2026-01-01T09:00:00Z")
    return "  - {" + ", ".join(f'{name}: "{value}"' for name, value in fields.items()) + "}\n"


def merge(repo: Any, *entries: str) -> str:
    """Put these waivers on main."""
    repo.switch("main")
    commit: str = repo.commit({".watchkeeper/waivers.yaml": "version: 1\nwaivers:\n" + "".join(entries)})
    return commit


@needs_ssh
def test_a_break_glass_passes_and_every_format_says_so(repo: Any, command: Command, key: SshKey) -> None:
    target(repo, allowed_signers=key.line("ines@example.com"))
    key.commit(repo, BIG, f"{GLASS}\nWatchkeeper-Follow-Up: cut it", INES)
    code, answer = command.check()
    assert (code, answer["verdict"]) == (0, "pass")
    top = "Passed by break-glass of ines@example.com: payments are down; to be reconciled."
    assert answer["lifted_by"][0] == top
    (waiver,) = answer["waivers"]
    assert (waiver["source"], waiver["state"], waiver["lifted"]) == ("break-glass", "in-force", True)
    assert waiver["follow_up"] == {"text": "cut it", "owner": "ines@example.com", "open": True}
    assert waiver["second"] == {"person": None, "missing": True, "by": "2026-01-05T02:00:00Z"}
    for style in ("terminal", "markdown", "github", "gitlab", "sarif"):
        text = " ".join(command("check", "main...work", "--as-of", NOW, style=style)[1].replace("`", "").split())
        assert top in text, style
        assert text.index(top) < 300 or style == "sarif", style


@needs_ssh
def test_a_break_glass_ends_by_the_clock_and_with_a_new_commit(repo: Any, command: Command, key: SshKey) -> None:
    target(repo, allowed_signers=key.line("ines@example.com"))
    key.commit(repo, BIG, GLASS, INES)
    assert command.check(now="2026-01-01T09:59:59Z")[0] == 0
    assert "expired at 2026-01-01T10:00:00Z" in command.why("2026-01-01T10:00:00Z")
    assert "later than this check" in command.why("2026-01-01T01:59:59Z")
    key.commit(repo, {"b.py": "y = 1\n"}, "One more", INES)
    assert "not for the head" in command.why()


@needs_ssh
def test_a_break_glass_for_one_rule(repo: Any, command: Command, key: SshKey) -> None:
    target(repo, allowed_signers=key.line("ines@example.com"))
    key.commit(repo, BIG, f"{GLASS}\nWatchkeeper-Break-Glass-Rule: size/files", INES)
    assert command.check()[0] == 1
    repo.git("reset", "-q", "--hard", "HEAD~")
    key.commit(repo, BIG, f"{GLASS}\nWatchkeeper-Break-Glass-Rule: size/effective-lines", INES)
    assert command.check()[0] == 0
    repo.git("reset", "-q", "--hard", "HEAD~")
    key.commit(repo, BIG, f"{GLASS}\nWatchkeeper-Break-Glass-Rule: size/effective-line", INES)
    assert "did you mean 'size/effective-lines'?" in command.why()


@needs_ssh
def test_a_plain_waiver_in_a_signed_commit(repo: Any, command: Command, key: SshKey) -> None:
    target(repo, allowed_signers=key.line("ines@example.com"))
    trailer = "Watchkeeper-Waive: size/effective-lines until 2026-01-01T04:00:00Z: vendor drop"
    key.commit(repo, BIG, f"Drop\n\n{trailer}", INES)
    code, answer = command.check(now="2026-01-01T03:00:00Z")
    assert code == 0
    assert answer["lifted_by"][0] == "Passed by waiver of ines@example.com until 2026-01-01T04:00:00Z: vendor drop."
    assert "expired at 2026-01-01T04:00:00Z" in command.why()


@needs_ssh
def test_forged_break_glasses_lift_nothing(repo: Any, command: Command, key: SshKey, tmp_path: Path) -> None:
    mallory = SshKey(tmp_path / "keys", "mallory")
    target(repo, allowed_signers=key.line("ines@example.com"))
    repo.commit(BIG, GLASS, INES)
    assert "not signed" in command.why()
    repo.git("reset", "-q", "--hard", "main")
    mallory.commit(repo, BIG, GLASS, INES)
    assert "by no key" in command.why()
    repo.git("reset", "-q", "--hard", "main")
    mine = {".watchkeeper/allowed_signers": mallory.line("ines@example.com")}
    mallory.commit(repo, {**BIG, **mine}, GLASS, INES)
    assert "by no key" in command.why()
    repo.git("reset", "-q", "--hard", "main")
    key.commit(repo, BIG, GLASS, "Bob <bob@example.com>")
    assert "belongs to ines@example.com" in command.why()


@needs_ssh
def test_a_signature_over_other_content_lifts_nothing(repo: Any, command: Command, key: SshKey) -> None:
    target(repo, allowed_signers=key.line("ines@example.com"))
    signed = key.commit(repo, BIG, "Small talk\n\nReviewed-by: x", INES)
    text = subprocess.run(["git", "cat-file", "commit", signed], cwd=repo.path, capture_output=True, check=True).stdout
    forged = text.replace(b"Reviewed-by: x", b"Watchkeeper-Break-Glass: x")
    head = repo.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=forged)
    repo.git("reset", "-q", "--hard", head)
    assert "not one over this commit" in command.why()


@needs_ssh
def test_prose_is_no_trailer(repo: Any, command: Command, key: SshKey) -> None:
    target(repo, allowed_signers=key.line("ines@example.com"))
    key.commit(repo, BIG, "Docs\n\nWrite Watchkeeper-Break-Glass: x at the end.\n\nThe end.", INES)
    code, answer = command.check()
    assert (code, answer["waivers"]) == (1, [])
    repo.git("reset", "-q", "--hard", "main")
    key.commit(repo, BIG, "Docs\n\nWatchkeeper-Break-Glass: x\n\nThe end.", INES)
    assert "not stand among the trailers" in command.why()


@needs_ssh
def test_without_the_program_it_is_not_known(
    repo: Any, command: Command, key: SshKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target(repo, allowed_signers=key.line("ines@example.com"))
    key.commit(repo, BIG, GLASS, INES)
    git = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/git").symlink_to(git)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert "install OpenSSH" in command.why()


@needs_ssh
def test_signers_behind_a_link_are_not_read(repo: Any, command: Command, key: SshKey) -> None:
    repo.write({"signers": key.line("ines@example.com"), ".watchkeeper/x": ""})
    (repo.path / ".watchkeeper/allowed_signers").symlink_to("../signers")
    target(repo)
    key.commit(repo, BIG, GLASS, INES)
    assert "symbolic link" in command.why()


@needs_ssh
def test_a_target_that_nobody_protects_proves_nothing(repo: Any, command: Command, key: SshKey) -> None:
    repo.git("symbolic-ref", "HEAD", "refs/heads/side")
    base = repo.commit({".watchkeeper.yaml": POLICY, ".watchkeeper/allowed_signers": key.line("ines@example.com")})
    key.commit(repo, BIG, GLASS, INES)
    code, answer = command("check", f"{base}...HEAD", "--as-of", NOW)
    assert code == 1
    assert "is not protected" in answer["not_in_force"][0]
    assert command("check", f"{base}...HEAD", "--as-of", NOW, "--target", base)[0] == 0


def test_a_merged_entry_is_cut_at_the_cap_and_says_so(repo: Any, command: Command) -> None:
    target(repo)
    head = repo.commit(BIG)
    merge(repo, entry(head, until="2026-06-01T00:00:00Z", second="omar"))
    code, answer = command.check()
    assert code == 0
    assert answer["waivers"][0]["until"] == "2026-01-01T11:00:00Z"
    assert answer["waivers"][0]["second"]["person"] == "omar"
    assert any("counts for 8 hours" in line for line in answer["lifted_by"])
    assert "the most that the policy allows" in command.why("2026-01-01T11:00:00Z")


def test_editing_an_entry_does_not_start_the_clock_again(repo: Any, command: Command) -> None:
    target(repo)
    head = repo.commit(BIG)
    merge(repo, entry(head))
    repo.clock += 9 * 3600
    merge(repo, "  # a remark\n", entry(head, until="2026-01-01T20:00:00Z"))
    assert "expired" in command.why("2026-01-01T13:30:00Z")
    merge(repo, entry(head, until="2026-01-01T20:00:00Z"), entry(head, until="2026-01-01T20:00:00Z", reason="again"))
    assert command.check(now="2026-01-01T14:30:00Z")[0] == 0


def test_the_time_of_granting_is_that_of_the_merge_not_of_the_branch(repo: Any, command: Command) -> None:
    target(repo)
    head = repo.commit(BIG)
    repo.switch("main")
    repo.branch("grant")
    repo.commit({".watchkeeper/waivers.yaml": "version: 1\nwaivers:\n" + entry(head, until="2026-02-01T00:00:00Z")})
    repo.clock += 24 * 3600
    repo.switch("main")
    repo.git("merge", "-q", "--no-ff", "-m", "Merge grant", "grant")
    assert command.check(now="2026-01-02T08:00:00Z")[0] == 0
    assert "expired at 2026-01-02T11:00:00Z" in command.why("2026-01-02T11:00:00Z")


def test_a_shallow_clone_does_not_know_when_it_was_granted(
    repo: Any, command: Command, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    target(repo)
    head = repo.commit(BIG)
    merge(repo, entry(head))
    repo.commit({"b.py": "y = 1\n"})
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--no-local", "--depth=1", "--no-single-branch", str(repo.path), str(clone))
    subprocess.run(["git", "branch", "-q", "work", "origin/work"], cwd=clone, check=True)
    code = run(["waivers", "--repo", str(clone), "--as-of", NOW, "--format", "json"])
    answer = json.loads(capfd.readouterr().out)
    assert code == 0
    (waiver,) = answer["waivers"]
    assert waiver["state"] == "declared"
    assert "shallow" in waiver["because"]
    assert "unshallow" in waiver["to_make_it_count"]
    assert answer["not_evaluated"]


def test_a_commit_on_the_target_ends_it(repo: Any, command: Command) -> None:
    target(repo)
    repo.commit(BIG)
    head = repo.git("rev-parse", "HEAD")
    fix = repo.git("commit-tree", "main^{tree}", "-p", "main", "-m", "Fix")
    merge(repo, entry(head, until_commit=fix))
    assert command.check()[0] == 0
    repo.git("merge", "-q", "-m", "Merge fix", fix)
    assert f"it ended with {fix[:12]}" in command.why()


def test_several_entries_for_one_rule(repo: Any, command: Command) -> None:
    target(repo)
    older = repo.commit(BIG)
    head = repo.commit({"b.py": "y = 1\n"})
    merge(repo, entry(older), entry(head, until="2026-01-01T04:30:00Z"), entry(head, by="omar", reason="still"))
    code, answer = command.check()
    assert code == 0
    assert "Passed by waiver of omar until 2026-01-01T09:00:00Z: still." in answer["lifted_by"]
    merge(repo, entry(older))
    assert "not for the head" in command.why()


def test_a_second_person_who_is_the_first(repo: Any, command: Command) -> None:
    policy = POLICY + "waivers: {max_hours: 720}\n"
    repo.commit({".watchkeeper.yaml": policy, "a.py": "x = 1\n"})
    repo.branch("work")
    head = repo.commit(BIG)
    merge(repo, entry(head, until="2026-01-20T00:00:00Z", second="@Ines"))
    code, answer = command.check()
    assert code == 0
    assert any("A second person is missing until 2026-01-05T03:00:00Z" in line for line in answer["lifted_by"])
    assert "no second person agreed by 2026-01-05T03:00:00Z" in command.why("2026-01-05T03:00:00Z")
    merge(repo, entry(head, until="2026-01-20T00:00:00Z", second="omar"))
    assert command.check(now="2026-01-05T03:00:00Z")[0] == 0


def test_waive_prints_and_writes(repo: Any, command: Command) -> None:
    target(repo)
    head = repo.commit(BIG)
    ask = ("waive", "size/effective-lines", "--reason", 'say "why": é', "--until", "8h", "--by", "ines")
    code, answer = command(*ask, "--as-of", NOW, "--second", "omar", "--follow-up", "cut it", "--owner", "ines")
    assert (code, answer["schema"], answer["lifts"]) == (0, "watchkeeper.waiver/1", False)
    assert answer["waiver"]["head"] == head
    assert answer["waiver"]["until"] == "2026-01-01T13:00:00Z"
    assert answer["written"] is None
    assert not (repo.path / ".watchkeeper").exists()
    code, text = command(*ask, "--as-of", NOW, "--write", style="terminal")
    written = (repo.path / ".watchkeeper/waivers.yaml").read_text()
    assert code == 0
    assert written.startswith("version: 1\nwaivers:\n  - rule:")
    assert "merged into .watchkeeper/waivers.yaml on main" in " ".join(text.split())
    assert "```yaml" in command(*ask, "--as-of", NOW, style="markdown")[1]
    repo.switch("main")
    repo.commit({})
    assert command.check()[0] == 0


@pytest.mark.parametrize(
    ("more", "error"),
    [
        (("size/effective-line",), "did you mean 'size/effective-lines'?"),
        (("size/files", "--until", "tomorrow"), "is no time"),
        (("size/files", "--until", "2025-01-01T00:00:00Z"), "not later than now"),
        (("size/files", "--reason", " "), "the reason is blank"),
        (("size/files", "--second", "Ines"), "is no other one"),
        (("size/files", "--second", "ada@example.com"), "the author"),
        (("size/files", "--follow-up", "x"), "belong together"),
        (("size/files", "--by", " "), "who grants it is not known"),
        (("size/files", "--change", "nowhere"), "unknown revision"),
    ],
)
def test_waive_refuses(repo: Any, command: Command, more: tuple[str, ...], error: str) -> None:
    target(repo)
    code, _ = command("waive", "--reason", "x", "--until", "8h", "--by", "ines", "--as-of", NOW, *more)
    assert code == 2
    assert error in command.errors


def test_who_grants_is_the_configured_address(repo: Any, command: Command) -> None:
    target(repo)
    repo.git("config", "user.email", "grace@example.com")
    code, answer = command("waive", "size/files", "--reason", "x", "--until", "1h", "--as-of", NOW)
    assert (code, answer["waiver"]["by"]) == (0, "grace@example.com")


@needs_ssh
def test_waivers_lists_both_sources(repo: Any, command: Command, key: SshKey) -> None:
    target(repo, allowed_signers=key.line("ines@example.com"))
    head = key.commit(repo, BIG, f"{GLASS}\nWatchkeeper-Follow-Up: cut it", INES)
    other = repo.commit({"c.py": "z = 1\n"}, GLASS)
    repo.switch("main")
    repo.git("merge", "-q", "--no-ff", "-m", "Merge the hotfix", head)
    repo.git("merge", "-q", "--no-ff", "-m", "Merge the rest", other)
    brought = repo.commit({".watchkeeper/waivers.yaml": "version: 1\nwaivers:\n" + entry(other)})
    code, answer = command("waivers", "--as-of", NOW)
    assert (code, answer["schema"]) == (0, "watchkeeper.waivers/1")
    written, unsigned, glass = answer["waivers"]
    assert (written["state"], written["place"]) == (
        "in-force", {"file": ".watchkeeper/waivers.yaml", "line": 3, "commit": brought, "url": None},
    )  # fmt: skip
    assert (unsigned["state"], unsigned["place"]["commit"]) == ("declared", other)
    assert "not signed" in unsigned["because"]
    assert (glass["state"], glass["place"]["commit"], glass["follow_up"]["open"]) == ("in-force", head, True)
    states = [w["state"] for w in command("waivers", "--as-of", "2026-01-09T00:00:00Z")[1]["waivers"]]
    assert states == ["expired", "declared", "expired"]
    for style in ("terminal", "markdown"):
        text = command("waivers", "--as-of", NOW, style=style)[1]
        assert all(word in text for word in ("in force", "declared only", "payments are down", "cut it")), style
    assert len(command("waivers", "--as-of", NOW, "--last", "0")[1]["waivers"]) == 1


def test_waivers_of_a_repository_without_any(repo: Any, command: Command) -> None:
    target(repo)
    code, answer = command("waivers", "--as-of", NOW)
    assert (code, answer["waivers"]) == (0, [])
