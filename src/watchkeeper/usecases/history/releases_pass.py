"""Third pass: release tags as deployments, with the changes that each brought first; what only they have, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec
from msgspec import Struct

from watchkeeper.analysis.authorship.kind import analyse_authorship
from watchkeeper.analysis.authorship.signals import SignalCatalogue
from watchkeeper.analysis.changes.backports import Original, original_of
from watchkeeper.analysis.changes.drafts import Place, merged_draft, person_reference, time_text
from watchkeeper.analysis.changes.landing import title_hash
from watchkeeper.analysis.changes.releases import Key, Release, assign, read_release
from watchkeeper.analysis.changes.walk import Landed, Walker, group
from watchkeeper.domain.change import Opening
from watchkeeper.domain.events.changes import ChangeBackported
from watchkeeper.domain.events.deployments import Deployed
from watchkeeper.domain.events.event import Draft
from watchkeeper.git.history import paths_touched, read_beside, read_links
from watchkeeper.git.steps import Counter
from watchkeeper.git.tags import Tag, read_tags
from watchkeeper.git.trees import FOLDER, Tree
from watchkeeper.ledger.projections.advance import advance
from watchkeeper.ledger.reading import changes_of, commits_starting, titled
from watchkeeper.usecases.history.changes_pass import counted_steps, lines_of, short
from watchkeeper.usecases.history.context import BATCH, Context, Cursor, batches
from watchkeeper.usecases.history.known import KnownChanges

NAME = "releases"
RELEASED, EARLY = "release", "early release"
DEPTH = 3


class Tagged(Struct, frozen=True):
    """A release tag: the tag, what it releases, its place among the releases of its key."""

    tag: Tag
    release: Release
    key: Key
    rank: int
    previous: str


class Passed(Struct, frozen=True):
    """What the pass kept: new events, releases seen, copies of changes, changes that only releases have."""

    new: int = 0
    releases: int = 0
    backports: int = 0
    beside: int = 0


def fingerprint(tags: Sequence[Tag], tip: str) -> str:
    """What the pass depends on, so that an unchanged repository is left alone."""
    from hashlib import sha256

    return sha256(msgspec.json.encode([tip, *((tag.name, tag.commit) for tag in tags)])).hexdigest()


def pass_releases(
    context: Context, catalogue: Callable[[], SignalCatalogue], known: Callable[[], KnownChanges]
) -> Passed:
    """Keep the releases; nothing when neither tags nor the target moved."""
    tags = list(read_tags(context.repository))
    mark = Cursor(fingerprint(tags, context.tip))
    if context.cursor(NAME) == mark:
        return Passed()
    tagged = order(tags)
    advance(context.ledger)
    beside = _Beside(context, catalogue(), known())
    new = sum(context.keep("beside", batch, Cursor()) for batch in batches(beside.drafts(tagged)))
    advance(context.ledger)
    new += sum(context.keep("beside", batch, Cursor()) for batch in batches(_deployed(context, tagged)))
    context.keep(NAME, (), mark)
    return Passed(new, len(tagged), beside.backports, beside.changes)


def order(tags: Sequence[Tag]) -> list[Tagged]:
    """The release tags by time, each with its predecessor; a second tag at one commit is the same release."""
    found: list[Tagged] = []
    last: dict[Key, Tagged] = {}
    seen: set[tuple[Key, str]] = set()
    for tag in sorted(tags, key=lambda t: (t.at, t.name)):
        release = read_release(tag.name)
        if release is None:
            continue
        key = (release.service, EARLY if release.early else RELEASED)
        if (key, tag.commit) in seen:
            continue
        seen.add((key, tag.commit))
        before = last.get(key)
        one = Tagged(tag, release, key, before.rank + 1 if before else 0, before.tag.commit if before else "")
        last[key] = one
        found.append(one)
    return found


class _Beside:
    """Changes on release branches that the target does not have: copies of its changes, or changes of their own."""

    def __init__(self, context: Context, catalogue: SignalCatalogue, known: KnownChanges) -> None:
        self._context = context
        self._catalogue = catalogue
        self._known = known
        self.backports = 0
        self.changes = 0

    def drafts(self, tagged: Sequence[Tagged]) -> Iterator[Draft]:
        walker = Walker()
        tips = list(dict.fromkeys(one.tag.commit for one in tagged))
        for commit in read_beside(self._context.repository, tips, self._context.tip) if tips else ():
            walker.wait(commit)
        own: list[tuple[Landed, Place]] = []
        for one in tagged:
            place = msgspec.structs.replace(self._context.place, target=f"refs/tags/{one.tag.name}")
            for change in group(walker.land_line(one.tag.commit)):
                if change.integration:
                    continue
                if original := self._original(change):
                    self.backports += 1
                    yield _backported(change, place, original)
                    continue
                own.append((change, place))
                if len(own) >= BATCH:
                    yield from self._own(own)
                    own = []
        yield from self._own(own)

    def _own(self, found: Sequence[tuple[Landed, Place]]) -> Iterator[Draft]:
        """Changes that only releases have."""
        steps = [step for change, _ in found for step in counted_steps(change)]
        counts = dict(Counter(self._context.repository).count(steps))
        for change, place in found:
            self.changes += 1
            lines = lines_of([counts[sha] for sha, _ in counted_steps(change)])
            number, title = next(iter(change.landing.numbers), 0), title_hash(change.landing.title)
            number = number if self._known.claim(number, title, change.tip.sha) else 0
            authorship = analyse_authorship(change.commits, Opening(), {}, {}, self._catalogue)
            yield merged_draft(change, place, number, lines, authorship)

    def _original(self, landed: Landed) -> Original | None:
        ledger, at = self._context.ledger, time_text(landed.tip.committed_at)
        repository = self._context.place.repository
        author = ledger.pseudonyms.of(person_reference(landed.commits[-1].author))
        return original_of(
            landed,
            repository,
            by_commit=lambda name: next((found.change for found in commits_starting(ledger, repository, name)), ""),
            known=self._known.bears,
            by_title=lambda title: titled(ledger, repository, title, at, author),
        )


def _backported(landed: Landed, place: Place, original: Original) -> Draft:
    payload = ChangeBackported(branch=place.target, commit=landed.tip.sha, basis=original.basis)
    return Draft(
        source=f"git:{place.repository}",
        source_id=f"{short(original.change)}/{landed.tip.sha}#backported",
        subject=original.change,
        occurred_at=time_text(landed.tip.committed_at),
        payload=payload,
    )


def _deployed(context: Context, tagged: Sequence[Tagged]) -> Iterator[Draft]:
    """One deployment a release, with the changes whose first commit it brought."""
    at_commit: dict[str, dict[Key, int]] = {}
    for one in tagged:
        at_commit.setdefault(one.tag.commit, {})[one.key] = one.rank
    brought: dict[tuple[Key, int], bytearray] = {}
    scopes = _scopes(context, tagged)
    for sha, key, rank in assign(read_links(context.repository, list(at_commit)), at_commit) if at_commit else ():
        if rank and sha in scopes.get(key[0], _EVERYTHING):
            brought.setdefault((key, rank), bytearray()).extend(bytes.fromhex(sha))
    width = len(next(iter(at_commit), "")) // 2
    for one in tagged:
        packed = bytes(brought.pop((one.key, one.rank), b""))
        shas = [packed[at : at + width].hex() for at in range(0, len(packed), width)] if width else []
        yield _deployment(context, one, shas)


class _Everything(frozenset[str]):
    """Holds whatever it is asked for."""

    def __contains__(self, _: object) -> bool:
        return True


_EVERYTHING = _Everything()


def _deployment(context: Context, one: Tagged, shas: Sequence[str]) -> Draft:
    place = context.place
    changes = sorted(set(changes_of(context.ledger, place.repository, shas).values()))
    service = one.release.service or place.repository
    payload = Deployed(
        service=service,
        environment=one.key[1],
        commit=one.tag.commit,
        version=one.release.version,
        result="success",
        changes=tuple(changes),
        changes_count=len(changes),
        previous=one.previous,
        first=one.rank == 0,
        proxy=True,
    )
    return Draft(
        source=f"git:{place.repository}",
        source_id=f"tag/{one.tag.name}#deployed",
        subject=f"deployment:{place.repository}/{one.tag.name}",
        occurred_at=time_text(one.tag.at),
        payload=payload,
    )


def _scopes(context: Context, tagged: Sequence[Tagged]) -> dict[str, frozenset[str]]:
    """For each named service the commits that changed its folder; none where it has no folder of that name."""
    services = {one.release.service for one in tagged} - {""}
    folders = _folders(Tree(context.repository.objects, context.tip), services)
    tips = [one.tag.commit for one in tagged]
    return {
        service: paths_touched(context.repository, tips, folders[service]) if service in folders else frozenset()
        for service in services
    }


def _folders(tree: Tree, services: set[str]) -> dict[str, str]:
    """The folder of each service: the only one of its name within a few levels."""
    found: dict[str, list[str]] = {}
    level = [""]
    for _ in range(DEPTH):
        below = [
            (name, f"{folder}/{name}" if folder else name)
            for folder in level
            for name, (mode, _) in tree.entries(folder).items()
            if mode == FOLDER
        ]
        for name, path in below:
            if name in services:
                found.setdefault(name, []).append(path)
        level = [path for _, path in below]
    return {name: paths[0] for name, paths in found.items() if len(paths) == 1}
