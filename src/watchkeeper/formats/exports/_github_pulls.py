"""Pull requests and reviews of GitHub, as the REST interface and as `gh` print them, and the drafts they give."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.domain.events.changes import ChangeApproved, ChangeMerged, ChangeOpened, ChangeReviewed, ReviewState
from watchkeeper.domain.events.event import Draft, Payload
from watchkeeper.domain.identifiers import change_id
from watchkeeper.formats.events.payload import commit_id
from watchkeeper.formats.exports.people import NOBODY, Who, by_login, names
from watchkeeper.formats.exports.reading import Count, Id, Moment, Number, malformed, revision_of, shorten, told

_STATES: dict[str, ReviewState] = {
    "approved": "approved",
    "changes_requested": "changes-requested",
    "commented": "commented",
    "dismissed": "dismissed",
}
_PENDING = "pending"


class User(Struct):
    """A user; `type` is REST's, `is_bot` is gh's."""

    login: str | None = None
    name: str | None = None
    type: str | None = None
    is_bot: bool | None = None


class Commit(Struct):
    """A commit as gh lists it."""

    oid: str = ""
    authoredDate: Moment | None = None  # noqa: N815 - gh's spelling


class Side(Struct):
    """Where a REST pull request comes from or goes to."""

    ref: str = ""
    sha: str = ""


class Review(Struct):
    """A review in either shape; each shape leaves the other's fields out."""

    id: Id
    state: str
    node_id: str = ""
    user: User | None = None
    author: User | None = None
    submitted_at: Moment | None = None
    submittedAt: Moment | None = None  # noqa: N815 - gh's spelling
    updated_at: Moment | None = None
    commit_id: str | None = None
    commit: Commit | None = None
    pull_request_url: str | None = None


class RestPull(Struct):
    """A pull request of the REST interface; lists leave out who merged it and the counts."""

    number: Number
    created_at: Moment
    title: str = ""
    html_url: str | None = None
    user: User | None = None
    updated_at: Moment | None = None
    merged_at: Moment | None = None
    merge_commit_sha: str | None = None
    merged_by: User | None = None
    draft: bool | None = None
    head: Side | None = None
    base: Side | None = None
    additions: Count | None = None
    deletions: Count | None = None
    changed_files: Count | None = None
    commits: Count | None = None
    reviews: tuple[Review, ...] | None = None


class CliPull(Struct, rename="camel"):
    """A pull request as `gh pr list --json` and `gh pr view --json` print it."""

    number: Number
    created_at: Moment
    title: str = ""
    url: str | None = None
    author: User | None = None
    state: str = ""
    updated_at: Moment | None = None
    merged_at: Moment | None = None
    merge_commit: Commit | None = None
    merged_by: User | None = None
    is_draft: bool = False
    head_ref_oid: str = ""
    head_ref_name: str = ""
    base_ref_name: str = ""
    additions: Count = 0
    deletions: Count = 0
    changed_files: Count = 0
    commits: tuple[Commit, ...] | None = None
    reviews: tuple[Review, ...] | None = None


def who(user: User | None) -> Who:
    """The person or bot; gh writes `app/name` for what REST calls `name[bot]`."""
    if user is None or not user.login:
        return NOBODY
    app = user.login.removeprefix("app/")
    if not app:
        return NOBODY
    login = f"{app}[bot]" if app != user.login else app
    if user.is_bot or user.type == "Bot" or login.casefold().endswith("[bot]"):
        return by_login("github", login, user.name, "bot")
    known = user.type == "User" or user.is_bot is False
    return by_login("github", login, user.name, "person" if known else "unknown")


def rest_pull(pull: RestPull, source: str, repository: str) -> Iterator[Draft]:
    """The drafts of a REST pull request; its merge commit counts only once it is merged."""
    head, base, author, merger = pull.head or Side(), pull.base or Side(), who(pull.user), who(pull.merged_by)
    about = _About(source, repository, pull.number, revision_of(pull.updated_at))
    opened = ChangeOpened(
        number=pull.number,
        author=author.ref,
        author_kind=author.kind,
        base=commit_id(base.sha),
        head=commit_id(head.sha),
        branch=head.ref,
        draft=bool(pull.draft),
        title=pull.title,
    )
    yield about.draft("#opened", pull.created_at, opened, author)
    yield from _reviews(about, pull.reviews or ())
    merged = told(pull.merged_at)
    if merged:
        payload = ChangeMerged(
            commit=commit_id(pull.merge_commit_sha),
            target=base.ref,
            number=pull.number,
            head=commit_id(head.sha),
            author=author.ref,
            author_kind=author.kind,
            merged_by=merger.ref,
            opened_at=pull.created_at.text,
            commits_count=1 if pull.commits is None else pull.commits,
            lines_added=pull.additions or 0,
            lines_removed=pull.deletions or 0,
            files=pull.changed_files or 0,
        )
        yield about.draft("#merged", merged, payload, author, merger)


