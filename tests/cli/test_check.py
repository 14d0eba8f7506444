"""`watchkeeper check` end to end, on real repositories, as the contract words it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.cli.main import run

POLICY = """\
version: 1
extends: observe
rules:
  size/effective-lines: {mode: block, max: 400}
"""
OWNERS = "* @org/platform\n"


class Check:
    """Runs `check --format json` in a repository; `errors` is what the last run said on standard error."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd
        self.errors = ""

    def __call__(self, repo: Any, *arguments: str) -> tuple[int, dict[str, Any]]:
        path = repo if isinstance(repo, Path) else repo.path
        code = run(["check", "--repo", str(path), "--format", "json", *arguments])
        captured = self._capfd.readouterr()
        self.errors = captured.err
        return code, json.loads(captured.out) if captured.out else {}


@pytest.fixture
def check(capfd: pytest.CaptureFixture[str]) -> Check:
    """The command, ready to run."""
    return Check(capfd)


def failing(answer: dict[str, Any], outcome: str = "fail") -> dict[str, dict[str, Any]]:
    return {f["rule"]: f for f in answer["findings"] if f["outcome"] == outcome}


def lines(count: int, tag: str = "x") -> str:
    return "".join(f"{tag}_{n} = {n}\n" for n in range(count))


@pytest.fixture
def company(repo: Any) -> Any:
    """Main with a policy that caps at 400 and owners for everything; a branch called work, checked out."""
    repo.commit({".watchkeeper.yaml": POLICY, "CODEOWNERS": OWNERS, "app.py": lines(20, "app")})
    repo.branch("work")
    return repo


def test_a_small_change_passes(company: Any, check: Check) -> None:
    company.commit({"app.py": lines(25, "app")})
    code, answer = check(company)
    assert (code, answer["verdict"]) == (0, "pass")
    assert answer["schema"] == "watchkeeper.check/1"
    assert answer["policy"]["ref"] == "refs/heads/main"
    assert answer["policy"]["protected"] is True
    assert answer["change"]["size"]["lines_raw"] == 5


def test_a_change_over_the_cap_blocks(company: Any, check: Check) -> None:
    company.commit({"big.py": lines(401)})
    code, answer = check(company)
    assert (code, answer["verdict"]) == (1, "block")
    finding = failing(answer)["size/effective-lines"]
    assert finding["mode"] == "block"
    assert finding["limit_at"]["file"] == ".watchkeeper.yaml"
    assert finding["limit_at"]["line"] == 4
    assert finding["remedy"]["command"]
    assert finding["remedy"]["agent_block"]["goal"]


def test_a_change_at_the_cap_passes(company: Any, check: Check) -> None:
    company.commit({"big.py": lines(400)})
    assert check(company)[0] == 0


def test_the_changes_own_policy_does_not_judge_it(company: Any, check: Check) -> None:
    company.commit({"big.py": lines(900), ".watchkeeper.yaml": POLICY.replace("400", "9000")})
    code, answer = check(company)
    assert code == 1
    judged = failing(answer)["integrity/judge-files"]
    assert "rules.size/effective-lines.max: 400 → 9000" in judged["message"]


def test_attributes_of_the_head_exclude_nothing(company: Any, check: Check) -> None:
    company.commit({"big.py": lines(900), ".gitattributes": "big.py linguist-generated\n"})
    code, answer = check(company)
    assert code == 1
    assert answer["change"]["size"]["lines_effective"] >= 900


def test_attributes_of_the_target_exclude_with_their_line(company: Any, check: Check) -> None:
    company.switch("main")
    company.commit({".gitattributes": "# ours\nbig.py linguist-generated\n"})
    company.switch("work")
    company.commit({"big.py": lines(900)})
    code, answer = check(company)
    assert code == 0
    (excluded,) = answer["change"]["size"]["excluded"]
    assert excluded["path"] == "big.py"
    assert excluded["lines"] == 900
    assert ".gitattributes:2" in excluded["reason"]


def test_lock_files_do_not_count_and_are_shown(company: Any, check: Check) -> None:
    company.commit({"package-lock.json": lines(5000), "app.py": lines(21, "app")})
    code, answer = check(company)
    size = answer["change"]["size"]
    assert code == 0
    assert (size["lines_raw"], size["lines_effective"]) == (5001, 1)
    assert size["excluded"][0]["path"] == "package-lock.json"


