"""Ownership as it is written down and as it resolves: three answers, never two."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from watchkeeper.domain.evidence import Rung
from watchkeeper.domain.problems import Place, Problem

Dialect = Literal["github", "gitlab", "kubernetes"]
State = Literal["owned", "unowned", "unmatched"]
OwnerKind = Literal["user", "team", "email", "role", "alias"]
Role = Literal["accountable", "responder"]
Duty = Literal["approve", "review"]
Test = Literal["exists", "person", "active", "knows", "independent", "accepted"]
AnswerState = Literal["stands", "nobody", "unknown"]
TESTS: tuple[Test, ...] = ("exists", "person", "active", "knows", "independent", "accepted")


class OwnerRef(Struct, frozen=True):
    """An owner: `@login`, `@org/team`, an address, `@@role`; `via` is the alias that stands in the file for it."""

    text: str
    kind: OwnerKind
    via: str = ""


class OwnerRule(Struct, frozen=True):
    """One entry of an owners file. No owners means: explicitly unowned. Lines count from 1.

    `pattern` is as written; of a Kubernetes file it is the filter ("" for the whole folder), and `section`
    the role. `excludes`: what it matches needs no owner in its section, for good.
    """

    pattern: str
    owners: tuple[OwnerRef, ...]
    line: int
    section: str = ""
    excludes: bool = False


class Section(Struct, frozen=True):
    """A named part of a GitLab file: how many owners have to agree, and whether they hold anything up."""

    name: str
    approvals: int = 1
    optional: bool = False


class OwnersFile(Struct, frozen=True):
    """A parsed owners file, rules in file order, with the lines that could not be read.

    `sections` in the order of their first headers, the unnamed one left out. `inherits`: owners of the
    folders above answer too (Kubernetes, without `no_parent_owners`).
    """

    file: str
    dialect: Dialect
    rules: tuple[OwnerRule, ...]
    problems: tuple[Problem, ...] = ()
    sections: tuple[Section, ...] = ()
    inherits: bool = True


class Alias(Struct, frozen=True):
    """A name for several logins (OWNERS_ALIASES); logins are lower case and have `@` in front."""

    name: str
    members: tuple[str, ...]
    line: int = 0


class WrittenOwners(Struct, frozen=True):
    """What a tree says about owners: the files that are read, in which dialect, and why in that one.

    `reason` is a sentence without a full stop. `problems` are those of the files and of their choice.
    No files: nobody wrote anything that is read.
    """

    dialect: Dialect
    reason: str
    files: tuple[OwnersFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    aliases: tuple[Alias, ...] = ()


class RuleRef(Struct, frozen=True):
    """Where an ownership answer comes from."""

    file: str
    line: int
    pattern: str
    section: str = ""


class Demand(Struct, frozen=True):
    """One of several things that an owners file asks for a path: by its section, or by one folder's file.

    `approvals` is how many of the owners have to agree; `optional` ones are asked, but hold nothing up.
    """

    state: State
    owners: tuple[OwnerRef, ...] = ()
    rule: RuleRef | None = None
    approvals: int = 1
    optional: bool = False
    duty: Duty = "approve"


class Resolution(Struct, frozen=True):
    """Who answers for a path: owned, explicitly unowned, or matched by nothing.

    `owners` are all who can approve, in the order of their rules; `rule` is the one that decides (the
    first demand that is not optional). `demands` are given where a dialect knows more than one a path;
    empty means that rule and owners are all there is.
    """

    path: str
    state: State
    owners: tuple[OwnerRef, ...] = ()
    rule: RuleRef | None = None
    demands: tuple[Demand, ...] = ()


class Moved(Struct, frozen=True):
    """Paths whose owners depend on the dialect, and what each of two dialects answers for the first of them."""

    before: Resolution
    after: Resolution
    paths: tuple[str, ...]


class Comparison(Struct, frozen=True):
    """What changes when one dialect reads what another did: of `files` paths, those in groups of one cause."""

    before: Dialect
    after: Dialect
    files: int
    groups: tuple[Moved, ...] = ()
    reason: str = ""


class Reason(Struct, frozen=True):
    """One test of a person: whether it holds (None = not known), and why, as a sentence."""

    test: Test
    holds: bool | None
    text: str


class Standing(Struct, frozen=True):
    """A person that an owner resolves to, and whether that person stands, with a reason for each test.

    `owner` is the owner text that led to the person. `rung` is declared until the person is known to be
    reachable (resolved) and has accepted (simulated). Stands: no test that matters failed.
    """

    id: str
    login: str
    role: Role
    rung: Rung
    stands: bool
    reasons: tuple[Reason, ...] = ()
    owner: str = ""
    name: str = ""


class OwnerAnswer(Struct, frozen=True):
    """What one owner leads to: somebody who stands, nobody, or it is not known; never a pass without the first.

    `reason` is a sentence about the owner; `remedy` says what would make it known or mend it. `escalation` is
    whom the policy names for the case that nobody stands, "" when somebody does or the policy names none.
    """

    owner: OwnerRef
    state: AnswerState
    standings: tuple[Standing, ...] = ()
    reason: str = ""
    remedy: str = ""
    escalation: str = ""


class Answer(Struct, frozen=True):
    """Who answers for a target: as written, and what each owner leads to. `tracked`: the tree has the file.

    `target` is what was asked where that is no path (`pkg:npm/left-pad`, a component), and `why` says what
    the path has to do with it. Without a directory of people there are no `answers`.
    """

    resolution: Resolution
    tracked: bool = True
    answers: tuple[OwnerAnswer, ...] = ()
    target: str = ""
    why: str = ""

    @property
    def people(self) -> tuple[Standing, ...]:
        """The people behind all owners."""
        return tuple(standing for answer in self.answers for standing in answer.standings)

    @property
    def state(self) -> AnswerState:
        """Somebody stands; else somebody may; else nobody does. Without a directory: unknown, if anybody is named."""
        states = {answer.state for answer in self.answers}
        if self.resolution.state != "owned" or states == {"nobody"}:
            return "nobody"
        return "stands" if "stands" in states else "unknown"


class Acceptance(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A person's yes to answering for a component: in which hours, and until when (RFC 3339 times).

    `component` is an id or a bare name, `person` a login with `@`, an address or an id. Without `until`
    it counts as long as the policy lets it.
    """

    component: str
    person: str
    role: Role
    hours: str
    accepted_at: str
    until: str = ""


