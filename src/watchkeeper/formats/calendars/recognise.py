"""Tells which source a file about on-call comes from, and reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.domain.readiness.on_call import OnCall
from watchkeeper.formats.calendars.goalert import parse_goalert
from watchkeeper.formats.calendars.grafana_oncall import parse_grafana_oncall
from watchkeeper.formats.calendars.icalendar_feed import parse_icalendar
from watchkeeper.formats.calendars.incident_io import parse_incident_io
from watchkeeper.formats.calendars.opsgenie import parse_opsgenie
from watchkeeper.formats.calendars.pagerduty import parse_pagerduty
from watchkeeper.formats.calendars.rota_file import parse_rota

Source = Literal["calendar", "pagerduty", "opsgenie", "goalert", "grafana-oncall", "incident.io", "rota"]
EXPORTS: Mapping[Source, Callable[[bytes, str], OnCall]] = {
    "pagerduty": parse_pagerduty,
    "opsgenie": parse_opsgenie,
    "goalert": parse_goalert,
    "grafana-oncall": parse_grafana_oncall,
    "incident.io": parse_incident_io,
    "rota": parse_rota,
}
MARKS: tuple[tuple[Source, tuple[bytes, ...]], ...] = (
    ("grafana-oncall", (b'"on_call_shifts"', b'"escalation_chain_id"', b'"on_call_now"')),
    ("incident.io", (b'"handover_start_at"', b'"time_to_ack_seconds"', b'"escalation_paths"')),
    ("goalert", (b'"weekdayFilter"', b'"activeUserIndex"', b'"escalationPolicies"', b'"delayMinutes"')),
    ("pagerduty", (b'"schedule_layers"', b'"escalation_rules"', b'"escalation_policies"', b'"integration_key"')),
    ("opsgenie", (b'"rotations"', b'"ownerTeam"', b'"userContacts"', b'"recipient"')),
)


def source_of(path: str, data: bytes) -> Source | None:
    """Where a file about on-call comes from; None for one that is none."""
    if b"BEGIN:VCALENDAR" in data[:4096] or path.endswith(".ics"):
        return "calendar"
    if data.lstrip()[:1] in {b"{", b"["}:
        return next((source for source, words in MARKS if any(word in data for word in words)), None)
    return "rota" if b"turns:" in data and b"people:" in data else None


def parse_on_call(data: bytes, file: str, zone: str = "") -> OnCall:
    """What a file tells about who is on call. `zone` is meant where a calendar does not say one.

    Raises:
        UsageError: it is from no source that is known, or broken.
    """
    source = source_of(file, data)
    if source is None:
        remedy = "name a calendar, an export of a pager, or a rota"
        raise UsageError(Problem("is nothing that tells who is on call", Place(file), remedy))
    if source == "calendar":
        return parse_icalendar(data, file, zone)
    return EXPORTS[source](data, file)
