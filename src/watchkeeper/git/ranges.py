"""What a range or commit on the command line means, and where policy is read for it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, structs

from watchkeeper.domain.change import Opening, Target
from watchkeeper.domain.problems import Problem, UnknownSubjectError, UsageError
from watchkeeper.git.repository import AI_NOTES, Repository

DEFAULT_BRANCHES = ("main", "master")


class Range(Struct, frozen=True):
    """From `base` (a commit, or the empty tree when `root`) to `head`; `text` can be typed again."""

    base: str
    head: str
    text: str
    root: bool = False

    @property
    def log(self) -> tuple[str, ...]:
        """The arguments that make `git log` list the range's commits."""
        return (self.head,) if self.root else (f"{self.base}..{self.head}",)


def resolve_range(repository: Repository, text: str, option: str, opening: Opening) -> tuple[Range, Target]:
    """The range and its target, as the contract defines them.

    `text` is `BASE...HEAD` (two dots mean the same), one commit, or "" for the merge base with the
    target … HEAD (the event's head if there is one). `option` is --target or "".

    Raises:
        UsageError: an unknown revision, unrelated histories, an empty range, no default branch.
        UnknownSubjectError: history that is needed is not in this clone.
    """
    left, right, single = _sides(text, opening)
    found = _look_up(repository, {left, right, single, option} - {""}, opening)
    target = _choose_target(found, option, opening)
    if single and text:
        span = _single(repository, found[single], text)
    else:
        base = found[left] if left else target.commit
        if not base:
            raise UsageError(
                Problem("no default branch was found", remedy="name a range (BASE...HEAD) or the target (--target REF)")
            )
        span = _between(repository, base, found[right or single], text or f"{_short(target.ref)}...HEAD")
    return span, _read_at(repository, target, span)


def branch_of(repository: Repository, text: str) -> str:
    """The branch at the head of a range as it was typed, "" for one commit or an id."""
    single = text and ".." not in text
    right = text.rpartition("..")[2].removeprefix(".")
    if single or len(right) >= 40:
        return ""
    if right in {"", "HEAD", "@"}:
        return repository.head_branch
    return right.removeprefix("refs/heads/").removeprefix("refs/remotes/").removeprefix("origin/")


def find_target(repository: Repository, option: str, opening: Opening) -> Target:
    """The tip where policy is read, for a question that has no range; HEAD where no default branch is known.

    Raises:
        UsageError: `option` is no revision, or there is no commit at all.
    """
    target = _choose_target(_look_up(repository, {option} - {""}, opening), option, opening)
    if target.commit:
        return target
    head = _look_up(repository, {"HEAD"}, opening)["HEAD"]
    return Target("HEAD", head, protected=False, reason=target.reason)


def follow_protected(repository: Repository, target: Target, opening: Opening, span: Range) -> Target:
    """The event's base branch as target, after the default branch's policy called it protected."""
    found = _look_up(repository, set(), opening)
    names = _branch_names(opening.base_branch)
    name = next((n for n in names if found.get(n)), "")
    if not name:
        return target
    chosen = Target(name, found[name], protected=True, reason=f"base branch of the change, protected by {target.ref}")
    return _read_at(repository, chosen, span)


def _sides(text: str, opening: Opening) -> tuple[str, str, str]:
    """Left and right of a range, or the single commit; the event's head stands in for HEAD."""
    head = opening.head_sha or "HEAD"
    for dots in ("...", ".."):
        if dots in text:
            left, _, right = text.partition(dots)
            return left or head, right or head, ""
    return "", "", text or head


def _look_up(repository: Repository, named: set[str], opening: Opening) -> dict[str, str]:
    """Commit ids of all names at once; what was named on purpose has to exist."""
    guessed = [
        *_branch_names(opening.base_branch),
        *_branch_names(opening.default_branch),
        *([opening.base_sha] if opening.base_sha else []),
        "refs/remotes/origin/HEAD",
        AI_NOTES,
        *(name for branch in DEFAULT_BRANCHES for name in _branch_names(branch, local_first=True)),
    ]
    names = [*sorted(named), *guessed]
    heads = repository.resolve(*names)
    found = {name: head.sha for name, head in zip(names, heads, strict=True) if head}
    if missing := [name for name in sorted(named) if name not in found]:
        raise UsageError(*(_unknown_revision(repository, name) for name in missing))
    return found


