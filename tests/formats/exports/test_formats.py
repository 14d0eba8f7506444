"""All formats together: each is found in the folder, and a record is recognised by one of them alone."""

from __future__ import annotations

import importlib
import json
import pkgutil
from types import ModuleType

import pytest

from tests.formats.exports import (
    test_alertmanager,
    test_cdevents,
    test_github,
    test_gitlab,
    test_json_lines,
    test_opsgenie,
    test_pagerduty,
    test_statuspage,
)
from tests.formats.exports.adversarial import ORIGIN
from watchkeeper.formats import exports

MODULES: list[ModuleType] = [
    importlib.import_module(f"{exports.__name__}.{found.name}") for found in pkgutil.iter_modules(exports.__path__)
]
FORMATS = {module.FORMAT: module for module in MODULES if hasattr(module, "FORMAT")}
SAMPLES: list[tuple[str, object]] = [
    ("alertmanager", test_alertmanager.WEBHOOK),
    ("alertmanager", test_alertmanager.LISTED),
    ("cdevents", test_cdevents.event("service.deployed", content=test_cdevents.PLACED)),
    ("github", test_github.PULL),
    ("github", test_github.CLI_PULL),
    ("github", test_github.REVIEW),
    ("github", test_github.ISSUE),
    ("github", test_github.RELEASE),
    ("github", test_github.DEPLOYMENT),
    ("gitlab", test_gitlab.REQUEST),
    ("gitlab", test_gitlab.APPROVALS),
    ("gitlab", test_gitlab.NOTE),
    ("gitlab", test_gitlab.DEPLOYMENT),
    ("gitlab", test_gitlab.ISSUE),
    ("gitlab", test_gitlab.RELEASE),
    ("json-lines", test_json_lines.DEPLOYED),
    ("opsgenie", test_opsgenie.ALERT),
    ("opsgenie", test_opsgenie.INCIDENT),
    ("pagerduty", test_pagerduty.INCIDENT),
    ("pagerduty", test_pagerduty.ENTRY),
    ("pagerduty", test_pagerduty.WEBHOOK),
    ("statuspage", test_statuspage.INCIDENT),
]


def test_the_folder_holds_the_formats() -> None:
    assert sorted(FORMATS) == sorted({name for name, _ in SAMPLES} | {"csv"})


@pytest.mark.parametrize(("name", "record"), SAMPLES)
def test_a_record_is_recognised_by_its_format_alone(name: str, record: object) -> None:
    data = json.dumps(record).encode()
    assert [known for known, module in FORMATS.items() if module.recognises(data)] == [name]
    assert FORMATS[name].read_drafts(data, ORIGIN)


@pytest.mark.parametrize(("name", "record"), SAMPLES)
def test_two_types_of_event_never_share_an_identity(name: str, record: object) -> None:
    drafts = FORMATS[name].read_drafts(json.dumps(record).encode(), ORIGIN)
    assert len({(draft.source, draft.source_id) for draft in drafts}) == len(drafts)
    assert all("#" in draft.source_id for draft in drafts)


@pytest.mark.parametrize("record", [b"", b"{}", b"[]", b"null", b"\xff", b'{"type": "incident"}', b"[" * 100_000])
def test_what_is_nothing_known_is_recognised_by_none(record: bytes) -> None:
    assert [known for known, module in FORMATS.items() if module.recognises(record)] == []
