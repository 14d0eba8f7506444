"""The data file of signals: its form, and every example of every signal against the analysis."""

from __future__ import annotations

import re

import msgspec
import pytest
from msgspec import Struct

from watchkeeper.analysis.authorship.kind import analyse_authorship
from watchkeeper.analysis.authorship.signals import SignalCatalogue, SignalEntry
from watchkeeper.domain.change import Authorship, Commit, Identity, Opening
from watchkeeper.formats.git.ai_notes import parse_ai_note
from watchkeeper.usecases.wiring import read_bundled

ADA = Identity("Ada", "ada@example.com")
ATTESTED = frozenset({"ada@example.com"})


class Examples(Struct, forbid_unknown_fields=True):
    hit: tuple[str, ...]
    miss: tuple[str, ...]


class Documented(SignalEntry, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One signal with all that the file says of it."""

    source: str
    first_seen: str
    examples: Examples


class File(SignalCatalogue, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole file."""

    note: str
    signals: tuple[Documented, ...]


DATA = read_bundled("signals.json")
FILE = msgspec.json.decode(DATA, type=File)
CATALOGUE = msgspec.json.decode(DATA, type=SignalCatalogue)


def read(example: str) -> Authorship:
    """The answer about a change that bears this text in the place that stands before it."""
    place, _, text = example.partition(": ")
    author, message, opening, notes = ADA, "Add a till", Opening(login="ada"), {}
    if place == "author":
        author = Identity(text.partition(" <")[0], text.partition(" <")[2].rstrip(">"))
    elif place == "message":
        message = text if text.startswith("Merge ") else f"Add a till\n\n{text}"
    elif place == "branch":
        opening = Opening(head_branch=text)
    elif place == "opener":
        opening = Opening(login=text)
    elif place == "body":
        opening = Opening(body=f"## What\n\nA till.\n\n{text}")
    elif place == "label":
        opening = Opening(labels=(text,))
    elif place == "note":
        notes = {"a": parse_ai_note(f"till.py\n  {text} 1-9\n---\n{{}}".encode())}
    else:
        pytest.fail(f"no such place: {place}")
    parents = ("p", "q") if message.startswith("Merge ") else ("p",)
    commit = Commit("a", "t", parents, author, ADA, 0, 0, message)
    return analyse_authorship((commit,), opening, notes, {}, CATALOGUE, ATTESTED)


@pytest.mark.parametrize(
    ("entry", "text"), [pytest.param(e, t, id=f"{e.id}: {t}") for e in FILE.signals for t in e.examples.hit]
)
def test_a_signal_is_found_in_its_examples(entry: Documented, text: str) -> None:
    found = read(text)
    assert entry.id in {signal.id for signal in found.signals}
    assert found.kind != "unknown"


@pytest.mark.parametrize(
    ("entry", "text"), [pytest.param(e, t, id=f"{e.id}: {t}") for e in FILE.signals for t in e.examples.miss]
)
def test_a_signal_is_not_found_elsewhere(entry: Documented, text: str) -> None:
    assert entry.id not in {signal.id for signal in read(text).signals}


@pytest.mark.parametrize("entry", FILE.signals, ids=lambda entry: entry.id)
def test_each_signal_is_documented(entry: Documented) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", entry.id)
    assert re.fullmatch(r"20\d\d(-\d\d)?", entry.first_seen)
    assert entry.agent
    assert entry.source
    assert entry.examples.hit
    assert entry.examples.miss


def test_texts_are_in_lower_case_and_belong_to_one_signal() -> None:
    assert len({entry.id for entry in FILE.signals}) == len(FILE.signals)
    for way in ("addresses", "author_suffixes", "lines", "line_starts", "links", "branches", "logins", "labels"):
        texts = [text for entry in FILE.signals for text in getattr(entry.match, way)]
        assert texts == [text.casefold() for text in texts]
        assert len(texts) == len(set(texts)), way


def test_only_whole_addresses_are_listed() -> None:
    for entry in FILE.signals:
        for address in entry.match.addresses:
            assert re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]+", address)


@pytest.mark.parametrize(
    "address",
    [
        "crush@charm.land",
        "agent@warp.dev",
        "oz-agent@warp.dev",
        "qwen-coder@alibabacloud.com",
        "openhands@all-hands.dev",
        "junie@jetbrains.com",
        "noreply@continue.dev",
        "vibe@mistral.ai",
        "240665456+kiloconnect[bot]@users.noreply.github.com",
        "roomote@roocode.com",
    ],
)
def test_what_no_corpus_showed_is_flagged(address: str) -> None:
    assert CATALOGUE.by_address[address].unproven
