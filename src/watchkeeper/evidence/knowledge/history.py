"""Reads a history, or what is new in it, into the account of who knows what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from watchkeeper.analysis.authorship.signals import SignalCatalogue
from watchkeeper.analysis.knowledge.account import Account
from watchkeeper.analysis.knowledge.credits import Part, credit
from watchkeeper.analysis.knowledge.order import steps_of
from watchkeeper.analysis.knowledge.register import Header, Register
from watchkeeper.analysis.knowledge.state import State
from watchkeeper.domain.knowledge import Edit
from watchkeeper.git.edits import EditReader
from watchkeeper.git.history import read_cut, read_main_line
from watchkeeper.git.log import read_commits
from watchkeeper.git.repository import Repository

TOLD_EVERY = 100


class Read(Struct, frozen=True, gc=False):
    """One commit as it is taken into account: its id, the main line's step that brought it, parts, edits.

    `cut` says that the clone ends here, so that the edits are all files that were there before.
    """

    sha: str
    step: str
    part: Part
    edits: tuple[Edit, ...]
    counted: bool = True
    cut: bool = False


def read_state(
    repository: Repository,
    tip: str,
    catalogue: SignalCatalogue,
    kept: State | None = None,
    tell: Callable[[str, int], None] = lambda *_: None,
) -> State:
    """The state after `tip`; of what `kept` holds already only the rest is read. `kept` is used up.

    `tell` is told how many commits were read.

    Raises:
        UnknownSubjectError: commits or trees are missing.
    """
    state = kept or State()
    account = Account(state)
    for number, read in enumerate(read_history(repository, tip, catalogue, state), 1):
        take(account, read)
        if not number % TOLD_EVERY:
            tell("reading who knows what, commits", number)
    return state


def take(account: Account, read: Read) -> None:
    """Enter one commit."""
    state = account.state
    if read.cut:
        account.ground(read.edits)
        state.since = max(state.since, read.part.time)
        return
    account.add(credit(read.part), read.edits)
    state.commits += 1
    state.uncounted += not read.counted


def read_history(repository: Repository, tip: str, catalogue: SignalCatalogue, state: State) -> Iterator[Read]:
    """The commits without merges after the state's tip, in the order of the main line.

    Sets the state's tip; when that is not on the first-parent line of `tip`, the state starts anew.
    """
    steps = list(read_main_line(repository, tip, state.tip))
    if state.tip and (steps[0][1] if steps else tip) != state.tip:
        _clear(state)
        steps = list(read_main_line(repository, tip))
    register = Register(state, catalogue)
    wanted = (tip, f"^{state.tip}") if state.tip else (tip,)
    headers = {commit.sha: register.read(commit) for commit in read_commits(repository, *wanted)}
    state.tip = tip
    plan = list(plan_steps([sha for sha, _ in steps], headers, register))
    cut = read_cut(repository)
    edited = EditReader(repository).read([sha for sha, _, _ in plan])
    for (sha, step, part), found in zip(plan, edited, strict=True):
        yield Read(sha, step, part, found.edits, found.counted, sha in cut)


def plan_steps(
    main_line: Sequence[str], headers: Mapping[str, Header], register: Register
) -> Iterator[tuple[str, str, Part]]:
    """The commits without merges in the order of the main line: id, the step that brought it, parts with the merger."""
    parents = {sha: header.parents for sha, header in headers.items()}
    for step, brought in steps_of(main_line, parents):
        header = headers[step]
        register.note_merge(header)
        merger = register.merger(header)
        for sha in brought:
            if len(parents[sha]) < 2:
                yield sha, step, _merged(headers[sha].part, merger, register)
        if len(header.parents) < 2:
            yield step, step, header.part


def _merged(part: Part, merger: int, register: Register) -> Part:
    if merger < 0 or (not part.program and register.same(merger, part.author)):
        return part
    return structs.replace(part, merger=merger)


def _clear(state: State) -> None:
    for name, value in zip(state.__struct_fields__, structs.astuple(State()), strict=True):
        setattr(state, name, value)
