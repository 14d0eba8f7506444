"""The one size counter: fed file by file, used by gate, splitter, backtest and dashboard alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from watchkeeper.analysis.size.moved import LineHashes, find_moved, hash_lines
from watchkeeper.analysis.size.tokens import TokenModel, estimate_tokens, language_of
from watchkeeper.domain.evidence import Kind
from watchkeeper.domain.size import Excluded, Size, Window

SIZE: Kind[Size] = Kind("size/change")
VERSION = 1
"""Of the counter: a change in what it counts makes a new one, so that sizes kept before are measured again."""
LINES_PER_HOUR = 400
"""Published inspection rate (Cisco/SmartBear, 2,500 reviews): defects are missed above 400-500 lines an hour."""
LARGEST = 10
PIECE = 20_000
"""Lines whose tokens are estimated at once: bounds the memory that a large file takes."""


class FileMeasure(Struct, frozen=True):
    """What one file adds to the size of a change.

    `lines` and `bytes` are raw; `reason` is why the file does not count ("" = it counts), `claim`
    an exclusion that was claimed and not proved. `hashes` is None for a file that does not count.
    """

    path: str
    lines: int
    bytes: int
    longest_line: int
    tokens: int = 0
    reason: str = ""
    claim: str = ""
    hashes: LineHashes | None = None


class Prices(Struct, frozen=True):
    """What review costs: per hour of a person, and per million tokens, in one currency; 0 = not said."""

    review_hour: float = 0.0
    million_tokens: float = 0.0


class Yardsticks(Struct, frozen=True):
    """What sizes are held against: context windows, prices, the token model."""

    model: TokenModel
    windows: tuple[Window, ...] = ()
    prices: Prices = Prices()


def measure_file(
    path: str,
    removed: Sequence[bytes],
    added: Sequence[bytes],
    model: TokenModel,
    *,
    reason: str = "",
    claim: str = "",
    movable: bool = True,
) -> FileMeasure:
    """Measure the changed lines of one file (without line ends); an excluded one is only counted raw.

    `movable` is False when nothing is removed anywhere in the change, so that no line can have moved.
    """
    lines = len(removed) + len(added)
    total = sum(map(len, removed)) + sum(map(len, added)) + lines
    longest = max(max(map(len, removed), default=0), max(map(len, added), default=0))
    if reason:
        return FileMeasure(path, lines, total, longest, reason=reason, claim=claim)
    language = language_of(path)
    tokens = sum(
        estimate_tokens(b"\n".join([*side[at : at + PIECE], b""]), language, model)
        for side in (removed, added)
        for at in range(0, len(side), PIECE)
    )
    hashes = LineHashes(path, hash_lines(removed), hash_lines(added)) if movable else None
    return FileMeasure(path, lines, total, longest, tokens, claim=claim, hashes=hashes)


def total_size(measures: Sequence[FileMeasure], yardsticks: Yardsticks) -> Size:
    """Add the files up, leave out moved blocks, and hold the sum against the yardsticks."""
    counted = [m for m in measures if not m.reason]
    moved = find_moved([m.hashes for m in counted if m.hashes])
    outgoing = _outgoing(moved)
    effective = {m.path: m.lines - sum(moved.get(m.path, {}).values()) - outgoing.get(m.path, 0) for m in counted}
    lines = sum(effective.values())
    tokens = sum(m.tokens for m in counted)
    longest = max(measures, key=lambda m: m.longest_line, default=FileMeasure("", 0, 0, 0))
    minutes = -(-lines * 60 // LINES_PER_HOUR)
    prices = yardsticks.prices
    return Size(
        lines_raw=sum(m.lines for m in measures),
        lines_effective=lines,
        files=len(measures),
        files_effective=sum(1 for n in effective.values() if n),
        bytes=sum(m.bytes for m in measures),
        longest_line=longest.longest_line,
        longest_line_path=longest.path,
        tokens=tokens,
        tokens_error=yardsticks.model.diff_error_p90,
        windows_exceeded=tuple(w for w in yardsticks.windows if tokens > w.tokens),
        review_minutes=minutes,
        review_cost=round(minutes / 60 * prices.review_hour + tokens / 1e6 * prices.million_tokens, 2),
        excluded=(*_excluded(measures), *_excluded_moves(moved)),
        claims=tuple(Excluded(m.path, m.lines, m.claim) for m in measures if m.claim),
        largest=tuple(sorted(effective.items(), key=lambda item: (-item[1], item[0]))[:LARGEST]),
    )


def _outgoing(moved: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """Removed lines by file that stand again elsewhere."""
    outgoing: dict[str, int] = {}
    for origins in moved.values():
        for path, lines in origins.items():
            outgoing[path] = outgoing.get(path, 0) + lines
    return outgoing


def _excluded(measures: Sequence[FileMeasure]) -> list[Excluded]:
    return [Excluded(m.path, m.lines, m.reason) for m in measures if m.reason]


def _excluded_moves(moved: Mapping[str, Mapping[str, int]]) -> list[Excluded]:
    return [
        Excluded(path, 2 * lines, f"moved block: {lines} lines stand unchanged, they came from {origin}")
        for path, origins in moved.items()
        for origin, lines in origins.items()
    ]
