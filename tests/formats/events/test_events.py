"""Events of any host: which host it was, and what is said of a file that is no event."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.events import parse_event
from watchkeeper.formats.events.payload import MAX_BYTES


@pytest.mark.parametrize(
    ("data", "forge"),
    [
        (b'{"object_kind": "merge_request", "object_attributes": {"iid": 1}, "repository": {"name": "x"}}', "gitlab"),
        (b'{"object_kind": "push", "project": {"path_with_namespace": "a/b"}}', "gitlab"),
        (b'{"action": "opened", "pull_request": {"number": 1}}', "github"),
        (b'{"repository": {"full_name": "a/b"}}', "github"),
        (b'\xef\xbb\xbf{"sender": {"login": "ada"}, "zen": "Keep it simple"}', "github"),
    ],
)
def test_the_hosts_are_told_apart(data: bytes, forge: str) -> None:
    assert parse_event(data, "event.json").forge == forge


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b'{"action": "opened",\n "number": }', 2, 12),
        (b'{"action": "opened"', 1, 20),
        (b'{\n\n"a": 1,\n}', 4, 1),
        (b"", 1, 1),
        (b'{"action": 1} x', 1, 15),
    ],
)
def test_broken_json_is_shown_at_its_place(data: bytes, line: int, column: int) -> None:
    with pytest.raises(UsageError) as caught:
        parse_event(data, "ci/event.json")
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert str(problem.place) == f"ci/event.json:{line}:{column}"
    assert problem.remedy


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{}", "no event of GitHub or GitLab"),
        (b"[]", "not of the known form"),
        (b'{"pull_request": 5, "action": "x"}', "not of the known form"),
        (b'{"object_kind": "merge_request"}', "not of the known form"),
        (b'{"action": "x", "ref": "\xff"}', "UTF-8"),
        (b'{"a": ' * 100_000, "nested too deeply"),
        (b" " * (MAX_BYTES + 1), "at most 25 MB"),
    ],
)
def test_what_is_no_event_is_said_with_file_and_remedy(data: bytes, words: str) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        parse_event(data, "event.json")
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert problem.place.file == "event.json"
    assert problem.remedy


@given(st.one_of(st.binary(max_size=200), st.text(alphabet='{}[]":,ab1 \n', max_size=100).map(str.encode)))
def test_garbage_raises_nothing_else(data: bytes) -> None:
    try:
        parse_event(data, "event.json")
    except UsageError as error:
        assert error.problems
