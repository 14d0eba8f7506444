"""The waivers in a commit message: trailers alone count, and what is written in vain is told."""

from __future__ import annotations

import pytest

from watchkeeper.domain.waivers import Waiver
from watchkeeper.formats.git.waiver_trailers import parse_waiver_trailers

HEAD = "a" * 40


def parse(block: str) -> list[tuple[str, Waiver, str]]:
    found = parse_waiver_trailers(f"Hotfix\n\nBody.\n\n{block}\n", HEAD, "ines")
    return [(spoken.source, spoken.waiver, spoken.fault) for spoken in found]


def test_a_break_glass_is_for_every_rule_unless_it_names_some() -> None:
    reason = "Watchkeeper-Break-Glass: payments are down"
    assert parse(reason) == [("break-glass", Waiver("*", HEAD, "payments are down", "ines"), "")]
    named = parse(f"{reason}\nwatchkeeper-break-glass-rule: size/files\nWatchkeeper-Break-Glass-Rule: size/bytes")
    assert [waiver.rule for _, waiver, _ in named] == ["size/files", "size/bytes"]


def test_a_follow_up_belongs_to_the_signer() -> None:
    ((_, waiver, _),) = parse("Watchkeeper-Break-Glass: x\nWatchkeeper-Follow-Up: split it")
    assert (waiver.follow_up, waiver.follow_up_owner) == ("split it", "ines")


def test_a_plain_waiver() -> None:
    ((source, waiver, fault),) = parse("Watchkeeper-Waive: size/files until 2026-03-01T20:00:00+02:00: vendor: drop")
    assert (source, fault) == ("commit", "")
    assert waiver == Waiver("size/files", HEAD, "vendor: drop", "ines", until="2026-03-01T18:00:00Z")


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        ("Watchkeeper-Break-Glass:", "no reason"),
        ("Watchkeeper-Break-Glass: x\nWatchkeeper-Break-Glass-Rule:", "names no rule"),
        ("Watchkeeper-Waive: size/files", "not written as"),
        ("Watchkeeper-Waive: size/files until tomorrow: x", "not written as"),
        ("Watchkeeper-Waive: size/files until 2026-13-01T18:00:00Z: x", "not written as"),
        ("Watchkeeper-Break-Glass: x\n\nThe end.", "not stand among the trailers"),
        ("Watchkeeper-Break-Glass: x\nand more prose", "not stand among the trailers"),
    ],
)
def test_what_is_written_in_vain(block: str, fault: str) -> None:
    ((_, _, told),) = parse(block)
    assert fault in told


@pytest.mark.parametrize(
    "block", ["We may use Watchkeeper-Break-Glass: here.", "Reviewed-by: x", "> Watchkeeper-Waive: x"]
)
def test_prose_is_no_trailer(block: str) -> None:
    assert parse(block) == []


def test_a_title_is_no_trailer() -> None:
    assert parse_waiver_trailers("Watchkeeper-Break-Glass: x", HEAD, "ines")[0].fault
