"""A change fits into the context window of the models that are said to review it.

## What it checks
The estimated tokens of the lines that count, against the context window of each named model.

## Why
A model that is given more than its window sees a part and says nothing about the rest; reviewers
then believe that all of it was read.

## Evidence
`size/change`: tokens are estimated offline; the error bound is printed beside the number, and the
limit counts as exceeded only when the estimate itself is above it.

## When it is wrong
Vocabularies differ: the same text can be 20 % more tokens for another model.

## Remedy
Cut the change into parts. A model's review of the whole is no evidence until it fits.

## References
- The vendors' published context windows, in the bundled windows file with its date.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, structs

from watchkeeper.analysis.size.counter import SIZE
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.domain.finding import Finding
from watchkeeper.domain.problems import Place
from watchkeeper.domain.rules import Example, Rule, Setting, Subject
from watchkeeper.domain.size import Window
from watchkeeper.rules.size._samples import sample_change, sample_size, size_unknown
from watchkeeper.rules.size._wording import cut_remedy, unknown_finding

ID = "size/context-window"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """Options of the rule.

    Attributes:
        models: names of the models whose window has to hold the change; empty = every known one.
    """

    models: tuple[str, ...] = ()


RULE = Rule(
    summary="A change fits into the context window of the models that review it",
    since="0.1",
    mode="warn",
    evidence=(SIZE,),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding that lists every named model whose window the change exceeds."""
    found = subject.evidence.of(SIZE)
    if isinstance(found, Unknown):
        yield unknown_finding(ID, found)
        return
    size, models = found.value, setting.options.models
    exceeded = [w for w in size.windows_exceeded if not models or w.model in models]
    if not exceeded:
        return
    names = ", ".join(f"{w.model} ({w.tokens:,})" for w in exceeded)
    smallest = min(w.tokens for w in exceeded)
    yield Finding(
        rule=ID,
        outcome="fail",
        message=f"About {size.tokens:,} tokens (±{size.tokens_error:.0%}) do not fit into the context window "
        f"of {names}.",
        locations=tuple(Place(path) for path, _ in size.largest[:3]),
        evidence=(SIZE.name,),
        measured=f"≈ {size.tokens:,} tokens",
        limit=f"{smallest:,} tokens",
        limit_at=setting.at("models"),
        remedy=cut_remedy(ID, f"at most {smallest:,} tokens"),
    )


def examples() -> tuple[Example, ...]:
    """A change beyond one window, a small one, an unknown one."""
    over = structs.replace(sample_size(), tokens=150_000, windows_exceeded=(Window("model-a", 128_000),))
    return (
        Example(
            "beyond a window",
            sample_change(),
            (Evidence(SIZE.name, "head", over),),
            (
                (
                    "fail",
                    "About 150,000 tokens (±10%) do not fit into the context window of model-a (128,000).",
                ),
            ),
        ),
        Example("fits", sample_change(), (Evidence(SIZE.name, "head", sample_size()),), ()),
        Example("unknown", sample_change(), (size_unknown(),), (("unknown", "The size of the change is not known."),)),
    )