def _branch_names(branch: str, *, local_first: bool = False) -> tuple[str, ...]:
    if not branch:
        return ()
    names = (f"refs/remotes/origin/{branch}", f"refs/heads/{branch}")
    return names[::-1] if local_first else names


def _choose_target(found: Mapping[str, str], option: str, opening: Opening) -> Target:
    if option:
        return Target(option, found[option], protected=True, reason="named by --target")
    if opening.base_branch:
        return _event_target(found, opening)
    if "refs/remotes/origin/HEAD" in found:
        name = "refs/remotes/origin/HEAD"
        return Target(name, found[name], protected=True, reason="default branch of origin")
    for branch in DEFAULT_BRANCHES:
        for name in _branch_names(branch, local_first=True):
            if name in found:
                return Target(name, found[name], protected=True, reason=f"branch called {branch}")
    return Target("", "", protected=False, reason="no default branch was found")


def _event_target(found: Mapping[str, str], opening: Opening) -> Target:
    root = opening.default_branch or opening.base_branch
    for name in _branch_names(root):
        if name in found:
            if root == opening.base_branch:
                return Target(name, found[name], protected=True, reason="base branch of the change")
            reason = f"base branch {opening.base_branch} is not protected: followed to {root}"
            return Target(name, found[name], protected=True, reason=reason)
    reason = f"branch {root} is not in this clone: the event's base commit stands in (git fetch origin {root})"
    return Target(opening.base_branch, found.get(opening.base_sha, ""), protected=False, reason=reason)


def _single(repository: Repository, head: str, text: str) -> Range:
    parents = _true_parents(repository, head)
    if not parents:
        return Range(repository.empty_tree, head, text, root=True)
    if repository.objects.head(parents[0]) is None:
        raise UnknownSubjectError(
            Problem(
                f"this clone ends at {head[:12]}: the commit before it is not here",
                remedy="fetch the history: git fetch --unshallow (in CI: fetch-depth: 0)",
            )
        )
    return Range(parents[0], head, text)


def _true_parents(repository: Repository, commit: str) -> list[str]:
    """Parents as the object names them; a shallow boundary hides them from every other command."""
    header = (repository.objects.content(commit, 65536) or b"").partition(b"\n\n")[0]
    return [line[7:].decode("ascii") for line in header.splitlines() if line.startswith(b"parent ")]


def _between(repository: Repository, base: str, head: str, text: str) -> Range:
    ancestor = repository.merge_base(base, head)
    if ancestor is None:
        raise UsageError(
            Problem(f"{text}: the two sides share no history", remedy="name a base that the change grew from")
        )
    if ancestor == head:
        raise UsageError(
            Problem(
                f"{text}: nothing to check, {head[:12]} is already in the base",
                remedy="name one commit to look back at it, for example: watchkeeper check HEAD",
            )
        )
    return Range(ancestor, head, text)


def _read_at(repository: Repository, target: Target, span: Range) -> Target:
    """Where to read: the target's tip, or the range's base when the change is already merged."""
    base = "" if span.root else span.base
    if not target.commit:
        return structs.replace(target, ref=span.base, commit=base, reason=f"{target.reason}: the range's base")
    if repository.merge_base(target.commit, span.head) != span.head:
        return target
    reason = f"{target.reason}; the change is already in it: read at the range's base"
    return structs.replace(target, commit=base, reason=reason)


def _short(ref: str) -> str:
    return ref.removeprefix("refs/heads/").removeprefix("refs/remotes/")


def _unknown_revision(repository: Repository, name: str) -> Problem:
    remedy = "git fetch --unshallow, then try again" if repository.shallow else "see: git branch --all, git log"
    return Problem(f"unknown revision {name!r}", remedy=remedy)
