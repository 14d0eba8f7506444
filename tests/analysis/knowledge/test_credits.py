"""Whom commits credit: people write, agents are directed, and nobody is said to be nobody."""

from __future__ import annotations

from watchkeeper.analysis.knowledge.credits import Credits, Part, credit

AGENT, ADA, BO, CY = 0, 1, 2, 3


def test_a_person_gets_the_lines_and_others_reviewed() -> None:
    part = Part(ADA, program=False, co_authors=(BO,), merger=CY, time=7)
    assert credit(part) == Credits((ADA,), (ADA, BO), (), (CY,), 7)


def test_an_agent_never_gets_lines() -> None:
    assert credit(Part(AGENT, program=True)) == Credits((), (), (), (), 0)


def test_the_ladder_of_those_who_directed_an_agent() -> None:
    rungs = {
        (BO,): Part(AGENT, program=True, co_authors=(BO,), committer=ADA, merger=CY),
        (ADA,): Part(AGENT, program=True, committer=ADA, merger=CY, reviewers=(BO,)),
        (CY,): Part(AGENT, program=True, merger=CY, reviewers=(BO,)),
        (BO, CY): Part(AGENT, program=True, reviewers=(BO, CY)),
    }
    for directors, part in rungs.items():
        found = credit(part)
        assert (found.lines, found.directors, found.writers) == (directors, directors, ())


def test_nobody_reviews_what_they_wrote_or_directed() -> None:
    assert credit(Part(ADA, program=False, co_authors=(BO,), merger=BO)).reviewers == ()
    assert credit(Part(AGENT, program=True, co_authors=(BO,), merger=BO, reviewers=(BO, CY))).reviewers == (CY,)