def test_a_false_claim_of_generation_counts(company: Any, check: Check) -> None:
    company.commit({"hand.py": "# @generated DO NOT EDIT\n" + lines(900)})
    code, answer = check(company)
    assert code == 1
    assert answer["change"]["size"]["lines_effective"] == 901


def test_a_pure_move_costs_nothing(company: Any, check: Check) -> None:
    company.switch("main")
    company.commit({"long.py": lines(2000)})
    company.switch("work")
    company.git("rebase", "-q", "main")
    company.git("mv", "long.py", "renamed.py")
    company.commit({})
    code, answer = check(company)
    assert (code, answer["change"]["size"]["lines_effective"]) == (0, 0)


def test_a_moved_block_is_left_out_on_both_sides(company: Any, check: Check) -> None:
    company.switch("main")
    company.commit({"one.py": "start = 1\n" + lines(500, "block") + "end = 1\n"})
    company.switch("work")
    company.git("rebase", "-q", "main")
    company.commit({"one.py": "start = 1\nend = 1\n", "two.py": "import one\n" + lines(500, "block")})
    _, answer = check(company)
    size = answer["change"]["size"]
    assert (size["lines_raw"], size["lines_effective"]) == (1001, 1)


def test_seventeen_megabytes_in_one_line_are_seen(company: Any, check: Check) -> None:
    company.commit({"data.jsonl": "x" * 17_000_000})
    _, answer = check(company)
    size = answer["change"]["size"]
    assert size["longest_line"] == 17_000_000
    assert size["bytes"] >= 17_000_000
    assert {"size/bytes", "size/longest-line"} <= set(failing(answer))


def test_a_stray_nul_does_not_hide_a_file(company: Any, check: Check) -> None:
    company.commit({"big.py": lines(900) + "# \0\n"})
    code, answer = check(company)
    assert code == 1
    assert answer["change"]["size"]["lines_effective"] == 901


def test_binary_files_count_by_bytes(company: Any, check: Check) -> None:
    company.commit({"logo.png": os.urandom(10_000)})
    code, answer = check(company)
    assert code == 0
    assert answer["change"]["size"]["bytes"] == 10_000


def test_serial_changes_of_one_author_add_up(company: Any, check: Check) -> None:
    company.switch("main")
    for n in range(24):
        company.commit({f"tools/pay/part_{n}.py": lines(399, f"p{n}")}, f"Part {n}", "Bob <bob@example.com>")
    company.branch("last")
    company.commit({"tools/pay/part_24.py": lines(399, "p24")}, "Part 24", "Bob <bob@example.com>")
    _, answer = check(company, "--as-of", "2026-01-03")
    finding = failing(answer)["size/cumulative"]
    assert "25 changes of one author in tools/pay/" in finding["message"]
    assert "9,975 lines" in finding["message"]


def test_serial_changes_older_than_a_week_do_not_add_up(company: Any, check: Check) -> None:
    company.switch("main")
    for n in range(24):
        company.commit({f"tools/pay/part_{n}.py": lines(399, f"p{n}")}, f"Part {n}", "Bob <bob@example.com>")
    company.branch("last")
    company.commit({"tools/pay/part_24.py": lines(399, "p24")}, "Part 24", "Bob <bob@example.com>")
    _, answer = check(company, "--as-of", "2026-02-01")
    assert "size/cumulative" not in failing(answer)


def test_open_branches_of_one_author_add_up(company: Any, check: Check) -> None:
    for n in range(12):
        company.git("checkout", "-q", "-b", f"part-{n}", "main")
        company.commit({f"tools/pay/part_{n}.py": lines(399, f"p{n}")}, f"Part {n}", "Bob <bob@example.com>")
    _, answer = check(company, "--as-of", "2026-01-02")
    assert "12 changes of one author" in failing(answer)["size/cumulative"]["message"]


OWNED = POLICY + "  ownership/named-owner: block\n"


