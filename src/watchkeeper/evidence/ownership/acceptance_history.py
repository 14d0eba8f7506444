"""Reads the acceptances file at the commits of a repository, and finds since when an entry stays on a target."""

from __future__ import annotations

from msgspec import Struct

from watchkeeper.domain.change import Target
from watchkeeper.domain.ownership.agreements import ACCEPTANCES, Said
from watchkeeper.domain.ownership.owners import Acceptances
from watchkeeper.domain.problems import Problem, UnknownSubjectError, UsageError
from watchkeeper.domain.signatures import SignedCommit
from watchkeeper.formats.git.signed_commits import parse_signed_commit
from watchkeeper.formats.policy.acceptances_file import LISTS, parse_acceptances
from watchkeeper.git.repository import Repository
from watchkeeper.git.trees import FOLDER, LINK, Tree
from watchkeeper.git.versions import Version, read_versions

LIMIT = 1 << 20
MOST_VERSIONS = 500
MOST_COMMITS = 200
DEEPEN = "fetch the history: git fetch --unshallow (in CI: fetch-depth: 0)"


class Since(Struct, frozen=True):
    """The version of the target's file that brought an entry; None where that is not known, `why` says why.

    `mended`: the version before it was broken, so it may have held the entry too. `cut`: the clone ends
    before it, so that another clone may know.
    """

    version: Version | None
    why: str = ""
    mended: bool = False
    cut: bool = False


class AcceptanceHistory:
    """The file over the history of one target; what was read once is kept.

    Raises (each question):
        UnknownSubjectError: commits or contents are not in this clone.
    """

    def __init__(self, repository: Repository, target: Target) -> None:
        self.repository = repository
        self.target = target
        self._entries: dict[str, frozenset[Said] | None] = {}
        self._commits: dict[str, SignedCommit] = {}
        self.versions: tuple[Version, ...] = read_versions(repository, target.commit, ACCEPTANCES, MOST_VERSIONS)

    def since(self, said: Said) -> Since:
        """The oldest version from which on the entry stands in every version that can be read."""
        holding, mended = None, False
        for version in self.versions:
            entries = self.entries(version)
            if entries is None:
                mended = True
            elif said in entries:
                holding, mended = version, False
            else:
                return Since(holding, mended=mended)
        if self.versions and self.versions[-1].cut:
            return Since(None, "this clone is shallow and ends before it was brought", cut=True)
        if len(self.versions) >= MOST_VERSIONS:
            return Since(None, f"the file had {MOST_VERSIONS} versions since it was brought")
        return Since(holding, mended=mended)

    def entries(self, version: Version) -> frozenset[Said] | None:
        """What a version of the file says; None where it is broken."""
        return self._said(version.blob)

    def at(self, commit: str) -> frozenset[Said] | None:
        """What the file says at a commit ("" is the empty tree); None where it is broken or a link."""
        if commit:
            self.commit(commit)
        entry = Tree(self.repository.objects, commit).entry(ACCEPTANCES)
        if entry is None or entry[0] == FOLDER:
            return frozenset()
        return None if entry[0] == LINK else self._said(entry[1])

    def commit(self, sha: str) -> SignedCommit:
        """A commit taken apart."""
        if sha not in self._commits:
            content = self.repository.objects.content(sha)
            if content is None:
                raise UnknownSubjectError(Problem(f"the commit {sha[:12]} is not in this clone", remedy=DEEPEN))
            self._commits[sha] = parse_signed_commit(content, self.repository.object_format)
        return self._commits[sha]

    def adding(self, landed: str, said: Said) -> list[str]:
        """The commits that add an entry to what their one parent has: the landed one, or those that a merge brought."""
        first, *others = self.commit(landed).parents or ("",)
        commits = [landed]
        if others:
            _, output, _ = self.repository.git.run(
                "rev-list", f"-n{MOST_COMMITS}", "--full-history", "--no-merges", *others, f"^{first}",
                "--", f":(literal,top){ACCEPTANCES}",
            )  # fmt: skip
            commits = output.decode("ascii").split()
        return [commit for commit in commits if self._adds(commit, said)]

    def _adds(self, commit: str, said: Said) -> bool:
        before = self.at(next(iter(self.commit(commit).parents), ""))
        return before is not None and said not in before and said in (self.at(commit) or ())

    def _said(self, blob: str) -> frozenset[Said] | None:
        if blob not in self._entries:
            self._entries[blob] = self._read(blob)
        return self._entries[blob]

    def _read(self, blob: str) -> frozenset[Said] | None:
        text = self.repository.objects.content(blob, LIMIT + 1) if blob else b""
        if text is None:
            raise UnknownSubjectError(Problem(f"an earlier {ACCEPTANCES} is not in this clone", remedy=DEEPEN))
        try:
            return all_said(parse_acceptances(text, ACCEPTANCES)) if text else frozenset()
        except UsageError:
            return None


def all_said(found: Acceptances) -> frozenset[Said]:
    """Every entry of a file."""
    return frozenset(entry for name in LISTS for entry in getattr(found, name))