class Request(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Somebody asked a person to answer for a component (`asked_at` RFC 3339)."""

    component: str
    person: str
    role: Role
    asked_at: str
    by: str = ""


class Decline(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A person's no; it costs nothing. `declined_at` is RFC 3339."""

    component: str
    person: str
    role: Role
    declined_at: str
    reason: str = ""


class HandOver(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One person hands a component to another, from a day on (`on`, RFC 3339 time or date)."""

    component: str
    role: Role
    outgoing: str
    incoming: str
    on: str


class Acceptances(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """`.watchkeeper/acceptances.yaml`: what people said about answering for components."""

    version: Literal[1] = 1
    requests: tuple[Request, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    declines: tuple[Decline, ...] = ()
    handovers: tuple[HandOver, ...] = ()


AgreementState = Literal["accepted", "unknown", "declared", "asked", "silent", "declined", "lapsed", "none"]


class Agreement(Struct, frozen=True):
    """Where one person stands with one component and role at one time.

    accepted: proved and in force. unknown: this clone or machine cannot tell. declared: an entry that
    nothing proves, or that is not merged. asked: an answer is still due. silent: the working days to
    answer are over; unknown, never consent. lapsed: it was accepted, and ended. `until` (RFC 3339) ends
    an acceptance, or the time to answer. `because` says why, `proof` what authenticates it, `escalation`
    whom a decline leads to. `since` (RFC 3339) is when it was said, `notes` what else is open,
    `ended` how one lapsed.
    """

    component: str
    person: str
    role: Role
    state: AgreementState
    rung: Rung = "declared"
    hours: str = ""
    until: str = ""
    because: str = ""
    proof: str = ""
    remedy: str = ""
    escalation: str = ""
    place: Place | None = None
    since: str = ""
    ended: Literal["", "expired", "left", "replaced"] = ""
    notes: tuple[str, ...] = ()