@pytest.mark.parametrize(
    ("owners", "author", "expected"),
    [
        ("* @ada\n", "grace", 0),
        ("* @ada\n", "ada", 1),
        ("* @ada @grace\n", "ada", 0),
        ("* @org/team\n", "ada", 0),
        ("/docs/ @ada\n", "grace", 1),
        ("* @ada\n/tools/\n", "grace", 1),
        ("* ada@example.com\n", "grace", 1),
        ("* @renovate[bot]\n", "grace", 1),
        (None, "grace", 1),
    ],
)
def test_the_owner_of_a_path(repo: Any, check: Check, owners: str | None, author: str, expected: int) -> None:
    files = {".watchkeeper.yaml": OWNED, "tools/pay.py": "1\n"}
    repo.commit(files if owners is None else {**files, ".github/CODEOWNERS": owners})
    repo.branch("work")
    repo.commit({"tools/pay.py": "2\n"})
    code, answer = check(repo, "--author", author)
    assert code == expected, answer["findings"]


def test_owners_that_the_change_adds_do_not_count(repo: Any, check: Check) -> None:
    repo.commit({".watchkeeper.yaml": OWNED})
    repo.branch("work")
    repo.commit({"CODEOWNERS": "* @ada\n", "tools/pay.py": "1\n"})
    code, answer = check(repo, "--author", "grace")
    assert code == 1
    assert "the target has no owners file" in failing(answer)["ownership/named-owner"]["message"]


def test_an_unknown_login_is_said(repo: Any, check: Check) -> None:
    repo.commit({".watchkeeper.yaml": OWNED, "CODEOWNERS": "* @ada\n"})
    repo.branch("work")
    repo.commit({"tools/pay.py": "1\n"})
    code, answer = check(repo)
    assert code == 0
    assert any("login is not known" in entry["reason"] for entry in answer["not_evaluated"])


@pytest.mark.parametrize("how", ["named", "silent", "merge", "several"])
def test_a_proved_revert_passes(repo: Any, check: Check, how: str) -> None:
    strict = POLICY.replace("extends: observe", "extends: strict")
    repo.commit({".watchkeeper.yaml": strict, "a.py": lines(600), "b.py": "1\n"})
    if how == "merge":
        repo.branch("topic")
        repo.commit({"a.py": lines(600, "y")})
        repo.switch("main")
        repo.git("merge", "-q", "--no-ff", "-m", "Merge topic", "topic")
        bad = ["HEAD"]
    else:
        bad = [repo.commit({"a.py": lines(600, "y")}, "Rewrite a")]
        if how == "several":
            bad.insert(0, repo.commit({"c.py": lines(600, "z")}, "Add c"))
    if how != "silent":
        repo.commit({"b.py": "2\n"}, "Something else")
    repo.branch("undo")
    if how == "merge":
        repo.git("revert", "--no-edit", "-m1", "main~1")
    elif how == "silent":
        repo.git("revert", "--no-commit", *bad)
        repo.git("commit", "-q", "-m", "Make it work as before")
    else:
        repo.git("revert", "--no-edit", *bad)
    code, answer = check(repo)
    assert (code, answer["verdict"]) == (0, "pass"), answer["findings"]


def test_a_revert_with_something_more_is_no_proved_revert(company: Any, check: Check) -> None:
    company.switch("main")
    company.commit({"a.py": lines(600)})
    company.branch("undo")
    company.git("revert", "--no-commit", "HEAD")
    company.commit({"extra.py": "1\n"}, 'Revert "Change"')
    assert check(company)[0] == 1


def test_what_is_missing_is_unknown_not_passed(company: Any, check: Check, tmp_path: Path) -> None:
    company.commit({"big.py": lines(900)})
    company.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    company.git("clone", "-q", "--no-checkout", "--filter=blob:limit=1k", f"file://{company.path}", str(clone))
    code, answer = check(clone, "origin/main...origin/work")
    assert (code, answer["verdict"]) == (3, "unknown")
    finding = failing(answer, "unknown")["size/effective-lines"]
    assert "not in this clone" in json.dumps(finding)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("version: 1\nrules:\n  size/efective-lines: block\n", [".watchkeeper.yaml:3:3", "size/effective-lines"]),
        ("version: 1\nrules:\n  size/effective-lines: {mode: blok, maximum: 4}\n", [":3:", "block", "max"]),
        ("version: 1\nrulez: {}\nextends: nothing\n", [":2:1", "rules"]),
        ("version: 1\n\tx: 1\n", [":2:"]),
        (
            "a: &a [x,x,x,x,x,x,x,x,x]\n"
            + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)),
            ["alias"],
        ),
    ],
)
def test_a_broken_policy_exits_two_with_every_error(repo: Any, check: Check, policy: str, expected: list[str]) -> None:
    repo.commit({".watchkeeper.yaml": policy})
    repo.branch("work")
    repo.commit({"a": "1\n"})
    code, answer = check(repo)
    assert (code, answer) == (2, {})
    for part in expected:
        assert part in check.errors, check.errors


