"""Runs the gate on one change: gather, decide, say."""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TypeVar

import msgspec
from msgspec import Struct

from watchkeeper import __version__
from watchkeeper.analysis.authorship.kind import AUTHORSHIP
from watchkeeper.analysis.authorship.signals import SignalCatalogue
from watchkeeper.analysis.ownership.paths import OWNERS, not_compared
from watchkeeper.analysis.revert.proof import PROOF
from watchkeeper.analysis.size.counter import SIZE, Prices, Yardsticks
from watchkeeper.domain.change import Change, Opening, Target
from watchkeeper.domain.evidence import Evidence, EvidenceSet, Unknown
from watchkeeper.domain.finding import Finding, Remedy
from watchkeeper.domain.ledger import LedgerFacts
from watchkeeper.domain.ownership.promises import Claim
from watchkeeper.domain.report import Report
from watchkeeper.domain.rules import RuleRecord, Setting, Subject
from watchkeeper.domain.verdict import Inputs, NotEvaluated
from watchkeeper.domain.waivers import Standing
from watchkeeper.evidence.gathering import Gathering
from watchkeeper.git.diff import Difference, open_difference
from watchkeeper.git.log import read_commits
from watchkeeper.git.ranges import Range, branch_of, follow_protected, resolve_range
from watchkeeper.git.repository import Repository
from watchkeeper.git.trees import Tree
from watchkeeper.policy.compose import Policy
from watchkeeper.policy.select import select_rules
from watchkeeper.policy.verdict import decide
from watchkeeper.usecases.collect_evidence import collect_evidence
from watchkeeper.usecases.files import digest, read_file
from watchkeeper.usecases.load_policy import Loaded, load_policy
from watchkeeper.usecases.ownership.identify import identify_here
from watchkeeper.usecases.wiring import load_rules, load_signals, load_token_model, load_windows, rule_module

T = TypeVar("T")
EVENT_LIMIT = 25 << 20
NOT_BUILT = ("this version has no such rule", "set it to off until an upgrade brings it")
NO_LEDGER = LedgerFacts()
ALWAYS = (SIZE.name, AUTHORSHIP.name, PROOF.name)


class Request(Struct, frozen=True):
    """What `check` is asked: the command line's options; times are seconds since the epoch, `lists` files of people."""

    repo: str
    range_text: str = ""
    target: str = ""
    policy_file: str | None = None
    event_file: str | None = None
    author: str = ""
    only: tuple[str, ...] = ()
    now: int = 0
    origins: bool = False
    lists: tuple[str, ...] = ()


class Bundle(Struct, frozen=True):
    """Bundled data, loaded once for any number of runs."""

    rules: tuple[RuleRecord, ...]
    yardsticks: Yardsticks
    signals: SignalCatalogue


def load_bundle() -> Bundle:
    """Everything that comes with the product."""
    yardsticks = Yardsticks(load_token_model(), load_windows())
    return Bundle(load_rules(), yardsticks, load_signals())


def check_change(request: Request, ledger: LedgerFacts = NO_LEDGER) -> Report:
    """Run the gate as the request says; `ledger` is what the ledger tells, where one is asked.

    Raises:
        UsageError: the range, the event or the policy is wrong.
        UnknownSubjectError: the change itself cannot be read from this clone.
    """
    bundle = load_bundle()
    opening, event_digest = read_opening(request.event_file)
    with Repository(request.repo) as repository:
        span, target = resolve_range(repository, request.range_text, request.target, opening)
        if not opening.forge:
            opening = msgspec.structs.replace(opening, head_branch=branch_of(repository, request.range_text))
        given = _lists(request.lists)
        loaded = load_policy(repository, target, request.policy_file, bundle.rules, given)
        if opening.base_branch and loaded.policy.protects(opening.base_branch):
            target = follow_protected(repository, target, opening, span)
            loaded = load_policy(repository, target, request.policy_file, bundle.rules, given)
        case = Case(repository, span, target, loaded, opening, request.author, request.only, request.now, event_digest)
        report = judge(msgspec.structs.replace(case, ledger=ledger), bundle)
        origins = loaded.policy.origins() if request.origins else ()
        return msgspec.structs.replace(report, origins=origins)


