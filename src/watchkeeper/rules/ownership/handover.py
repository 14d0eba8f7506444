"""When an owner changes, the one who goes and the one who comes both agree.

## What it checks
A change that edits an owners file: for the files of the tree whose owner would be another one, whether
one of the owners before agrees, and every owner who is newly named. Owners who left, and teams without
a living member, are not asked.

## Why
A name can be written into a file without the person knowing. And an owner who is taken out without a
word leaves a gap that shows at night.

## Evidence
`ownership/handover`: the owners files at the target and at the head of the change, over all files of
the tree. An agreement is the change's own author as the forge names them, a commit of the change that
the person signed with a key known on the target, or an approval of this head that the forge told of.

## When it is wrong
- A team agrees when one of its members does; whether that member speaks for the team is not asked.
- Without a directory of people nobody knows who belongs to a team: its agreement is then not known.
- A mere renaming of a team looks like another owner.

## Remedy
Ask the people named. They approve the change, or sign a commit of it.

## References
- Google, Site Reliability Engineering, Evolving SRE Engagement Model (hand-over of services).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.ownership.transfers import TRANSFERS, Party, Transfer, Transfers, agreed
from watchkeeper.domain.change import Change, FileChange, Target, display_path
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.domain.finding import AgentBlock, Ask, Finding, Remedy
from watchkeeper.domain.ownership.owners import OwnerRef, RuleRef
from watchkeeper.domain.problems import Place
from watchkeeper.domain.rules import Example, Rule, Setting, Subject
from watchkeeper.formats.owners.places import GITHUB, GITLAB, OWNERS, OWNERS_ALIASES
from watchkeeper.rules.ownership._not_known import not_known

ID = "ownership/handover"
SHOWN = 5


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The rule has no options."""


RULE = Rule(
    summary="When an owner changes, the one who goes and the one who comes both agree",
    since="0.1",
    mode="warn",
    evidence=(TRANSFERS,),
    concerns=(*dict.fromkeys((*GITHUB, *GITLAB)), f"**/{OWNERS}", f"**/{OWNERS_ALIASES}"),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for each group of paths that changes hands without both sides' agreement."""
    del setting
    found = subject.evidence.of(TRANSFERS)
    if isinstance(found, Unknown):
        yield not_known(ID, TRANSFERS, "Who owns what before and after this change is not known.", found)
        return
    open_ = [transfer for transfer in found.value.transfers if not agreed(transfer)]
    for transfer in open_[:SHOWN]:
        yield _finding(transfer, found.value)
    if len(open_) > SHOWN:
        yield _finding(_rest(open_[SHOWN:]), found.value)


def _rest(transfers: list[Transfer]) -> Transfer:
    """Many small hand-overs as one, so that a large edit gives a page that can be read."""
    first = transfers[0]
    out = {p.owner.text: p for t in transfers for p in t.outgoing}
    new = {p.owner.text: p for t in transfers for p in t.incoming}
    count = sum(t.count for t in transfers)
    return Transfer(tuple(out.values()), tuple(new.values()), count, first.paths, first.before, first.after)


def _finding(transfer: Transfer, value: Transfers) -> Finding:
    missing = [*_outgoing(transfer), *(p for p in transfer.incoming if not p.agreed)]
    who = dict.fromkeys(party.owner.text for party in missing)
    paths = ", ".join(display_path(path) for path in transfer.paths)
    more = f" and {transfer.count - len(transfer.paths):,} more" if transfer.count > len(transfer.paths) else ""
    owner = f"{_named(transfer.outgoing) or 'nobody or the same owners'} → {_named(transfer.incoming) or 'nobody new'}"
    rule = transfer.after or transfer.before
    return Finding(
        rule=ID,
        outcome="fail",
        message=f"{transfer.count:,} file{'s change' if transfer.count > 1 else ' changes'} hands ({owner}), and "
        f"{_named(missing, SHOWN)} did not agree: {paths}{more}.",
        locations=(Place(transfer.after.file, transfer.after.line),) if transfer.after else
        tuple(Place(file) for file in value.files),
        evidence=(TRANSFERS.name,),
        measured=f"{len(who)} not agreed",
        limit="one owner before, every owner after",
        limit_at=Place(rule.file, rule.line) if rule else None,
        ask=tuple(Ask(name, "hands over" if name in _texts(transfer.outgoing) else "takes over") for name in who),
        remedy=Remedy(
            text="Let them approve this change, or sign a commit of it with a key that the target knows.",
            command=f"watchkeeper check --rule {ID}",
            comment="/watchkeeper ask-owner",
            agent_block=AgentBlock(
                goal="Put the edit of owners into a change of its own and ask the people named for their approval.",
                limits=("name nobody who did not agree", "take out nobody without their word", "change nothing else"),
                verify=f"watchkeeper check --rule {ID} exits with 0 once they approved",
            ),
        ),
    )  # fmt: skip


def _outgoing(transfer: Transfer) -> list[Party]:
    """Those before of whom one has to agree, if none did."""
    parties = [party for party in transfer.outgoing if not party.spared]
    return [] if any(party.agreed for party in parties) else parties


def _named(parties: tuple[Party, ...] | list[Party], most: int = 3) -> str:
    names = list(dict.fromkeys(party.owner.text for party in parties))
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _texts(parties: tuple[Party, ...]) -> set[str]:
    return {party.owner.text for party in parties}


def examples() -> tuple[Example, ...]:
    """Taken from one and given to another without a word; agreed by both; from one who left; nothing known."""
    file = FileChange("CODEOWNERS", "CODEOWNERS", "modified", 0o100644, 0o100644, "a", "b")
    change = Change("base", "head", (), (file,), Target("main", "base", protected=True, reason="branch called main"))
    ada, grace = OwnerRef("@ada", "user"), OwnerRef("@grace", "user")
    rule = RuleRef("CODEOWNERS", 3, "/tools/")

    def value(old: Party, new: Party) -> Evidence[Transfers]:
        transfer = Transfer((old,), (new,), 4, ("tools/a.py", "tools/b.py", "tools/c.py"), rule, rule)
        return Evidence(TRANSFERS.name, "head", Transfers((transfer,), ("CODEOWNERS",)))

    head = "4 files change hands (@ada → @grace), and "
    end = " did not agree: tools/a.py, tools/b.py, tools/c.py and 1 more."
    left = Party(ada, spared="left")
    return (
        Example("nobody agreed", change, (value(Party(ada), Party(grace)),), (("fail", f"{head}@ada, @grace{end}"),)),
        Example("both agreed", change, (value(Party(ada, "approved"), Party(grace, "signed")),), ()),
        Example("from one who left", change, (value(left, Party(grace)),), (("fail", f"{head}@grace{end}"),)),
        Example(
            "unknown",
            change,
            (Unknown(TRANSFERS.name, "head", "CODEOWNERS is a symbolic link", "commit a regular file"),),
            (("unknown", "Who owns what before and after this change is not known."),),
        ),
    )
