"""Which export a file is; hostile values for every reader of JSON."""

from __future__ import annotations

import json
import time

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from watchkeeper.formats.directories.recognise import parse_directory
from watchkeeper.formats.directories.values import MOST_PROBLEMS

MEMBER = {"login": "ada", "type": "User"}
GITLAB = {"username": "ada", "name": "Ada", "state": "active"}
USER = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "ada", "emails": [{"value": "a@x.org"}]}
NODE = {"combinedSlug": "acme/a", "members": {"nodes": [MEMBER], "totalCount": 1}}
ANSWER = {"data": {"organization": {"teams": {"nodes": [NODE]}}}}
GROUP = {"displayName": "G", "id": "g", "members": [{"value": "ada"}]}
VALID = [[MEMBER], [GITLAB], {"Resources": [USER, GROUP]}, ANSWER, {"team": "acme/a", "members": [MEMBER]},
         {"group": "acme/a", "members": [GITLAB]}, [{"slug": "a", "html_url": "https://github.com/orgs/acme/teams/a"}],
         [{"full_path": "acme/a"}]]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "login"),
    [
        ("people.yaml", b"people: [{id: ada, logins: {github: ada}}]", "ada"),
        ("x.csv", b"email,github\na@x.org,ada\n", "ada"),
        ("acme%2Fa.json", b' \n[{"login": "ada"}]', "ada"),
        ("x", b'\xef\xbb\xbf{"team": "acme/a", "members": ["ada"]}', "ada"),
        ("acme%2Fa.json", json.dumps([GITLAB]).encode(), ""),
        ("x.json", json.dumps(USER).encode(), ""),
    ],
)
def test_the_format_is_told_from_name_and_content(name: str, text: bytes, login: str) -> None:
    people = parse_directory(text, name)
    assert not people.problems
    assert people.persons[0].logins.github == login


def test_what_is_nothing_known_says_so() -> None:
    people = parse_directory(b'[{"x": 1}]', "x.json")
    assert people.unread == ("x.json",)
    assert parse_directory(b"people: [", "x.yaml").problems


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=8)
    | st.sampled_from(["\ud800", "x" * 500, "a\nb", "ada", 2**200, "@ada", "a/b"])
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner), max_leaves=6
)


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """A valid export of which one to three values were replaced."""
    text = json.dumps(draw(st.sampled_from(VALID)))
    for _ in range(draw(st.integers(1, 3))):
        whole = json.loads(text)
        holder, path = whole, whole
        while isinstance(path, dict | list) and path:
            holder = path
            key = draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
            path = holder[key]
            if draw(st.integers(0, 3)) == 0:
                break
        if isinstance(holder, dict | list) and holder:
            holder[key] = draw(VALUES)
        text = json.dumps(whole)
    return text.encode()


@given(st.one_of(spoiled(), VALUES.map(lambda value: json.dumps(value).encode()), st.binary()))
@example(b'{"a":' * 30_000)
@example(b"[" + b"9" * 5000 + b"]")
@example(b'[{"login": "\\ud800"}]')
def test_nothing_stops_the_reading_and_all_that_is_read_can_be_written(text: bytes) -> None:
    people = parse_directory(text, "ops/acme/a.json")
    msgspec.json.encode(people)
    assert len(people.problems) <= MOST_PROBLEMS + 1
    assert bool(people.problems) >= bool(people.unread)


def test_a_large_export_is_read_in_seconds() -> None:
    text = json.dumps([{**MEMBER, "login": f"p{n}"} for n in range(150_000)]).encode()
    start = time.monotonic()
    assert len(parse_directory(text, "acme/a.json").persons) == 150_000
    assert time.monotonic() - start < 20