def _lists(paths: Sequence[str]) -> tuple[tuple[str, bytes], ...]:
    """The lists of people that the command line names; nothing is loaded without one."""
    if not paths:
        return ()
    from watchkeeper.usecases.read_directory_files import read_directory_files

    return read_directory_files(paths)


class Case(Struct, frozen=True):
    """One change to judge, with the policy that judges it."""

    repository: Repository
    span: Range
    target: Target
    loaded: Loaded
    opening: Opening = Opening()
    author: str = ""
    only: tuple[str, ...] = ()
    now: int = 0
    event_digest: str = ""
    ledger: LedgerFacts = NO_LEDGER


def judge(case: Case, bundle: Bundle) -> Report:
    """Gather the evidence of one case, decide, and put the report together."""
    with open_difference(case.repository, case.span.base, case.span.head) as difference:
        change = Change(
            base=case.span.base,
            head=case.span.head,
            commits=tuple(read_commits(case.repository, *case.span.log)),
            files=difference.files,
            target=case.target,
            opening=case.opening,
            author_login=case.author,
        )
        policy = case.loaded.policy
        selected = select_rules(policy, bundle.rules, change, case.only)
        gathering = _gathering(case, bundle, change, difference)
        kinds = [*ALWAYS, *(kind for rule in selected for kind in rule.evidence)]
        evidence = collect_evidence(kinds, gathering)
    findings = (*run_rules(selected, policy, change, evidence), *_planned_findings(policy, change))
    proof = evidence.of(PROOF)
    verdict = decide(
        findings,
        policy=policy,
        change=change,
        evaluated=len(selected),
        not_evaluated=tuple(_not_evaluated(case, change, evidence)),
        waivers=_standings(case, change, bundle),
        inputs=_inputs(case, evidence),
        proved_revert=isinstance(proof, Evidence) and bool(proof.value.reverted),
    )
    return Report(
        change=change,
        size=_value(evidence.of(SIZE)),
        authorship=_value(evidence.of(AUTHORSHIP)),
        verdict=verdict,
        policy_name=case.loaded.name,
        range_text=case.span.text,
        claims=_claims(evidence, policy),
    )


def _claims(evidence: EvidenceSet, policy: Policy) -> tuple[Claim, ...]:
    """What owners are asked to follow up; nothing is loaded where no rule looked at components."""
    if (found := evidence.items().get("ownership/components")) is None or isinstance(found, Unknown):
        return ()
    from watchkeeper.analysis.ownership.claims import find_claims
    from watchkeeper.analysis.ownership.touched import TOUCHED

    touched = evidence.of(TOUCHED)
    days = policy.agreement_terms.answer_working_days
    return () if isinstance(touched, Unknown) else tuple(find_claims(touched.value, days))


def run_rules(
    selected: Sequence[RuleRecord], policy: Policy, change: Change, evidence: EvidenceSet
) -> Iterator[Finding]:
    """Findings of the selected rules; a rule's module is loaded when it runs."""
    subject = Subject(change, evidence)
    for record in selected:
        module = rule_module(record.id)
        setting = policy.setting(record.id, [file.path for file in change.files])
        options = msgspec.convert(setting.options, module.Options)
        yield from module.check(subject, Setting(options, setting.origins))


def read_opening(event_file: str | None) -> tuple[Opening, str]:
    """What the event file says, and its SHA-256; nothing without one.

    Raises:
        UsageError: the file cannot be read, is too large, or is no event that is known.
    """
    if event_file is None:
        return Opening(), ""
    from watchkeeper.formats.events import parse_event

    data = read_file(event_file, EVENT_LIMIT)
    return parse_event(data, event_file), digest(data)


def render_report(
    report: Report, style: str, *, color: bool = False, verbose: bool = False, origins: bool = False
) -> str:
    """The report in one of the formats of `check`."""
    renderer = importlib.import_module(f"watchkeeper.rendering.{style}")
    if style == "terminal":
        return str(renderer.render_terminal(report, color=color, verbose=verbose, origins=origins))
    return str(getattr(renderer, f"render_{style}")(report))


