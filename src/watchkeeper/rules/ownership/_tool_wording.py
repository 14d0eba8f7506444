"""What the rule on new deployables says: what the change brings, who is missing, what to do."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from watchkeeper.analysis.components.deployables import Deployable, Deployables
from watchkeeper.domain.change import Change, display_path
from watchkeeper.domain.finding import AgentBlock, Remedy
from watchkeeper.domain.ownership.owners import Resolution
from watchkeeper.formats.owners.places import GITHUB, GITLAB, OWNERS

Answer = Literal["named", "unmatched", "unowned", "author", "nobody", "catch-all"]
SHOWN = 3
PLACES = frozenset({*GITHUB, *GITLAB})


class Piece(Struct, frozen=True):
    """One deployable of a tool, who answers for its path, and how that stands."""

    deployable: Deployable
    resolution: Resolution
    answer: Answer


def tool_name(pieces: list[Piece]) -> str:
    """What the change brings: a tool in its folder with its pieces, or the one piece."""
    if len(pieces) == 1:
        only = pieces[0].deployable
        return f"{only.detail} in {display_path(only.path)}"
    root = pieces[0].deployable.root
    parts = dict.fromkeys(f"{p.deployable.detail} in {_below(p.deployable)}" for p in pieces)
    shown = "; ".join(list(parts)[:SHOWN]) + (f"; {len(parts) - SHOWN} more" if len(parts) > SHOWN else "")
    where = f"in {display_path(root)}" if root else "at the top of the repository"
    return f"a tool {where} ({shown})"


def message(pieces: list[Piece], missing: list[Piece], value: Deployables) -> str:
    """The finding in words: what is new, and who is missing."""
    author_only = all(p.answer == "author" for p in missing)
    nobody = "nobody but the author of the change" if author_only else "nobody"
    return (
        f"This change brings {tool_name(pieces)}, and {nobody} is named to answer for it when it breaks: "
        f"{'; '.join(_reasons(missing, value))}."
    )


def _reasons(missing: list[Piece], value: Deployables) -> list[str]:
    """Each way in which an owner is missing, told with the first file that shows it."""
    alike: dict[tuple[str, int], dict[str, Piece]] = {}
    for piece in missing:
        line = piece.resolution.rule.line if piece.resolution.rule else 0
        alike.setdefault((piece.answer, line), {}).setdefault(piece.deployable.path, piece)
    told = []
    for pieces in alike.values():
        first, others = next(iter(pieces.values())), len(pieces) - 1
        more = f" (the same for {others} more file{'s' if others > 1 else ''})" if others else ""
        told.append(_reason(first, value) + more)
    return told


def remedy(rule: str, pieces: list[Piece], value: Deployables, change: Change) -> Remedy:
    """Name an owner first, in a change of its own."""
    file, pattern = _where(pieces[0].deployable, value)
    own_line = any(f.path in PLACES or f.path.rpartition("/")[2] == OWNERS for f in change.files)
    text = (
        f"First land a line for {pattern} in {file}, in a change of its own that the named person approves; "
        "this point is settled once that one is merged. "
        "If nobody can be found, ask the escalation contact of the policy who will answer."
    )
    if own_line:
        text = f"The owner line that this change adds does not count for itself. {text}"
    return Remedy(
        text=text,
        command=f"watchkeeper check --rule {rule}",
        comment="/watchkeeper ask-owner",
        agent_block=AgentBlock(
            goal=f"On a new branch from the target, add one line to {file}: {pattern} and the person or team "
            "who agreed to answer for it.",
            limits=(
                "change nothing but that file",
                "name only somebody who agreed, and not only the author of the tool",
                "do not weaken or move the lines of others",
            ),
            verify=f"after that branch is merged: watchkeeper check --rule {rule} exits with 0 here",
        ),
    )


def _where(deployable: Deployable, value: Deployables) -> tuple[str, str]:
    """The owners file to write to, and the entry to write there."""
    if value.owners.dialect == "kubernetes":
        folder = deployable.root or deployable.path.rpartition("/")[0]
        return display_path(f"{folder}/{OWNERS}".removeprefix("/")), "approvers"
    return value.owners.file or GITHUB[0], _pattern(deployable)


def _pattern(deployable: Deployable) -> str:
    """The owners line to write: the folder of the tool, or the file when the folder is the whole repository."""
    folder = deployable.root and deployable.root != deployable.path
    text = f"/{deployable.root}/" if folder else f"/{deployable.path}"
    return display_path(text).replace(" ", "\\ ")


def _below(deployable: Deployable) -> str:
    """The path of a piece as seen from the folder of its tool."""
    root = f"{deployable.root}/" if deployable.root else ""
    return display_path(deployable.path.removeprefix(root))


def _reason(piece: Piece, value: Deployables) -> str:
    if piece.answer == "unmatched":
        return _unmatched(piece, value)
    path, rule = display_path(piece.resolution.path), piece.resolution.rule
    written = f"{rule.file}:{rule.line} ({display_path(rule.pattern)})" if rule else value.owners.file
    names = ", ".join(owner.text for owner in piece.resolution.owners[:SHOWN])
    return {
        "unowned": f"{written} leaves {path} without an owner on purpose",
        "catch-all": f"only the line for everything, {written}, covers {path}",
        "author": f"{written} names only {names}",
    }.get(piece.answer, f"{written} names only {names}, a bot or somebody who left")


def _unmatched(piece: Piece, value: Deployables) -> str:
    owners = value.owners
    if not owners.file:
        return "the target branch has no owners file (CODEOWNERS)"
    problem = owners.problems[0] if owners.problems else None
    if problem and problem.place and not problem.place.line:
        return f"{owners.file}: {problem.message}"
    return f"no line of {owners.file} covers {display_path(piece.resolution.path)}"