def cli_pull(pull: CliPull, source: str, repository: str) -> Iterator[Draft]:
    """The drafts of a pull request of gh, which may list the commits as well."""
    author, merger = who(pull.author), who(pull.merged_by)
    about = _About(source, repository, pull.number, revision_of(pull.updated_at))
    opened = ChangeOpened(
        number=pull.number,
        author=author.ref,
        author_kind=author.kind,
        head=commit_id(pull.head_ref_oid),
        branch=pull.head_ref_name,
        draft=pull.is_draft,
        title=pull.title,
    )
    yield about.draft("#opened", pull.created_at, opened, author)
    yield from _reviews(about, pull.reviews or ())
    merged = told(pull.merged_at)
    if merged is None and pull.state.casefold() == "merged":
        raise malformed("$.mergedAt", "the pull request is merged, but not when", "add mergedAt to gh's --json")
    if merged:
        yield about.draft("#merged", merged, _cli_merged(pull, merged, author, merger), author, merger)


def _cli_merged(pull: CliPull, merged: Moment, author: Who, merger: Who) -> ChangeMerged:
    commits = pull.commits or ()
    first = min((c.authoredDate for c in commits if c.authoredDate), key=lambda at: at.seconds, default=None)
    return ChangeMerged(
        commit=commit_id(pull.merge_commit.oid if pull.merge_commit else ""),
        target=pull.base_ref_name,
        number=pull.number,
        head=commit_id(pull.head_ref_oid),
        author=author.ref,
        author_kind=author.kind,
        merged_by=merger.ref,
        opened_at=pull.created_at.text,
        first_commit_at=first.text if first else "",
        skewed=bool(first and first.seconds > merged.seconds),
        commits=tuple(filter(None, (commit_id(commit.oid) for commit in commits))),
        commits_count=len(commits) or 1,
        lines_added=pull.additions,
        lines_removed=pull.deletions,
        files=pull.changed_files,
    )


def lone_review(review: Review, source: str, repository: str, number: int) -> Iterator[Draft]:
    """The drafts of a review that stands by itself."""
    yield from _review(_About(source, repository, number, 0), review, "$")


class _About(Struct):
    """The pull request that drafts are about, and the revision of the record that tells of it."""

    source: str
    repository: str
    number: int
    revision: int

    def draft(self, what: str, at: Moment, payload: Payload, *people: Who) -> Draft:
        return Draft(
            source=self.source,
            source_id=f"pull/{self.number}{what}",
            subject=change_id(self.repository, "", self.number),
            occurred_at=at.text,
            payload=payload,
            revision=self.revision,
            names=names(*people),
        )


def _reviews(about: _About, reviews: tuple[Review, ...]) -> Iterator[Draft]:
    for position, review in enumerate(reviews):
        yield from _review(about, review, f"$.reviews[{position}]")


def _review(about: _About, review: Review, path: str) -> Iterator[Draft]:
    """A review that is not handed in yet (pending) gives nothing, an approval gives two drafts."""
    state = review.state.casefold()
    if state == _PENDING:
        return
    if state not in _STATES:
        raise malformed(f"{path}.state", f"{shorten(review.state)} is no state of a review")
    at = told(review.submitted_at or review.submittedAt)
    if at is None:
        raise malformed(path, "the review does not say when it was handed in (submitted_at)")
    reviewer = who(review.user or review.author)
    head = commit_id(review.commit_id or (review.commit.oid if review.commit else ""))
    name = f"/review/{review.node_id or review.id}"
    about = _About(about.source, about.repository, about.number, revision_of(review.updated_at) or about.revision)
    payload = ChangeReviewed(reviewer=reviewer.ref, state=_STATES[state], reviewer_kind=reviewer.kind, head=head)
    yield about.draft(f"{name}#reviewed", at, payload, reviewer)
    if state == "approved":
        approved = ChangeApproved(approver=reviewer.ref, approver_kind=reviewer.kind, head=head)
        yield about.draft(f"{name}#approved", at, approved, reviewer)
