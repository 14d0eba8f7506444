r"""Regular expressions of Go (RE2 syntax), matched in time linear in the text, whatever the expression.

Literals, `.`, brackets with ranges and `[:names:]`, `\d \w \s` and their opposites, groups, `|`, `* + ? {n,m}`
(greedy or not makes no difference to whether something matches), `^ $ \A \z`, and `(?i)` or `(?s)` at the
front. Not supported, and said so: `\b`, `\p{…}`, `\C`, other flags. Look-around and back references do not
exist in Go either. An expression is turned into a small machine whose states are worked out as texts need them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

from msgspec import Struct

from watchkeeper.formats.owners.go_regex_parser import (
    END,
    START,
    Alternatives,
    Node,
    RegexError,
    Repeat,
    Sequence,
    Symbols,
    parse_expression,
)

MOST_STATES = 500
MOST_EMITTED = 5_000
MOST_KEPT = 1_000

Test = Callable[[str], bool]


class Matcher(Protocol):
    """An expression, ready to be looked for."""

    def search(self, text: str) -> bool:
        """Whether it is found anywhere in the text, as Go's `MatchString`."""
        ...

    def after(self, start: str) -> Test | None:
        """The same for texts that begin like this, by what follows (never empty); None if it is always found."""
        ...


_SPLIT, _START, _END, _MATCH = range(4)
_Instruction = tuple[int, int, int] | tuple[Symbols, int]


@lru_cache(maxsize=4_096)
def compile_regex(pattern: str) -> Matcher:
    """The matcher of an expression.

    Raises:
        RegexError: it is no expression of Go, is not supported, or is too large.
    """
    node = parse_expression(pattern)
    return _plain(node) or _Machine(node)


class _Literal(Struct, frozen=True):
    """An expression that is a text, perhaps tied to the start or the end."""

    text: str
    at_start: bool
    at_end: bool

    def search(self, text: str) -> bool:
        """Whether it is found."""
        if self.at_start and self.at_end:
            return text == self.text
        if self.at_start:
            return text.startswith(self.text)
        return text.endswith(self.text) if self.at_end else self.text in text

    def after(self, start: str) -> Test | None:
        """The same by what follows."""
        if (self.at_start or not self.at_end) and not (self.at_start and self.at_end) and self.search(start):
            return None
        return lambda rest: self.search(start + rest)


def _plain(node: Node) -> _Literal | None:
    """The matcher of an expression that is a literal, perhaps tied to the start or the end; None for others."""
    parts = list(node.parts) if isinstance(node, Sequence) else [node]
    at_start = bool(parts) and parts[0] is START
    at_end = len(parts) > at_start and parts[-1] is END
    inner = parts[at_start : len(parts) - at_end]
    while not at_start and inner and _takes_all(inner[0]):
        del inner[0]
    while not at_end and inner and _takes_all(inner[-1]):
        del inner[-1]
    literals = [part.single for part in inner if isinstance(part, Symbols)]
    if len(literals) < len(inner) or not all(literals):
        return None
    return _Literal("".join(literals), at_start, at_end)


def _takes_all(node: Node) -> bool:
    """Whether a part at an open end takes nothing away: `.*`."""
    return isinstance(node, Repeat) and not node.least and isinstance(node.node, Symbols)


class _State:
    """Places in the program that a text may have reached, where each character leads, and what is found by then."""

    __slots__ = ("ends", "following", "found", "places")

    def __init__(self, places: frozenset[int], *, found: bool, ends: bool) -> None:
        self.places = places
        self.found = found
        self.ends = ends
        self.following: dict[str, _State] = {}


