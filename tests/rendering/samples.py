"""Sample reports as the gate would hand them over; texts are those of the rules, people and paths are invented."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from watchkeeper.domain.change import Authorship, Change, Commit, FileChange, Identity, Signal, Target
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.finding import AgentBlock, Ask, Finding, Remedy
from watchkeeper.domain.problems import Place
from watchkeeper.domain.report import Origin, Report
from watchkeeper.domain.size import Excluded, Size, Window
from watchkeeper.domain.verdict import Decision, Inputs, NotEvaluated, Verdict
from watchkeeper.domain.waivers import Grant, Standing, State, Waiver, WaiverSource

HEAD, BASE, TIP = "c0ffee" + "1" * 34, "ba5e" + "2" * 36, "7a46e7" + "3" * 34
PLATFORM = Ask("@acme/platform-leads", "escalation contact of the policy")
MAIN = Target("refs/heads/main", TIP, protected=True, reason="default branch of the event")


def file(path: str) -> FileChange:
    return FileChange(path, path, "added", 0, 0o100644, "", "b" * 40)


def change(*paths: str, target: Target = MAIN) -> Change:
    ada = Identity("Ada Example", "ada@example.com")
    commit = Commit(HEAD, "t" * 40, (BASE,), ada, ada, 1_767_225_600, 1_767_225_600, "Add the ledger\n\nBody.")
    return Change(BASE, HEAD, (commit,), tuple(file(p) for p in paths), target)


def inputs() -> Inputs:
    return Inputs(
        version="0.1.0",
        base=BASE,
        head=HEAD,
        target=TIP,
        policy=("sha256:1f0e", "preset:recommended"),
        evidence=("size/change", "authorship/change", "ownership/paths"),
        event="",
        ledger_head="",
        evaluated_at="2026-03-01T09:30:00Z",
    )


def size(lines: int, *, raw: int = 0, files: int = 4, largest: tuple[tuple[str, int], ...] = ()) -> Size:
    return Size(
        lines_raw=raw or lines,
        lines_effective=lines,
        files=files + (1 if raw else 0),
        files_effective=files,
        bytes=lines * 34,
        longest_line=118,
        longest_line_path=largest[0][0] if largest else "app/main.py",
        tokens=lines * 13,
        tokens_error=0.104,
        windows_exceeded=(),
        review_minutes=-(-lines * 60 // 400),
        review_cost=0.0,
        excluded=(Excluded("tools/finance/poetry.lock", raw - lines, "lock file"),) if raw else (),
        largest=largest,
    )


def report(
    decision: Decision,
    *findings: Finding,
    of: Change | None = None,
    sized: Size | Unknown | None = None,
    authorship: Authorship | Unknown | None = None,
    not_evaluated: tuple[NotEvaluated, ...] = (),
) -> Report:
    return Report(
        change=of or change("app/main.py", "app/report.py"),
        size=sized or size(42, files=2, largest=(("app/main.py", 30), ("app/report.py", 12))),
        authorship=authorship or Authorship("unknown", 0.0),
        verdict=Verdict(decision, tuple(findings), not_evaluated, inputs()),
        policy_name=".watchkeeper.yaml on main",
        range_text="main...add-finance-tool",
        origins=(Origin("size/effective-lines.max", "400", Place(".watchkeeper.yaml", 4, 5)),),
    )


def cut_remedy(rule: str, part_limit: str) -> Remedy:
    command = f"watchkeeper check --rule {rule}"
    return Remedy(
        text="Cut the change into parts that each make sense alone and land them one after the other, "
        "or ask for a waiver that says why it cannot be cut.",
        command=command,
        comment=f"/watchkeeper waive {rule} REASON",
        agent_block=AgentBlock(
            goal=f"Cut this branch into a stack of branches, each with {part_limit}, "
            "each building on the one before; together they give exactly the same files.",
            limits=(
                "change no behaviour and drop nothing: the last branch has the same tree as this one",
                "moves and renames first, generated and lock files last, tests beside the code they test",
                "do not edit .watchkeeper.yaml, CODEOWNERS or .gitattributes",
            ),
            verify=f"{command} exits with 0 on each branch; git diff between this branch and the last is empty",
        ),
    )


def owner_remedy() -> Remedy:
    rule = "ownership/named-owner"
    return Remedy(
        text="Name an owner for these paths in CODEOWNERS, in a change of its own that the named person approves; "
        "this point is settled once that one is merged.",
        command=f"watchkeeper check --rule {rule}",
        comment="/watchkeeper ask-owner",
        agent_block=AgentBlock(
            goal="On a new branch from the target, add lines to CODEOWNERS that name a person or team "
            "for the paths above.",
            limits=("change nothing but that file", "name only people who agreed to answer for the paths"),
            verify=f"after that branch is merged: watchkeeper check --rule {rule} exits with 0",
        ),
    )


def too_large(lines: int, *, left_out: int = 0) -> Finding:
    aside = f" ({left_out:,} more were left out, each with its reason)" if left_out else ""
    return Finding(
        rule="size/effective-lines",
        outcome="fail",
        message=f"Somebody has to read {lines:,} changed lines{aside}; the limit is 400 lines, about 60 minutes.",
        mode="block",
        locations=(Place("tools/finance/ledger.py"), Place("tools/finance/report.py")),
        evidence=("size/change",),
        measured=f"{lines:,} lines",
        limit="400 lines",
        limit_at=Place(".watchkeeper.yaml", 4, 5),
        remedy=cut_remedy("size/effective-lines", "at most 400 effective lines"),
        ask=(PLATFORM,),
    )


def no_owner(*paths: str, of: int) -> Finding:
    more = f" and {len(paths) - 3:,} more" if len(paths) > 3 else ""
    count = f"{len(paths):,} changed path" + ("s have" if len(paths) > 1 else " has")
    return Finding(
        rule="ownership/named-owner",
        outcome="fail",
        message=f"{count} no owner: no line of CODEOWNERS matches: {', '.join(paths[:3])}{more}.",
        mode="block",
        locations=tuple(Place(p) for p in paths[:10]),
        evidence=("ownership/paths",),
        measured=f"{len(paths):,} of {of:,} paths",
        limit="an owner other than the author for every path",
        limit_at=Place(".watchkeeper.yaml", 6, 3),
        remedy=owner_remedy(),
        ask=(PLATFORM,),
    )


def new_deployable() -> Finding:
    rule = "ownership/new-deployable"
    return Finding(
        rule=rule,
        outcome="fail",
        message="This change brings a container image in tools/finance/Dockerfile, and nobody is named to answer "
        "for it when it breaks: no line of CODEOWNERS covers tools/finance/Dockerfile.",
        mode="block",
        locations=(Place("tools/finance/Dockerfile", 1),),
        evidence=("components/deployables",),
        measured="nobody",
        limit="one person or team other than the author",
        remedy=Remedy(
            text="First land a line for /tools/finance/ in CODEOWNERS, in a change of its own that the named person "
            "approves; this point is settled once that one is merged. "
            "If nobody can be found, ask the escalation contact of the policy who will answer.",
            command=f"watchkeeper check --rule {rule}",
            comment="/watchkeeper ask-owner",
            agent_block=AgentBlock(
                goal="On a new branch from the target, add one line to CODEOWNERS: /tools/finance/ and the person or "
                "team who agreed to answer for it.",
                limits=(
                    "change nothing but that file",
                    "name only somebody who agreed, and not only the author of the tool",
                    "do not weaken or move the lines of others",
                ),
                verify=f"after that branch is merged: watchkeeper check --rule {rule} exits with 0 here",
            ),
        ),
        ask=(Ask("@acme/platform-leads", "approves the lines of CODEOWNERS"),),
    )


def beyond_window() -> Finding:
    return Finding(
        rule="size/context-window",
        outcome="fail",
        message="About 182,000 tokens (±10%) do not fit into the context window of GPT-4o (128,000).",
        mode="warn",
        locations=(Place("tools/finance/ledger.py"),),
        evidence=("size/change",),
        measured="≈ 182,000 tokens",
        limit="128,000 tokens",
        remedy=cut_remedy("size/context-window", "at most 128,000 tokens"),
    )


def policy_edited() -> Finding:
    return Finding(
        rule="integrity/judge-files",
        outcome="fail",
        message="This change edits what judges it: .watchkeeper.yaml. It was judged by the version on main. "
        "With the new version: rules.size/effective-lines.max: 400 → 5000.",
        mode="block",
        locations=(Place(".watchkeeper.yaml"),),
        evidence=("integrity/judge-files", "ownership/paths"),
        measured="1 of the gate's own files",
        limit="none, or a change of its own",
        remedy=Remedy(
            text="Move these edits to a change of their own, approved by the owner of the files; "
            "what remains is then judged by the new version.",
            command="watchkeeper check --rule integrity/judge-files",
            comment="/watchkeeper ask-owner",
            agent_block=AgentBlock(
                goal="Take the edits of .watchkeeper.yaml out of this branch and put them on a branch of their own.",
                limits=("change nothing else", "keep the edits exactly as they are"),
                verify="watchkeeper check --rule integrity/judge-files says nothing on this branch",
            ),
        ),
        ask=(Ask("@acme/platform", "owns the gate's files"),),
    )


def owners_unknown() -> Finding:
    return Finding(
        rule="ownership/named-owner",
        outcome="unknown",
        message="Who owns the changed paths is not known.",
        mode="block",
        evidence=("ownership/paths",),
        unknown=Unknown("ownership/paths", "head", "CODEOWNERS is a symbolic link", "commit a regular file"),
        remedy=Remedy(text="commit a regular file", command="watchkeeper check --rule ownership/named-owner"),
    )


AGENT_SIGNALS = Authorship(
    "agent",
    1.0,
    (
        *(Signal("claude-address", f"{n}abc" * 10, "author") for n in range(12)),
        Signal("claude-link", "body", "body"),
        Signal("claude-branch", "branch", "branch"),
        Signal("claude-label", "label", "label"),
    ),
)


def finance() -> Report:
    """A finance tool of 14,000 lines, written by an agent, with a new Dockerfile and no owner."""
    paths = ("tools/finance/ledger.py", "tools/finance/report.py", "tools/finance/Dockerfile")
    rest = tuple(f"tools/finance/module_{n}.py" for n in range(35))
    large = structs.replace(
        size(14_000, raw=14_812, files=38, largest=((paths[0], 4_120), (paths[1], 2_977))),
        windows_exceeded=(Window("GPT-4o", 128_000),),
        tokens=182_000,
    )
    findings = (too_large(14_000, left_out=812), no_owner(*paths, *rest, of=39), new_deployable(), beyond_window())
    return report("block", *findings, of=change(*paths, *rest), sized=large, authorship=AGENT_SIGNALS)


def over_the_cap() -> Report:
    """A change of 900 lines by a person, over the cap of 400."""
    large = size(900, files=11, largest=(("shop/checkout/basket.py", 410), ("shop/checkout/prices.py", 222)))
    finding = structs.replace(
        too_large(900), locations=(Place("shop/checkout/basket.py"), Place("shop/checkout/prices.py"))
    )
    return report("block", finding, of=change("shop/checkout/basket.py", "shop/checkout/prices.py"), sized=large)


def policy_and_unowned() -> Report:
    """A path that nobody owns, and the policy edited by the change it judges."""
    paths = ("scripts/nightly-export.sh", ".watchkeeper.yaml")
    return report(
        "block",
        policy_edited(),
        no_owner(paths[0], of=2),
        of=change(*paths),
        sized=size(61, files=2, largest=((paths[0], 58), (paths[1], 3))),
    )


def passing() -> Report:
    return report("pass")


def observing() -> Report:
    observed = structs.replace(no_owner("app/main.py", of=2), mode="observe")
    return report("pass", observed, structs.replace(policy_edited(), mode="observe"))


def warning() -> Report:
    return report("warn", beyond_window())


def unknown() -> Report:
    unseen = NotEvaluated(
        "size/cumulative", "this clone is shallow, so earlier changes are not seen", "git fetch --unshallow"
    )
    return report(
        "unknown",
        owners_unknown(),
        sized=Unknown("size/change", "head", "3 objects are missing", "git fetch --refetch"),
        authorship=Unknown("authorship/change", "head", "history ends before the base", "git fetch --unshallow"),
        not_evaluated=(unseen,),
    )


def waived() -> Report:
    reason = "by @mara until 2026-03-02T00:00:00Z: hotfix of incident 4711, follow-up by @lin"
    return report("warn", structs.replace(too_large(900), waived=f"waived {reason}"), beyond_window())


def _standing(source: WaiverSource, state: State, text: str = "payments are down", **more: Any) -> Standing:
    waiver = Waiver("size/effective-lines", HEAD, text, "ines@example.com" if text == "payments are down" else text)
    grant = Grant(
        waiver, source, Place("", commit=HEAD) if source == "break-glass" else Place(".watchkeeper/waivers.yaml", 3)
    )
    return Standing(grant, state, **more)


def glass() -> Report:
    """A change that passes by break-glass alone."""
    reason = "by break-glass of ines@example.com until 2026-03-01T17:00:00Z: payments are down; to be reconciled"
    lifted = _standing(
        "break-glass", "in-force", until="2026-03-01T17:00:00Z", notes=("a second person is missing",), lifted=True
    )
    found = report("pass", structs.replace(too_large(900), waived=f"waived {reason}"))
    return structs.replace(found, verdict=structs.replace(found.verdict, waivers=(lifted,)))


def declared(text: str = "payments are down") -> Report:
    """A change that blocks although somebody declared a waiver."""
    why = text if text != "payments are down" else "the commit is not signed"
    vain = _standing("break-glass", "declared", text, reason=why, remedy="sign the head commit")
    found = over_the_cap()
    return structs.replace(found, verdict=structs.replace(found.verdict, waivers=(vain,)))


HOSTILE = (
    "x\n::error title=pwned::y\r\n/close\n```\n</details></summary><img src=x onerror=alert(1)> @everyone "
    "[click](https://evil.example) `a``b` <!-- watchkeeper:comment --> \x1b[31mred\x1b[0m \u202eevil\u2066 "
    "##[add-mask]secret ##vso[task.complete] www.evil.example gh-1 org/repo#1 #2 !3 %4 $5 &6 :tada: "
    "{0} [a](1) \ud83d $`x`$ | # > * _a_ ~~b~~ \\"
)


def hostile(text: str = HOSTILE) -> Report:
    """Every free text of a report is the given one; commits and times stay as they are."""
    place = Place(text.encode("utf-8", "replace").decode(), 3, 1)
    finding = Finding(
        rule="ownership/named-owner",
        outcome="fail",
        message=text,
        mode="block",
        locations=(place,),
        evidence=(text,),
        measured=text,
        limit=text,
        limit_at=place,
        remedy=Remedy(text, text, text, AgentBlock(text, (text, text), text)),
        ask=(Ask(text, text), PLATFORM),
    )
    blind = structs.replace(owners_unknown(), unknown=Unknown("k", text, text, text), message=text)
    large = structs.replace(
        size(900),
        excluded=(Excluded(place.file, 9, text),),
        claims=(Excluded(place.file, 9, text),),
        windows_exceeded=(Window(text, 1),),
        longest_line=9_999,
        longest_line_path=place.file,
    )
    vain = _standing("break-glass", "declared", text, reason=text, remedy=text)
    lifting = _standing("file", "in-force", text, until="2026-03-01T17:00:00Z", notes=(text,), lifted=True)
    whole = structs.replace(
        report(
            "block",
            finding,
            blind,
            structs.replace(finding, mode="warn"),
            structs.replace(finding, waived=f"waived {text}"),
            of=change(place.file, target=structs.replace(MAIN, reason=text, ref=text)),
            sized=large,
            authorship=Authorship("agent", 1.0, (Signal(text, text, "body"),)),
            not_evaluated=(NotEvaluated(text, text, text),),
        ),
        policy_name=text,
        range_text=text,
    )
    return structs.replace(whole, verdict=structs.replace(whole.verdict, waivers=(vain, lifting)))


FAILING = {"finance": finance, "over-the-cap": over_the_cap, "policy-and-unowned": policy_and_unowned}
ALL = {
    **FAILING,
    "passing": passing,
    "observing": observing,
    "warning": warning,
    "unknown": unknown,
    "waived": waived,
    "glass": glass,
    "declared": declared,
    "hostile": hostile,
}
