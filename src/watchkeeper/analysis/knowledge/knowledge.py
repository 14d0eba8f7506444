"""What history tells about who knows the paths of one commit's tree; a memory of work, never of performance."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property

from watchkeeper.analysis.knowledge.account import folders_above
from watchkeeper.analysis.knowledge.degree import authors, degree
from watchkeeper.analysis.knowledge.fading import half_life
from watchkeeper.analysis.knowledge.identities import key_of, unify
from watchkeeper.analysis.knowledge.ranking import score_people, shares
from watchkeeper.analysis.knowledge.state import Activity, FileState, State
from watchkeeper.analysis.knowledge.traces import Trace, Traces, add_lines, file_traces, traces_of
from watchkeeper.domain.change import Identity
from watchkeeper.domain.knowledge import Coverage, Knower, Presence


class Knowledge:
    """Answers from one state, as of one time (`now`, seconds since the epoch).

    `mapped` is what the target's mailmap says of identities; `paths` are the files of the target's tree, so
    that those that are gone do not count (None: every file of the state does).
    """

    def __init__(
        self,
        state: State,
        mapped: Mapping[Identity, Identity],
        now: int,
        paths: Collection[str] | None = None,
        coverage: Coverage | None = None,
    ) -> None:
        self.coverage = coverage or Coverage(state.commits, state.since, state.uncounted)
        self.now = now
        self._state = state
        self._mapped = mapped
        self.identities = tuple(Identity(*pair) for pair in state.identities)
        self._people = unify(self.identities, mapped)
        self._paths = paths
        self._folders: dict[str, Traces] = {}

    @cached_property
    def files(self) -> dict[str, FileState]:
        """The files of the target that history tells of, by path."""
        files = self._state.files
        return files if self._paths is None else {path: files[path] for path in self._paths if path in files}

    def rank_knowers(self, path: str, most: int = 10) -> tuple[Knower, ...]:
        """Who can answer for a file, a folder or a path that does not exist yet; the first one most likely.

        For a new path its folder and those above it answer, so that nobody in the result may have lines.
        Programs are never among them. Equal ones stand in the order of their addresses. `share` is the
        chance that the ranking gives a person, among all that it looked at.
        """
        levels = self.levels_of(path)
        own = levels[0] or {}
        chances = shares(score_people(levels))
        ranked = sorted(chances, key=lambda person: (-chances[person], self.names[person].email))
        writers = self.authors_of(path)
        return tuple(
            self._knower(person, chances[person], own.get(person, Trace()), levels, author=person in writers)
            for person in ranked[:most]
        )

    def levels_of(self, path: str) -> list[Traces | None]:
        """What people did at a path, in its folder, in the folder above and in the whole tree; None without that."""
        named = [self._folder(folder) for folder in folders_above(path) if folder][:2]
        return [self._own(path), *named, *([None] * (2 - len(named))), self._folder("")]

    def authors_of(self, path: str) -> frozenset[int]:
        """The authors of a file by degree of authorship, or of any file below a folder."""
        if path in self.files:
            return self._file_authors(self.files[path])
        below = [self._file_authors(file) for _, file in self._below(path)]
        return frozenset[int]().union(*below)

    def file_authors(self) -> Iterator[tuple[str, frozenset[int], Traces]]:
        """Every file with its authors and all traces in it."""
        for path in sorted(self.files):
            file = self.files[path]
            yield path, self._file_authors(file), file_traces(file, self._people, self.now, half_life(None))

    def presence(self) -> tuple[Presence, ...]:
        """When each person was last active and by what, the last one first; no time lies after `now`."""
        found = [self._present(person, members) for person, members in self._members.items()]
        return tuple(sorted(found, key=lambda one: (-one.last, one.person)))

    def person_at(self, place: int) -> int:
        """The person to whom a place in the table of identities belongs."""
        return self._people[place]

    def addresses_of(self, person: int) -> frozenset[str]:
        """All addresses of a person, lower case."""
        found = {self.identities[at].email.casefold() for at in self._members.get(person, ())}
        return frozenset((found | {self.names[person].email}) - {""})

    def set_time(self, now: int) -> None:
        """Answer as of another time from here on; for a state that grows."""
        self.now = now
        self._folders.clear()

    @cached_property
    def names(self) -> dict[int, Identity]:
        """The name and the address (lower case) of each person: of the identity that wrote most commits."""
        found = {}
        for person, members in self._members.items():
            best = max(members, key=lambda at: (self._state.activity[at].commits, -at))
            proper = self._mapped.get(self.identities[best], self.identities[best])
            found[person] = Identity(proper.name, key_of(proper))
        return found

    @cached_property
    def _members(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for at, person in enumerate(self._people):
            if not self._state.programs[at]:
                found.setdefault(person, []).append(at)
        return found

    def _own(self, path: str) -> Traces:
        """What people did at the path itself."""
        if path in self.files:
            return file_traces(self.files[path], self._people, self.now, half_life(None))
        if path not in self._state.folders:
            return {}
        found = traces_of(self._state.folders[path], self._people, self.now, half_life(path))
        add_lines(found, (file for _, file in self._below(path)), self._people)
        return found

    def _folder(self, folder: str) -> Traces:
        if folder not in self._folders:
            kept = self._state.folders.get(folder, {})
            self._folders[folder] = traces_of(kept, self._people, self.now, half_life(folder))
        return self._folders[folder]

    def _below(self, folder: str) -> Iterator[tuple[str, FileState]]:
        start = f"{folder}/" if folder else ""
        return ((path, file) for path, file in self.files.items() if path.startswith(start))

    def _file_authors(self, file: FileState) -> frozenset[int]:
        traces = file_traces(file, self._people, self.now, half_life(None))
        done = {person: trace.deliveries + trace.directed for person, trace in traces.items()}
        return authors(
            {
                person: degree(first=trace.first, deliveries=done[person], others=max(0, file.changes - done[person]))
                for person, trace in traces.items()
                if done[person]
            }
        )

    def _knower(
        self, person: int, chance: float, trace: Trace, levels: Sequence[Traces | None], *, author: bool
    ) -> Knower:
        last = trace.last or max(traces[person].last for traces in levels if traces and person in traces)
        who = self.names[person]
        last, reviews = min(last, self.now), trace.reviews + trace.directed
        return Knower(who.email, who.name, chance, round(trace.lines, 1), trace.deliveries, reviews, last, author)

    def _present(self, person: int, members: Sequence[int]) -> Presence:
        who = self.names[person]
        done: list[Activity] = [self._state.activity[at] for at in members]
        return Presence(
            person=who.email,
            name=who.name,
            addresses=tuple(sorted(self.addresses_of(person))),
            authored=min(self.now, max(one.authored for one in done)),
            reviewed=min(self.now, max(one.reviewed for one in done)),
            merged=min(self.now, max(one.merged for one in done)),
        )