def _gathering(case: Case, bundle: Bundle, change: Change, difference: Difference) -> Gathering:
    objects = case.repository.objects
    prices = case.loaded.policy.prices
    yardsticks = msgspec.structs.replace(
        bundle.yardsticks, prices=Prices(prices.get("review_hour", 0.0), prices.get("million_tokens", 0.0))
    )
    persons, declared = case.loaded.people.persons, case.loaded.policy.file.repository
    return Gathering(
        repository=case.repository,
        span=case.span,
        change=change,
        difference=difference,
        judge=Tree(objects, case.target.commit),
        base=Tree(objects, "" if case.span.root else case.span.base),
        head=Tree(objects, case.span.head),
        yardsticks=yardsticks,
        signals=bundle.signals,
        people=case.loaded.people,
        attested=frozenset(e.casefold() for p in persons if p.kind == "person" for e in p.emails),
        now=case.now,
        options={rule.id: case.loaded.policy.setting(rule.id, []).options for rule in bundle.rules},
        policy=case.loaded.policy.file,
        escalation=case.loaded.policy.escalation,
        agreement_terms=case.loaded.policy.agreement_terms,
        ledger=case.ledger,
        identify=cache(lambda: identify_here(case.repository, case.target.commit or case.span.head, declared)),
    )


def _planned_findings(policy: Policy, change: Change) -> Iterator[Finding]:
    """A blocking rule that this version does not have could not be evaluated: unknown, never a pass."""
    paths = [file.path for file in change.files]
    for rule in policy.planned:
        if policy.setting(rule, paths).mode == "block":
            unknown = Unknown("", change.head, *NOT_BUILT)
            message = f"The policy asks for {rule}, which this version does not have."
            yield Finding(rule, "unknown", message, unknown=unknown, remedy=Remedy(NOT_BUILT[1], "watchkeeper rules"))


def _not_evaluated(case: Case, change: Change, evidence: EvidenceSet) -> Iterator[NotEvaluated]:
    policy, changed = case.loaded.policy, [file.path for file in change.files]
    for rule in policy.planned:
        if policy.setting(rule, changed).mode in {"observe", "warn"}:
            yield NotEvaluated(rule, *NOT_BUILT)
    if case.ledger.missing:
        yield NotEvaluated("ledger", f"recorded waivers and incidents: {case.ledger.missing}", "make it reachable")
    if not case.target.protected:
        yield NotEvaluated(
            "policy", f"read from an unprotected place: {case.target.reason}", "name it with --target REF"
        )
    for kind in (PROOF, AUTHORSHIP):
        found = evidence.of(kind)
        if isinstance(found, Unknown):
            yield NotEvaluated(kind.name, found.reason, found.remedy)
    owners = evidence.of(OWNERS)
    if isinstance(owners, Evidence) and (paths := not_compared(owners.value)):
        yield NotEvaluated(
            "ownership/named-owner",
            f"whether the author is the only owner of {len(paths)} paths: the author's login is not known",
            "give --author LOGIN or --event FILE, or list the person in the people file",
        )


def _standings(case: Case, change: Change, bundle: Bundle) -> tuple[Standing, ...]:
    """What the waivers that speak of this change are worth; nothing is loaded or run where none does."""
    shas = {commit.sha for commit in change.commits}
    written = [grant for grant in case.loaded.waivers if grant.waiver.head in shas]
    recorded = [grant for grant in case.ledger.waivers if grant.waiver.head in shas]
    if not (written or recorded or any("watchkeeper-" in commit.message.casefold() for commit in change.commits)):
        return ()
    from watchkeeper.usecases.collect_waivers import Source, collect_waivers
    from watchkeeper.usecases.judge_waivers import judge_change

    rules = [*(rule.id for rule in bundle.rules), *case.loaded.policy.planned]
    source = Source(case.repository, case.target, rules)
    grants = collect_waivers(source, change.head, change.commits, written, recorded)
    return judge_change(grants, change, case.loaded, case.now, case.ledger.on_call)


def _inputs(case: Case, evidence: EvidenceSet) -> Inputs:
    return Inputs(
        version=__version__,
        base=case.span.base,
        head=case.span.head,
        target=case.target.commit,
        policy=case.loaded.digests,
        evidence=tuple(evidence.items()),
        event=case.event_digest,
        ledger_head=case.ledger.head,
        evaluated_at=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(case.now)),
    )


def _value(found: Evidence[T] | Unknown) -> T | Unknown:
    return found if isinstance(found, Unknown) else found.value