def test_without_a_policy_recommended_is_observed(repo: Any, check: Check) -> None:
    repo.commit({"a.py": "1\n"})
    repo.branch("work")
    repo.commit({"big.py": lines(9000)})
    code, answer = check(repo)
    assert (code, answer["verdict"]) == (0, "pass")
    assert failing(answer)["size/effective-lines"]["mode"] == "observe"


@pytest.mark.parametrize(
    "arguments", [[], ["nothing"], ["--event", "missing.json"], ["--rule", "size/nothing"], ["--policy", "missing"]]
)
def test_wrong_usage_exits_two_and_writes_nothing(
    repo: Any, check: Check, tmp_path: Path, arguments: list[str]
) -> None:
    repo.commit({"a": "1\n"})
    output = tmp_path / "out.json"
    code, _ = check(repo, "--output", str(output), *arguments)
    assert code == 2
    assert check.errors
    assert not output.exists()


def test_outside_a_repository(check: Check, tmp_path: Path) -> None:
    code, _ = check(tmp_path)
    assert code == 2
    assert "not in a git repository" in check.errors


def test_the_same_inputs_give_the_same_bytes(company: Any, capfd: pytest.CaptureFixture[str]) -> None:
    company.commit({"big.py": lines(900), "tools/Dockerfile": "FROM scratch\n"})
    texts = []
    for _ in range(2):
        run(["check", "--repo", str(company.path), "--format", "json", "--as-of", "2026-01-02T00:00:00Z"])
        texts.append(capfd.readouterr().out)
    assert texts[0] == texts[1]


@pytest.mark.parametrize("style", ["terminal", "markdown", "json", "sarif", "github", "gitlab"])
def test_hostile_paths_in_every_format(company: Any, capfd: pytest.CaptureFixture[str], style: str) -> None:
    names = [b"bad\xff.py", b"new\nline.py", b'quo"te.py', b"::error ::x.py", b"<script>.py", b"`a`@everyone|x.py"]
    company.commit({name.decode("utf-8", "surrogateescape"): lines(100, str(n)) for n, name in enumerate(names)})
    assert run(["check", "--repo", str(company.path), "--format", style]) == 1
    capfd.readouterr().out.encode("utf-8")


def test_nothing_of_the_repository_is_touched(company: Any, check: Check) -> None:
    company.commit({"big.py": lines(900)})
    (company.path / "app.py").write_text("edited, not committed\n")

    def state() -> dict[str, tuple[int, int]]:
        return {str(p): (p.stat().st_size, p.stat().st_mtime_ns) for p in company.path.rglob("*") if p.is_file()}

    before = state()
    check(company)
    assert state() == before


@pytest.mark.parametrize("shape", ["bare", "worktree", "detached"])
def test_every_shape_of_repository(company: Any, check: Check, tmp_path: Path, shape: str) -> None:
    company.commit({"big.py": lines(900)})
    path = company.path
    if shape == "bare":
        path = tmp_path / "bare.git"
        company.git("clone", "-q", "--bare", ".", str(path))
    elif shape == "worktree":
        path = tmp_path / "tree"
        company.git("worktree", "add", "-q", "--detach", str(path), "work")
    else:
        company.git("checkout", "-q", "--detach", "work")
    assert check(path, "main...work")[0] == 1


def test_a_root_commit_and_a_merge(company: Any, check: Check) -> None:
    root = company.git("rev-list", "--max-parents=0", "main")
    assert check(company, root)[1]["change"]["size"]["files"] == 3
    company.commit({"b.py": "1\n"})
    company.switch("main")
    company.git("merge", "-q", "--no-ff", "-m", "Merge work", "work")
    _, answer = check(company, "HEAD")
    assert answer["change"]["size"]["lines_raw"] == 1
    assert len(answer["change"]["commits"]) == 2


def test_policy_as_a_symbolic_link_is_refused(repo: Any, check: Check) -> None:
    (repo.path / ".watchkeeper.yaml").symlink_to("/etc/passwd")
    repo.commit({})
    repo.branch("work")
    repo.commit({"a": "1\n"})
    code, _ = check(repo)
    assert code == 2
    assert "symbolic link" in check.errors


