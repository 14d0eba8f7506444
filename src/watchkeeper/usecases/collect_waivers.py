"""Collects waivers with what can be proved of them: from the target's file, from signed commits, as recorded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import takewhile

from msgspec import structs

from watchkeeper.domain.change import Commit, Target
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.problems import Place, UsageError, WatchkeeperError
from watchkeeper.domain.signatures import KnownKeys, Proved
from watchkeeper.domain.waivers import EVERY_RULE, Grant, Waiver
from watchkeeper.evidence.signatures.known_keys import read_keys
from watchkeeper.formats.git.signed_commits import parse_signed_commit
from watchkeeper.formats.git.waiver_trailers import Spoken, parse_waiver_trailers
from watchkeeper.formats.policy.shapes import nearest
from watchkeeper.formats.policy.waivers_file import parse_waivers
from watchkeeper.git.repository import Repository
from watchkeeper.git.signatures import verify_signature
from watchkeeper.git.trees import Tree
from watchkeeper.git.versions import Version, read_versions
from watchkeeper.usecases.load_policy import LIMIT, WAIVERS

MOST_VERSIONS = 500
DEEPEN = "fetch the history: git fetch --unshallow (in CI: fetch-depth: 0)"


class Source:
    """One repository at one target, where waivers are looked for; what was read once is kept."""

    def __init__(self, repository: Repository, target: Target, rules: Collection[str]) -> None:
        self._repository = repository
        self._target = target
        self._rules = rules
        self._tree = Tree(repository.objects, target.commit)
        self._versions: tuple[Version, ...] | None = None
        self._blobs: dict[str, tuple[Waiver, ...]] = {}
        self._keys: KnownKeys | Unknown | None = None

    def dated(self, grants: Iterable[Grant]) -> Iterator[Grant]:
        """The target's own entries with the time when each was merged, or why that is not known."""
        for grant in grants:
            found = self._dated(grant)
            yield structs.replace(found, ended=self._ended(found.waiver))

    def recorded(self, grants: Iterable[Grant]) -> Iterator[Grant]:
        """Recorded waivers, with whether their commit ended them."""
        for grant in grants:
            yield structs.replace(grant, ended=self._ended(grant.waiver))

    def spoken(self, commit: str, *, verified: bool = True) -> Iterator[Grant]:
        """The waivers in a commit's message, proved by its signature if `verified` is asked for."""
        content = self._repository.objects.content(commit)
        if content is None:
            return
        signed = parse_signed_commit(content, self._repository.object_format)
        found = parse_waiver_trailers(signed.message, commit, signed.email)
        signature: Proved | Unknown = Proved(signed.email)
        if found and verified:
            keys = self._known_keys()
            signature = keys if isinstance(keys, Unknown) else verify_signature(signed, keys)
        for spoken in found:
            doubt = self._fault(spoken) or (signature if isinstance(signature, Unknown) else None)
            place = Place("", commit=commit)
            yield Grant(spoken.waiver, spoken.source, place, granted_at=signed.committed_at, doubt=doubt)

    def _fault(self, spoken: Spoken) -> Unknown | None:
        rule = spoken.waiver.rule
        if spoken.fault:
            return _unknown(spoken.fault, "write the trailer anew: git commit --amend --gpg-sign")
        if rule != EVERY_RULE and rule not in self._rules:
            return _unknown(f"there is no rule {rule!r}", nearest(rule, self._rules))
        return None

    def _known_keys(self) -> KnownKeys | Unknown:
        if self._keys is None:
            try:
                self._keys = read_keys(self._tree)
            except WatchkeeperError as error:
                problem = error.problems[0]
                self._keys = _unknown(f"the target's keys cannot be read: {problem.message}", problem.remedy)
        return self._keys

    def _dated(self, grant: Grant) -> Grant:
        try:
            if self._versions is None:
                self._versions = read_versions(self._repository, self._target.commit, WAIVERS, MOST_VERSIONS)
            return self._since(grant, self._versions)
        except WatchkeeperError as error:
            problem = error.problems[0]
            return structs.replace(grant, doubt=_undated(problem.message, problem.remedy or DEEPEN))

    def _since(self, grant: Grant, versions: Sequence[Version]) -> Grant:
        """The entry with the times when it, and its second person, came to stay."""
        holding: list[tuple[Version, bool]] = []
        for version in versions:
            same = [w for w in self._entries(version.blob) if _identity(w) == _identity(grant.waiver)]
            if not same:
                break
            holding.append((version, any(w.second == grant.waiver.second for w in same)))
        if not holding:
            return structs.replace(grant, doubt=_undated("no commit of the target brought it", DEEPEN))
        first = holding[-1][0]
        if first.cut:
            return structs.replace(grant, doubt=_undated("this clone is shallow and ends before it", DEEPEN))
        if len(holding) >= MOST_VERSIONS:
            remedy = "write it anew, with a reason of its own"
            return structs.replace(grant, doubt=_undated(f"the file had {MOST_VERSIONS} versions since", remedy))
        agreed = [version.committed_at for version, _ in takewhile(lambda held: held[1], holding)]
        place = structs.replace(grant.place, commit=first.commit)
        return structs.replace(grant, granted_at=first.committed_at, second_at=agreed[-1] if agreed else 0, place=place)

    def _entries(self, blob: str) -> tuple[Waiver, ...]:
        """The waivers of one version; a version that was broken granted nothing."""
        if blob not in self._blobs:
            text = self._repository.objects.content(blob, LIMIT + 1) if blob else b""
            try:
                self._blobs[blob] = parse_waivers(text or b"", WAIVERS) if text else ()
            except UsageError:
                self._blobs[blob] = ()
        return self._blobs[blob]

    def _ended(self, waiver: Waiver) -> bool | Unknown:
        """Whether the commit that ends a waiver is on the target."""
        commit = waiver.until_commit
        if not commit:
            return False
        short = commit[:12]
        try:
            there = self._repository.objects.head(commit)
            if there and self._repository.merge_base(commit, self._target.commit) == commit:
                return True
        except WatchkeeperError:
            there = None
        if not self._repository.shallow:
            return False
        return _unknown(f"this clone is shallow: whether {short} is on the target is not known", DEEPEN)


def collect_waivers(
    source: Source, head: str, commits: Sequence[Commit], written: Iterable[Grant], recorded: Iterable[Grant]
) -> tuple[Grant, ...]:
    """The waivers that speak of a change: of its head first, then those of its earlier heads."""
    found = [*source.dated(written), *source.recorded(recorded)]
    for commit in commits:
        if speaks(commit.message):
            found += source.spoken(commit.sha, verified=commit.sha == head)
    return tuple(sorted(found, key=lambda grant: grant.waiver.head != head))


def speaks(message: str) -> bool:
    """Whether a message may hold a waiver at all; cheap, so that other commits cost nothing."""
    return "watchkeeper-" in message.casefold()


def _identity(waiver: Waiver) -> tuple[str, str, str, str]:
    """What makes an entry the same one in two versions; a new reason is a new waiver."""
    return waiver.rule, waiver.head, waiver.by, waiver.reason


def _undated(reason: str, remedy: str) -> Unknown:
    return _unknown(f"when it was granted is not known: {reason}", remedy)


def _unknown(reason: str, remedy: str) -> Unknown:
    return Unknown("waivers", "", reason, remedy)
