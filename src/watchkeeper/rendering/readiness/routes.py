"""Writes where an alert goes: each route, its receiver, whether it pages, and what holds it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watchkeeper.domain.readiness.routed import RoutedAlert, not_inherited
from watchkeeper.domain.readiness.routing import Delivery, Integration, Receiver, Route
from watchkeeper.domain.times import utc
from watchkeeper.rendering.escaping import json_text, markdown_code, markdown_prose, one_line

SCHEMA = "watchkeeper.route/1"
UNKNOWN_REMEDY = "prove it once with a test alert, or write the pager's own integration"


def render_routes(answers: Sequence[RoutedAlert], style: str) -> str:
    """The answers as `terminal`, `markdown` or `json`."""
    if style == "json":
        return render_json(answers)
    parts = ["\n".join(_markdown(answer) if style == "markdown" else _terminal(answer)) for answer in answers]
    return "\n\n".join(parts)


def render_json(answers: Sequence[RoutedAlert]) -> str:
    """`watchkeeper.route/1`: the alert, the instant, and all routes of all trees in the file."""
    first = answers[0]
    problems = [problem for answer in answers for problem in answer.routing.problems]
    return json_text(
        {
            "schema": SCHEMA,
            "file": one_line(first.routing.file),
            "labels": {one_line(name): one_line(value) for name, value in sorted(first.labels.items())},
            "at": utc(first.at),
            "routes": [_json(delivery) for answer in answers for delivery in answer.deliveries],
            "problems": [one_line(str(problem)) for problem in problems],
        }
    )


def _json(delivery: Delivery) -> dict[str, object]:
    receiver = delivery.receiver
    return {
        "path": one_line(path_text(delivery.steps)),
        "place": str(delivery.steps[-1].place or ""),
        "receiver": one_line(delivery.steps[-1].receiver),
        "pages": _pages(receiver),
        "integrations": [
            {"kind": one_line(way.kind), "does": way.paging, "target": one_line(way.target)}
            for way in (receiver.integrations if receiver else ())
        ],
        "muted": one_line(delivery.muted) or None,
        "inhibited": one_line(delivery.inhibited) or None,
        "silenced": one_line(delivery.silenced) or None,
        "first_notification_seconds": delivery.first_notification_seconds,
        "group_labels": {one_line(name): one_line(value) for name, value in sorted(delivery.group_labels.items())},
        "notes": [one_line(note) for note in notes_of(delivery)],
    }


def _pages(receiver: Receiver | None) -> object:
    if receiver is None:
        reason = "the receiver is not defined in this file"
        return {"unknown": {"reason": reason, "remedy": "name the file that defines it, too"}}
    if receiver.paging == "unknown":
        return {"unknown": {"reason": "the configuration does not tell who is behind it", "remedy": UNKNOWN_REMEDY}}
    return receiver.paging == "page"


def path_text(steps: Sequence[Route]) -> str:
    """The matchers from the root on, as Alertmanager names a route: `{}/{severity="page"}`."""
    return "/".join(f"{{{','.join(map(str, step.matchers))}}}" for step in steps)


def notes_of(delivery: Delivery) -> tuple[str, ...]:
    """What has to be said out loud about a delivery."""
    found: list[str] = []
    receiver = delivery.receiver
    if receiver is not None and not receiver.integrations:
        found.append(f"the receiver {receiver.name!r} is EMPTY: whatever goes there reaches nobody")
    if receiver is None:
        found.append(f"the receiver {delivery.steps[-1].receiver!r} is NOT DEFINED here: nothing is known of it")
    if name := not_inherited(delivery):
        said = f"the time interval {name!r} of the route above does not hold here"
        found.append(f"{said}: child routes do not inherit time intervals")
    return tuple(found)


def _terminal(answer: RoutedAlert) -> Iterator[str]:
    yield f"At {utc(answer.at)} the alert {_alert(answer.labels)} goes"
    for number, delivery in enumerate(answer.deliveries, 1):
        lead = f"{number}. " if len(answer.deliveries) > 1 else ""
        yield f"{lead}to {one_line(delivery.steps[-1].receiver)!r} by {one_line(path_text(delivery.steps))}"
        yield from (f"   {line}" for line in _facts(delivery))
    for problem in answer.routing.problems:
        yield f"note: {one_line(str(problem))}"


def _facts(delivery: Delivery) -> Iterator[str]:
    """What is true of a delivery, one line each, for people."""
    receiver = delivery.receiver
    yield f"route      {delivery.steps[-1].place or 'the operator puts it there'}"
    yield f"pages      {_verdict(receiver)}"
    for way in receiver.integrations if receiver else ():
        yield f"           {_way(way)}"
    yield f"held back  {_held(delivery)}"
    yield f"first note {_first(delivery)}"
    for note in notes_of(delivery):
        yield f"!          {one_line(note)}"


def _markdown(answer: RoutedAlert) -> Iterator[str]:
    yield f"At {utc(answer.at)} the alert {markdown_code(_alert(answer.labels))} goes"
    yield ""
    yield "| receiver | route | pages | held back | first notification |"
    yield "|---|---|---|---|---|"
    for delivery in answer.deliveries:
        cells = (
            markdown_code(delivery.steps[-1].receiver),
            markdown_code(path_text(delivery.steps)),
            markdown_prose(_verdict(delivery.receiver)),
            markdown_prose(_held(delivery)),
            markdown_prose(_first(delivery)),
        )
        yield "| {} |".format(" | ".join(cell.replace("|", "\\|") for cell in cells))
    notes = [note for delivery in answer.deliveries for note in notes_of(delivery)]
    notes += [str(problem) for problem in answer.routing.problems]
    if notes:
        yield ""
    yield from (f"- {markdown_prose(note)}" for note in dict.fromkeys(notes))


def _verdict(receiver: Receiver | None) -> str:
    if receiver is None:
        return "not known: the receiver is not defined here"
    return {
        "page": "yes",
        "notice": "no: it leaves a message for somebody who looks",
        "nobody": "no: the receiver is empty",
        "unknown": f"not known: the configuration does not tell who is behind it → {UNKNOWN_REMEDY}",
    }[receiver.paging]


def _way(way: Integration) -> str:
    does = {"page": "pages", "notice": "leaves a message", "nobody": "reaches nobody", "unknown": "not known"}
    return one_line(f"{way.kind}{f' ({way.target})' if way.target else ''}: {does[way.paging]}")


def _held(delivery: Delivery) -> str:
    reasons = [
        f"muted by the time interval {delivery.muted}" if delivery.muted else "",
        f"inhibited by {delivery.inhibited}" if delivery.inhibited else "",
        f"silenced by {delivery.silenced}" if delivery.silenced else "",
    ]
    return one_line(", ".join(filter(None, reasons))) or "no"


def _first(delivery: Delivery) -> str:
    seconds = delivery.first_notification_seconds
    return "none leaves now" if seconds is None else f"after {seconds:g} s at the earliest"


def _alert(labels: dict[str, str]) -> str:
    said = ", ".join(f'{name}="{value}"' for name, value in sorted(labels.items()))
    return one_line(f"{{{said}}}")