def test_owners_above_three_megabytes_fail_closed(repo: Any, check: Check) -> None:
    repo.commit({".watchkeeper.yaml": OWNED, "CODEOWNERS": "* @ada\n" + "# filler line\n" * 240_000})
    repo.branch("work")
    repo.commit({"a": "1\n"})
    code, answer = check(repo, "--author", "grace")
    assert code == 1
    assert "3 MB" in failing(answer)["ownership/named-owner"]["message"]


def test_the_origin_of_each_key_on_request(company: Any, check: Check) -> None:
    company.commit({"a.py": "1\n"})
    _, answer = check(company, "--origins")
    found = {o["key"]: (o["value"], o["place"]["file"], o["place"]["line"]) for o in answer["policy"]["origins"]}
    assert found["size/effective-lines.max"] == ("400", ".watchkeeper.yaml", 4)
    assert found["size/files.max"][1] == "built in"
    assert check(company)[1]["policy"]["origins"] == []


def waivers(head: str, *, until: str = "2026-06-01T00:00:00Z", extra: str = "") -> str:
    entry = f"rule: size/effective-lines, head: {head}, reason: agreed, by: ada, until: '{until}'{extra}"
    return f"version: 1\nwaivers:\n  - {{{entry}}}\n"


@pytest.mark.parametrize(
    ("until", "as_of", "expected"),
    [
        ("2026-01-01T06:00:00Z", "2026-01-01T05:00:00Z", 0),
        ("2026-01-01T08:00:00+02:00", "2026-01-01T05:59:59Z", 0),
        ("2026-01-01T06:00:00Z", "2026-01-01T06:00:00Z", 1),
        ("2026-06-01T00:00:00Z", "2026-01-01T10:59:59Z", 0),
        ("2026-06-01T00:00:00Z", "2026-01-01T11:00:00Z", 1),
    ],
)
def test_a_waiver_on_the_target_lifts_a_block_until_its_time(
    company: Any, check: Check, until: str, as_of: str, expected: int
) -> None:
    head = company.commit({"big.py": lines(900)})
    company.switch("main")
    company.commit({".watchkeeper/waivers.yaml": waivers(head, until=until)})
    assert check(company, "main...work", "--as-of", as_of)[0] == expected


def test_a_waiver_of_the_change_itself_or_of_another_head_lifts_nothing(company: Any, check: Check) -> None:
    head = company.commit({"big.py": lines(900)})
    company.commit({".watchkeeper/waivers.yaml": waivers(head)})
    assert check(company, "main...work", "--as-of", "2026-01-01T05:00:00Z")[0] == 1


@pytest.mark.parametrize("extra", [", label: ok", ", expires: never"])
def test_a_broken_waiver_exits_two(company: Any, check: Check, extra: str) -> None:
    head = company.commit({"big.py": lines(900)})
    company.switch("main")
    company.commit({".watchkeeper/waivers.yaml": waivers(head, extra=extra)})
    assert check(company, "main...work")[0] == 2
    assert "unknown key" in check.errors


EVENT = {
    "pull_request": {
        "number": 3,
        "user": {"login": "ada", "type": "User"},
        "head": {"ref": "work", "repo": {"full_name": "o/r"}},
        "base": {"ref": "main", "repo": {"full_name": "o/r", "default_branch": "main"}},
    },
    "repository": {"full_name": "o/r", "default_branch": "main"},
}


def event(path: Path, head: str, base: str = "main", **pull: Any) -> str:
    data = json.loads(json.dumps(EVENT))
    data["pull_request"]["head"]["sha"] = head
    data["pull_request"]["base"] |= {"ref": base, "sha": "0" * 40}
    data["pull_request"] |= pull
    file = path / "event.json"
    file.write_text(json.dumps(data))
    return str(file)


def test_the_event_tells_the_head_the_opener_and_the_target(company: Any, check: Check, tmp_path: Path) -> None:
    head = company.commit({"big.py": lines(900)})
    company.switch("main")
    _, answer = check(company, "--event", event(tmp_path, head, user={"login": "Copilot", "type": "Bot"}))
    assert answer["change"]["head"] == head
    assert answer["change"]["authorship"]["kind"] == "agent"
    assert answer["verdict"] == "block"


