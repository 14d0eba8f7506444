"""Finds whom a Datadog message notifies: the words that begin with @, by the state in which each is told.

`{{#is_alert}} … {{/is_alert}}` and the like say when a part of the message counts; here it is read for an alert.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.routing import Integration, Paging
from watchkeeper.formats.routes.pagers import PAGE

MOST_MESSAGE = 1 << 18
MOST_HANDLES = 100
STATES: dict[str, bool] = {"is_alert": True} | dict.fromkeys(
    ("is_warning", "is_recovery", "is_warning_recovery", "is_alert_recovery", "is_no_data", "is_no_data_recovery",
     "is_alert_to_warning", "is_renotify"), False,
)  # fmt: skip
"""Whether a part counts when the monitor alerts; what is not listed depends on the alert."""
NOTICE = frozenset({"slack", "teams", "hipchat", "jira", "servicenow", "zendesk", "case", "statuspage", "discord",
                    "email", "team", "google", "microsoft", "mattermost", "flowdock"})  # fmt: skip
PAGER_MAIL = ("pagerduty.com", "opsgenie.net", "alert.victorops.com", "incoming.incident.io", "squadcast.com")
MENTIONS = frozenset({"here", "all", "channel", "everyone"})
_TOKEN = re.compile(
    r"\{\{\s*(?P<sign>[#^/])\s*(?P<name>[\w.]{1,60})(?P<rest>[^{}]{0,300})\}\}|\{\{\s*(?P<else>else)\s*\}\}"
    r"|(?<![\w.@])@(?P<handle>(?:\{\{(?!\s*(?:[#^/]|else\b))[^{}]{0,200}\}\}|\$\{[^{}]{0,200}\}|[\w./:#&+~@-]){1,300})"
)


class Handle(Struct, frozen=True):
    """Somebody or something that is notified: kind (`pagerduty`, `email`), name, and on what else it depends."""

    kind: str
    name: str
    text: str
    only: str = ""


def handles_of(message: str) -> Iterator[Handle]:
    """Whom a message notifies when the monitor alerts, in order."""
    inside: list[tuple[str, bool | None]] = []
    found = 0
    for token in _TOKEN.finditer(message[:MOST_MESSAGE]):
        if token["sign"] == "/":
            inside = inside[:-1]
        elif token["sign"]:
            inside.append(_section(token))
        elif token["else"]:
            inside = [*inside[:-1], _other(inside[-1])] if inside else inside
        elif all(counts is not False for _, counts in inside):
            only = ", ".join(what for what, counts in inside if counts is None)
            handle = _handle(token["handle"].rstrip(".:#/~&+-@"), only)
            found += 1
            if handle is not None and found <= MOST_HANDLES:
                yield handle


def _section(token: re.Match[str]) -> tuple[str, bool | None]:
    counts = STATES.get(token["name"])
    inverse = token["sign"] == "^"
    what = f"{'not ' if inverse else ''}{token['name']}{token['rest'].rstrip()}"
    return what, counts if counts is None else counts != inverse


def _other(section: tuple[str, bool | None]) -> tuple[str, bool | None]:
    what, counts = section
    return f"not {what}", counts if counts is None else not counts


def _handle(text: str, only: str) -> Handle | None:
    if not text or text.lower() in MENTIONS:
        return None
    if "{{" in text or "${" in text:
        kind = text.partition("-")[0].lower()
        return Handle(kind if kind.isalpha() else "handle", "", f"@{text}", only or "the alert's own values")
    if "@" in text:
        return Handle("email", text, f"@{text}", only)
    kind, _, name = text.partition("-")
    return Handle(kind.lower(), name, f"@{text}", only)


def ways_of(
    handles: Sequence[Handle], place: Place, keys: Callable[[str, str], Sequence[str]] = lambda _kind, _name: ()
) -> tuple[Integration, ...]:
    """What handles do to people; `keys` gives the fingerprints of the keys that a kind and a name stand for."""
    return tuple(
        Integration(one.kind, _paging(one), one.name, tuple(keys(one.kind, one.name)), place) for one in handles
    )


def _paging(handle: Handle) -> Paging:
    if handle.only:
        return "unknown"
    if handle.kind == "email":
        return mail_paging(handle.name)
    if handle.kind in PAGE:
        return "page"
    return "notice" if handle.kind in NOTICE else "unknown"


def mail_paging(address: str) -> Paging:
    """What a mail does: it calls people if the address is that of a pager."""
    host = address.rpartition("@")[2].lower().rstrip(".")
    return "page" if any(host == known or host.endswith(f".{known}") for known in PAGER_MAIL) else "notice"