class _Machine:
    """States are sets of places in a program; where they lead is worked out once a character and kept."""

    def __init__(self, node: Node) -> None:
        self._program: list[_Instruction] = []
        self._emitted = 0
        self._emit(node)
        self._program.append((_MATCH, 0, 0))
        self._match = len(self._program) - 1
        self._again = self._close([0], start=False)
        self._states: dict[frozenset[int], _State] = {}
        self._kept = 0
        self._first = self._state(self._again | self._close([0], start=True))
        self._empty = self._match in self._close([0], start=True, end=True)

    def search(self, text: str) -> bool:
        """Whether the expression is found anywhere in the text."""
        return self._run(self._first, text).ends if text else self._empty

    def after(self, start: str) -> Test | None:
        """The same by what follows a start, which is looked through once."""
        state = self._run(self._first, start)
        if state.found:
            return None
        return lambda rest: self._run(state, rest).ends

    def _run(self, state: _State, text: str) -> _State:
        """The state after a text, or the first one by which the expression is found."""
        for character in text:
            if state.found:
                return state
            state = state.following.get(character) or self._step(state, character)
        return state

    def _step(self, state: _State, character: str) -> _State:
        instructions = map(self._program.__getitem__, state.places)
        moved = [at[1] for at in instructions if len(at) == 2 and at[0].has(character)]
        if self._kept >= MOST_KEPT:
            for known in self._states.values():
                known.following.clear()
            self._states.clear()
            self._kept = 0
        self._kept += 1
        following = state.following[character] = self._state(self._close(moved, start=False) | self._again)
        return following

    def _state(self, places: frozenset[int]) -> _State:
        known = self._states.get(places)
        if known is None:
            found = self._match in places
            ends = [at for at in places if self._program[at][0] == _END]
            ended = found or self._match in self._close(ends, start=False, end=True)
            known = self._states[places] = _State(places, found=found, ends=ended)
        return known

    def _close(self, places: list[int], *, start: bool, end: bool = False) -> frozenset[int]:
        """All places that can be reached without a character."""
        found: set[int] = set()
        waiting = list(places)
        while waiting:
            at = waiting.pop()
            if at in found:
                continue
            found.add(at)
            instruction = self._program[at]
            if len(instruction) == 2:
                continue
            kind, one, other = instruction
            if kind == _SPLIT:
                waiting += [one, other]
            elif (kind == _START and start) or (kind == _END and end):
                waiting.append(one)
        return frozenset(found)

    def _emit(self, node: Node) -> None:
        self._emitted += 1
        if len(self._program) > MOST_STATES or self._emitted > MOST_EMITTED:
            raise RegexError("is too large")
        here = len(self._program)
        if node is START or node is END:
            self._program.append((_START if node is START else _END, here + 1, 0))
        elif isinstance(node, Symbols):
            self._program.append((node, here + 1))
        elif isinstance(node, Sequence):
            for part in node.parts:
                self._emit(part)
        elif isinstance(node, Alternatives):
            self._emit_choices(node)
        elif isinstance(node, Repeat):
            self._emit_repeat(node)

    def _emit_choices(self, node: Alternatives) -> None:
        jumps: list[int] = []
        for choice in node.choices[:-1]:
            split = self._reserve()
            self._emit(choice)
            jumps.append(self._reserve())
            self._program[split] = (_SPLIT, split + 1, len(self._program))
        self._emit(node.choices[-1])
        for jump in jumps:
            self._program[jump] = (_SPLIT, len(self._program), len(self._program))

    def _emit_repeat(self, node: Repeat) -> None:
        for _ in range(node.least):
            self._emit(node.node)
        if node.most < 0:
            split = self._reserve()
            self._emit(node.node)
            self._program.append((_SPLIT, split, split))
            self._program[split] = (_SPLIT, split + 1, len(self._program))
            return
        splits: list[int] = []
        for _ in range(node.most - node.least):
            splits.append(self._reserve())
            self._emit(node.node)
        for split in splits:
            self._program[split] = (_SPLIT, split + 1, len(self._program))

    def _reserve(self) -> int:
        """A place whose instruction follows later."""
        self._program.append((_SPLIT, 0, 0))
        return len(self._program) - 1
