"""Which numbers of changes are taken already, by which commit and title, without keeping the changes in memory."""

from __future__ import annotations

from array import array

LARGEST = 4_000_000
"""Numbers above are no numbers of changes; the table takes sixteen bytes for each up to the largest seen."""


class KnownChanges:
    """Numbers that changes of a repository bear, each with eight bytes of its title's hash and its commit."""

    def __init__(self) -> None:
        self._titles = array("Q")
        self._commits = array("Q")

    def claim(self, number: int, title: str, commit: str) -> bool:
        """Take a number for a change; False when there is none, or a change of another commit bears it."""
        if not 0 < number <= LARGEST:
            return False
        if number >= len(self._titles):
            more = [0] * (number + 1 - len(self._titles))
            self._titles.extend(more)
            self._commits.extend(more)
        if self._titles[number]:
            return self._commits[number] == _short(commit)
        self._titles[number], self._commits[number] = _short(title), _short(commit)
        return True

    def copied(self, number: int, title: str, commit: str) -> bool:
        """Whether a change of this number landed before, under the same title, with another commit."""
        if not 0 < number < len(self._titles):
            return False
        return self._titles[number] == _short(title) and self._commits[number] != _short(commit)

    def bears(self, number: int) -> bool:
        """Whether a change bears this number."""
        return 0 < number < len(self._titles) and self._titles[number] != 0

    def release(self, number: int) -> None:
        """Give a number back: the change that bore it is no longer in the history."""
        if 0 < number < len(self._titles):
            self._titles[number] = self._commits[number] = 0


def _short(digits: str) -> int:
    return int(digits[:16] or "0", 16) or 1