def test_a_slice_of_a_stack_is_judged_by_the_protected_root(company: Any, check: Check, tmp_path: Path) -> None:
    company.commit({".watchkeeper.yaml": POLICY.replace("400", "9000")}, "Raise the cap below")
    company.git("branch", "stack-1")
    company.branch("slice-2")
    head = company.commit({"big.py": lines(900)})
    code, answer = check(company, "stack-1...slice-2", "--event", event(tmp_path, head, base="stack-1"))
    assert (code, answer["policy"]["ref"]) == (1, "refs/heads/main")
    assert "not protected" in answer["policy"]["reason"]


def test_a_branch_that_the_root_calls_protected_judges_itself(company: Any, check: Check, tmp_path: Path) -> None:
    company.switch("main")
    company.commit({".watchkeeper.yaml": POLICY + 'protected: ["release/*"]\n'})
    company.branch("release/1")
    company.commit({".watchkeeper.yaml": POLICY.replace("400", "9000")})
    company.branch("fix")
    head = company.commit({"big.py": lines(900)})
    code, answer = check(company, "release/1...fix", "--event", event(tmp_path, head, base="release/1"))
    assert (code, answer["policy"]["ref"]) == (0, "refs/heads/release/1")


def test_an_organisation_policy_at_a_pinned_commit(make_repo: Callable[..., Any], company: Any, check: Check) -> None:
    policies = make_repo("policies")
    floor = "version: 1\nextends: observe\nfloor: {rules: {size/effective-lines: {mode: block, max: 500}}}\n"
    commit = policies.commit({"base.yaml": floor})
    policies.commit({"base.yaml": "version: 1\n"})
    company.switch("main")
    extends = f"{policies.path}@{commit}:base.yaml"
    own = f"version: 1\nextends: {extends}\nrules:\n  size/effective-lines: {{mode: block, max: 450}}\n"
    company.commit({".watchkeeper.yaml": own})
    company.branch("more")
    company.commit({"big.py": lines(460)})
    assert check(company)[0] == 1
    company.switch("main")
    company.commit({".watchkeeper.yaml": own.replace("450", "501")})
    company.branch("loose")
    company.commit({"big.py": lines(1)})
    assert check(company)[0] == 2
    assert "looser than the floor" in check.errors


CONTRACT = """\
version: 1
extends: recommended
rules:
  size/effective-lines: {mode: block, max: 400}
  ownership/named-owner: block
scopes:
  - paths: ["tools/**"]
    rules: {readiness/on-call: warn}
tiers:
  1: {alert-rule: simulated, on-call: simulated, revert: simulated}
escalation: "@platform-leads"
sources:
  alerting: {rules: ["ops/**/*.rules.yml"], alertmanager: ops/alertmanager.yml}
  oncall: {calendars: ["ops/rota.ics"]}
components: {}
budgets: {}
capacity: {}
prices: {}
custom:
  - {id: custom/no-friday-agents, when: 'change.authorship.kind == "agent"', message: "x"}
"""


@pytest.mark.parametrize(("mode", "expected"), [("warn", 0), ("observe", 0), ("off", 0), ("block", 3)])
def test_a_rule_of_a_later_version_is_not_evaluated_and_never_a_pass(
    repo: Any, check: Check, mode: str, expected: int
) -> None:
    repo.commit(
        {
            ".watchkeeper.yaml": CONTRACT.replace("readiness/on-call: warn", f"rollback/reverts: {mode}"),
            "CODEOWNERS": "* @org/t\n",
        }
    )
    repo.branch("work")
    repo.commit({"tools/a.py": "1\n"})
    code, answer = check(repo)
    assert code == expected
    assert mode == "block" or "custom/no-friday-agents" in {entry["rule"] for entry in answer["not_evaluated"]}
    named = [entry["rule"] for entry in answer["not_evaluated"]] + list(failing(answer, "unknown"))
    assert ("rollback/reverts" in named) == (mode != "off")


def test_elsewhere_the_scope_says_nothing(repo: Any, check: Check) -> None:
    repo.commit({".watchkeeper.yaml": CONTRACT.replace("on-call: warn", "on-call: block"), "CODEOWNERS": "* @org/t\n"})
    repo.branch("work")
    repo.commit({"src/a.py": "1\n"})
    assert check(repo)[0] == 0
