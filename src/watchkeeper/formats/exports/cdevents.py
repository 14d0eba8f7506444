"""Reads CDEvents (0.4 and later), bare or in a CloudEvents envelope.

What a CDEvent does not say stays unsaid: `change.reviewed` names neither the reviewer nor a judgement, so it is kept
as a comment by nobody; `change.merged` names no commit unless the change's own id is one. `service.published` says
that a running service can be reached and `service.removed` that one instance is gone from one environment: neither
deploys or retires a component, so they are not kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

from watchkeeper.domain.events.changes import ChangeMerged, ChangeOpened, ChangeReviewed
from watchkeeper.domain.events.deployments import Deployed, RolledBack
from watchkeeper.domain.events.event import Draft, Payload
from watchkeeper.domain.events.incidents import IncidentDetected, IncidentResolved
from watchkeeper.domain.identifiers import change_id
from watchkeeper.formats.events.payload import commit_id
from watchkeeper.formats.exports.origin import Origin
from watchkeeper.formats.exports.reading import Moment, decode, malformed, matches, shorten

FORMAT = "cdevents"
NOT_KEPT = {
    "approval": ("created", "updated", "closed"),
    "artifact": ("packaged", "signed", "published", "downloaded", "deleted"),
    "branch": ("created", "deleted"),
    "build": ("queued", "started", "finished"),
    "change": ("abandoned", "updated"),
    "environment": ("created", "modified", "deleted"),
    "pipelinerun": ("queued", "started", "finished"),
    "reconciliation": ("started", "finished"),
    "repository": ("created", "modified", "deleted"),
    "service": ("published", "removed"),
    "taskrun": ("started", "finished"),
    "testcaserun": ("queued", "started", "finished", "skipped"),
    "testoutput": ("published",),
    "testsuiterun": ("queued", "started", "finished"),
    "ticket": ("created", "updated", "closed"),
}
"""Events that are known, and say nothing that the ledger keeps."""
_TYPE = re.compile(r"dev\.cdevents\.([a-z]+)\.([a-z]+)(?:\.[0-9A-Za-z.\-]+)?")
_ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_CUSTOM = "dev.cdeventsx."


class _Thing(Struct):
    id: str = ""


class _Content(Struct):
    environment: _Thing | None = None
    service: _Thing | None = None
    artifactId: str = ""  # noqa: N815 - the specification's spelling
    description: str = ""


class _Subject(Struct):
    id: str
    source: str = ""
    content: _Content | None = None


class _Context(Struct):
    id: str
    source: str
    type: str
    timestamp: Moment


class _Event(Struct):
    context: _Context
    subject: _Subject


class _Envelope(Struct):
    """What tells the two forms apart: an envelope has its own `type`, a bare event a `context`."""

    type: str = ""
    data: _Event | None = None


class _Typed(Struct):
    type: str


class _Bare(Struct):
    context: _Typed


def recognises(record: bytes) -> bool:
    """Whether the record is typed `dev.cdevents`, bare or in an envelope."""
    named = ""
    if matches(record, _Typed):
        named = decode(record, _Typed).type
    elif matches(record, _Bare):
        named = decode(record, _Bare).context.type
    return named.startswith(("dev.cdevents.", _CUSTOM))


def read_drafts(record: bytes, origin: Origin) -> tuple[Draft, ...]:
    """The event as a draft; none for the events that are not kept and for custom ones (`dev.cdeventsx`).

    Raises:
        UsageError: the record is malformed, or of a type that CDEvents does not define.
    """
    event = _event(record)
    context = event.context
    if context.type.startswith(_CUSTOM):
        return ()
    kind = _kind(context.type)
    if kind not in _MAKERS:
        return ()
    make, subject = _MAKERS[kind]
    draft = Draft(
        source=f"cdevents:{context.source}",
        source_id=f"{context.id}#{kind}",
        subject=subject(event, origin),
        occurred_at=context.timestamp.text,
        payload=make(event.subject),
    )
    return (draft,)


def _event(record: bytes) -> _Event:
    envelope = decode(record, _Envelope)
    if envelope.data:
        return envelope.data
    if envelope.type:
        raise malformed("$.data", "the envelope carries no event as JSON")
    return decode(record, _Event)


def _kind(name: str) -> str:
    """Subject and predicate of a type's name, whatever its version."""
    found = _TYPE.fullmatch(name)
    kind = f"{found[1]}.{found[2]}" if found else ""
    if not found or (kind not in _MAKERS and found[2] not in NOT_KEPT.get(found[1], ())):
        raise malformed("$.context.type", f"{shorten(name)} is no type that CDEvents defines")
    return kind


def _change(event: _Event, origin: Origin) -> str:
    return change_id(origin.repository, event.subject.id)


def _deployment(event: _Event, origin: Origin) -> str:
    return f"deployment:{event.subject.id or origin.repository}/{event.context.id}"


def _incident(event: _Event, _: Origin) -> str:
    return f"incident:cdevents:{event.subject.source or event.context.source}/{event.subject.id}"


def _opened(subject: _Subject) -> Payload:
    return ChangeOpened(number=_number(subject), head=commit_id(subject.id))


def _reviewed(_: _Subject) -> Payload:
    return ChangeReviewed(reviewer="", state="commented")


def _merged(subject: _Subject) -> Payload:
    return ChangeMerged(commit=commit_id(subject.id), number=_number(subject))


def _deployed(subject: _Subject) -> Payload:
    content = subject.content or _Content()
    version = _version(content)
    return Deployed(
        service=subject.id,
        environment=_id(content.environment),
        commit=commit_id(version),
        version=version,
        result="success",
    )


def _rolled_back(subject: _Subject) -> Payload:
    content = subject.content or _Content()
    version = _version(content)
    return RolledBack(
        service=subject.id, environment=_id(content.environment), commit=commit_id(version), version=version
    )


def _detected(subject: _Subject) -> Payload:
    content = subject.content or _Content()
    return IncidentDetected(
        service=_id(content.service), environment=_id(content.environment), title=content.description
    )


def _resolved(_: _Subject) -> Payload:
    return IncidentResolved()


def _id(thing: _Thing | None) -> str:
    return thing.id if thing else ""


def _number(subject: _Subject) -> int:
    """The change's number, where its id is one."""
    return int(subject.id) if re.fullmatch(r"[1-9][0-9]{0,14}", subject.id) else 0


def _version(content: _Content) -> str:
    """The version in the artifact's package URL; all of the id when it has none."""
    _, at, version = re.split(r"[?#]", content.artifactId, maxsplit=1)[0].rpartition("@")
    return _ESCAPED.sub(_unescape, version) if at else content.artifactId


def _unescape(found: re.Match[str]) -> str:
    return bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace")


_MAKERS: dict[str, tuple[Callable[[_Subject], Payload], Callable[[_Event, Origin], str]]] = {
    "change.created": (_opened, _change),
    "change.reviewed": (_reviewed, _change),
    "change.merged": (_merged, _change),
    "service.deployed": (_deployed, _deployment),
    "service.upgraded": (_deployed, _deployment),
    "service.rolledback": (_rolled_back, _deployment),
    "incident.detected": (_detected, _incident),
    "incident.reported": (_detected, _incident),
    "incident.resolved": (_resolved, _incident),
}
