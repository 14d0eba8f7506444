"""What is published about a change, and the port that every code host implements."""

from __future__ import annotations

from typing import Literal, Protocol

from msgspec import Struct

MARKER = "<!-- watchkeeper:comment -->"
"""The first line of our comment; a comment counts as ours only if we wrote it and it starts so."""
CHECK_NAME = "watchkeeper"
PAGE = 100
MOST_PAGES = 50
"""Pages of comments that are looked through (5,000 comments)."""

Conclusion = Literal["success", "neutral", "failure", "action_required"]


class Annotation(Struct, frozen=True):
    """A remark at one line (counted from 1) of a file of the head."""

    path: str
    line: int
    level: Literal["warning", "failure"]
    title: str
    message: str


class Check(Struct, frozen=True):
    """The one check on the head of a change. `summary` is Markdown, `url` leads to the run or is ""."""

    head: str
    conclusion: Conclusion
    title: str
    summary: str
    annotations: tuple[Annotation, ...] = ()
    url: str = ""


class Comment(Struct, frozen=True):
    """One comment of ours, by the forge's id."""

    id: int
    body: str


class Forge(Protocol):
    """One change on a code host, as far as a verdict has to be told there.

    Every method raises UsageError when the token lacks a permission (named), and
    UnknownSubjectError when the forge cannot be reached.
    """

    def find_comments(self) -> tuple[Comment, ...]:
        """Our comments on the change, oldest first; at most one unless two runs raced."""

    def write_comment(self, body: str) -> None:
        """Add a comment; `body` starts with the marker."""

    def edit_comment(self, comment: Comment, body: str) -> None:
        """Replace a comment's text; it is written anew if somebody deleted it meanwhile."""

    def delete_comment(self, comment: Comment) -> None:
        """Remove a comment; nothing happens if it is gone already."""

    def write_check(self, check: Check) -> None:
        """Set the check on its head, in place of an earlier one of ours."""


def shorten(text: str, limit: int, ending: str) -> str:
    """`text` within `limit` UTF-8 bytes; what had to be cut is replaced by `ending`."""
    content = text.encode("utf-8", "replace")
    if len(content) <= limit:
        return content.decode("utf-8")
    kept = content[: limit - len(ending.encode("utf-8"))].decode("utf-8", "ignore")
    return kept + ending
