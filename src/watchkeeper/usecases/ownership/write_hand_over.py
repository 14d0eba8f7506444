"""Writes a hand-over into the work tree: all of it, or nothing where somebody changed the lines concerned."""

from __future__ import annotations

from collections.abc import Callable
from difflib import SequenceMatcher

from watchkeeper.domain.ownership.agreements import ACCEPTANCES, Said
from watchkeeper.domain.ownership.handover import FilePatch, HandOverPlan
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.usecases.ownership.answer_for_component import add_entry
from watchkeeper.usecases.work_tree import rewrite_all

REMEDY = "commit or undo what you changed there, or bring the branch up to date; nothing was written"


def write_hand_over(repo: str, plan: HandOverPlan) -> tuple[str, ...]:
    """Put the patches and the entries into the work tree; the paths written. Nothing is committed.

    What else was changed in a file stays.

    Raises:
        UsageError: a file is not there, or differs from the target's in the lines concerned; nothing is written then.
    """
    changes: dict[str, Callable[[bytes], bytes]] = {
        patch.file: patching(patch) for patch in plan.patches if patch.before != patch.after
    }
    if plan.requests or plan.handovers:
        changes[ACCEPTANCES] = lambda old: _with_entries(old, plan)
    return rewrite_all(repo, changes)


def patching(patch: FilePatch) -> Callable[[bytes], bytes]:
    """What puts a patch into a file of the work tree; it refuses where the lines concerned differ."""

    def change(old: bytes) -> bytes:
        text = old.decode("utf-8", "surrogateescape")
        return apply_lines(patch, text).encode("utf-8", "surrogateescape")

    return change


def apply_lines(patch: FilePatch, text: str) -> str:
    """The text with the patch's changes, where all lines that it changes stand in the text as in `before`.

    Raises:
        UsageError: one of them does not.
    """
    if text == patch.before:
        return patch.after
    before, after, here = (t.split("\n") for t in (patch.before, patch.after, text))
    moved: dict[int, int] = {}
    for block in SequenceMatcher(None, before, here, autojunk=False).get_matching_blocks():
        moved |= {block.a + n: block.b + n for n in range(block.size)}
    changes = []
    for tag, first, last, new_first, new_last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        at = [moved.get(line) for line in range(first, last)]
        found = [line for line in at if line is not None]
        if not found or len(found) < len(at) or found != list(range(found[0], found[0] + len(found))):
            what = "differs in the work tree from the target in the lines concerned"
            raise UsageError(Problem(what, Place(patch.file, first + 1), REMEDY))
        changes.append((found[0], len(found), after[new_first:new_last]))
    for start, count, new in sorted(changes, key=lambda change: -change[0]):
        here[start : start + count] = new
    return "\n".join(here)


def _with_entries(old: bytes, plan: HandOverPlan) -> bytes:
    entries: tuple[Said, ...] = (*plan.requests, *plan.handovers)
    for said in entries:
        old = add_entry(old, said)
    return old
