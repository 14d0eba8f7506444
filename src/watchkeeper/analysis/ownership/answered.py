"""Joins what owners lead to with what a person said when asked to answer for a component."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from watchkeeper.domain.ownership.owners import Agreement, AgreementState, OwnerAnswer, OwnerRef, Reason, Standing
from watchkeeper.domain.people import fold

HOLDS: dict[AgreementState, bool | None] = {"accepted": True, "declined": False, "lapsed": False}
"""Whether the test *accepted* holds; in every other state it is not known."""


def with_agreement(
    answers: Sequence[OwnerAnswer], agreement: Agreement | None, identity: Callable[[str], str]
) -> tuple[OwnerAnswer, ...]:
    """The answers with the test *accepted* for the one who was asked; that person alone, if behind none of the owners.

    `identity` gives what a text that names a person is counted under. A person who is reachable and accepted
    is proved by more than words: rung simulated.
    """
    if agreement is None:
        return tuple(answers)
    who = {identity(agreement.person), fold(agreement.person)}
    holds = HOLDS.get(agreement.state)
    told = f"{agreement.state}: {agreement.because}" if agreement.because else agreement.state
    reason = Reason("accepted", holds, told)
    found = tuple(_with(answer, who, reason) for answer in answers)
    if found != tuple(answers):
        return found
    login = agreement.person.removeprefix("@") if agreement.person.startswith("@") else ""
    standing = Standing("", login, agreement.role, "declared", stands=False, reasons=(reason,), owner=agreement.person)
    said = f"{agreement.person} {agreement.state} as {agreement.role}"
    owner = OwnerRef(agreement.person, "user" if login else "email")
    return (*found, OwnerAnswer(owner, "nobody" if holds is False else "unknown", (standing,), said, agreement.remedy))


def _with(answer: OwnerAnswer, who: set[str], reason: Reason) -> OwnerAnswer:
    return replace(answer, standings=tuple(_said(s, reason) if _is(s, who) else s for s in answer.standings))


def _is(standing: Standing, who: set[str]) -> bool:
    names = {standing.id.removeprefix("person:"), standing.id, f"@{fold(standing.login)}", fold(standing.owner)}
    return not who.isdisjoint(names - {"", "@"})


def _said(standing: Standing, reason: Reason) -> Standing:
    rung = "simulated" if reason.holds and standing.rung == "resolved" else standing.rung
    return replace(standing, rung=rung, reasons=(*standing.reasons, reason))
