"""What is kept comes back the same, whatever the paths."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.knowledge.state import FileState, Share, State, packable, unpacked

PATHS = (
    st.binary(min_size=1).filter(lambda raw: b"\0" not in raw).map(lambda raw: raw.decode("utf-8", "surrogateescape"))
)


@given(st.lists(PATHS, unique=True, max_size=8))
def test_there_and_back(paths: list[str]) -> None:
    state = State(
        tip="t",
        files={path: FileState(size=3.0, shares={-1: Share(lines=1.0), 2: Share(weight=0.5)}) for path in paths},
        folders={path: {0: Share(reviews=1)} for path in paths},
        moved={
            path: path[::-1].encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape") for path in paths
        },
    )
    encoded = msgspec.msgpack.encode(packable(state))
    assert unpacked(msgspec.msgpack.decode(encoded, type=State)) == state
