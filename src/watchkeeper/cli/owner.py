"""`watchkeeper owner`: says who answers for paths, by the owners files of the target."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from watchkeeper.cli.options import as_of_option, output_options, people_option, repo_option
from watchkeeper.cli.output import write, write_stream

if TYPE_CHECKING:
    from watchkeeper.domain.ownership.owners import Answer
    from watchkeeper.usecases.ownership.find_owners import Question

DIALECTS = ("auto", "github", "gitlab", "kubernetes")


@click.command()
@click.argument("targets", metavar="[TARGET]...", nargs=-1)
@click.option("--stdin", "from_stdin", is_flag=True, help="Read paths from standard input, one a line.")
@click.option("--all", "everything", is_flag=True, help="Answer for every tracked file.")
@click.option(
    "--dialect", type=click.Choice(DIALECTS), default="auto", show_default=True, help="How owners files are read."
)
@click.option("--compare-dialects", "compare", is_flag=True, help="List tracked files that change owner elsewhere.")
@click.option("--target", default="", metavar="REF", help="Read owners here (default: the default branch).")
@click.option("--summary", is_flag=True, help="Weigh the burden: how much is owned by name, and who does the work.")
@click.option("--bus-factor", "bus_factor", is_flag=True, help="Rank what only one person knows.")
@click.option("--check", "check_it", is_flag=True, help="Exit 1 if a target has nobody, 3 if that is not known.")
@people_option
@as_of_option
@repo_option
@output_options(("terminal", "markdown", "json"))
def command(
    targets: tuple[str, ...], from_stdin: bool, everything: bool, dialect: str, compare: bool, target: str,
    summary: bool, bus_factor: bool, check_it: bool, people: tuple[str, ...], now: int, repo: str,
    style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """Say who answers for each TARGET: a path, a folder (every file in it), a component, a package (pkg:npm/…).

    Owners are read at the target's commit, never in the work tree. A path is owned, unowned on purpose, or
    matched by nothing; the answer names file, line and pattern, and the people behind where a list names them.
    """
    from watchkeeper.rendering.ownership.owners import Manner, render_comparison, render_owners
    from watchkeeper.usecases.ownership.find_owners import Question, open_owners
    from watchkeeper.usecases.read_directory_files import read_directory_files

    del debug
    if not (targets or from_stdin or everything or compare or summary or bus_factor):
        raise click.UsageError("Name a TARGET, or use --stdin, --all, --summary, --bus-factor or --compare-dialects.")
    stream = _lines() if from_stdin else None
    lists = read_directory_files(people)
    question = Question(repo, targets, stream, everything, target, dialect, compare, lists, now)
    if summary or bus_factor:
        write(_weigh(question, style, bus_factor=bus_factor), output, quiet=quiet)
        return 0
    with open_owners(question) as found:
        if found.comparison is not None:
            write(render_comparison(found.target, found.written, found.comparison, style), output, quiet=quiet)
            return 0
        tally = Tally(found.answers)
        manner = Manner(style, verbose, brief=everything or from_stdin)
        text = render_owners(found.target, found.written, found.people, tally, manner)
        lines = (piece.encode("utf-8", "backslashreplace") for piece in text)
        if quiet and not output:
            for _ in lines:
                pass
        else:
            write_stream(lines, output)
    return tally.exit_code(looked_up=found.people is None) if check_it else 0


def _weigh(question: Question, style: str, *, bus_factor: bool) -> str:
    if bus_factor:
        from watchkeeper.rendering.ownership.bus_factor import render_bus_factor
        from watchkeeper.usecases.ownership.find_sole_knowers import rank_by_knowers

        return render_bus_factor(rank_by_knowers(question), style)
    from watchkeeper.rendering.ownership.burden import render_burden
    from watchkeeper.usecases.ownership.weigh_burden import weigh_tree

    weighed = weigh_tree(question)
    return render_burden(weighed.burden, weighed.read_at, weighed.notes, style)


class Tally:
    """Passes answers on and counts those behind whom nobody stands, or of whom it is not known."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._answers = answers
        self.nobody = 0
        self.unknown = 0

    def __iter__(self) -> Iterator[Answer]:
        for answer in self._answers:
            self.nobody += answer.state == "nobody"
            self.unknown += answer.state == "unknown"
            yield answer

    def exit_code(self, *, looked_up: bool) -> int:
        """1 for any target without anybody, 3 for any not known; without lists of people what is written counts."""
        if self.nobody:
            return 1
        return 3 if looked_up and self.unknown else 0


def _lines() -> Iterator[str]:
    """Paths of standard input, one a line; bytes outside UTF-8 as git's paths have them."""
    for line in sys.stdin.buffer:
        if path := line.rstrip(b"\r\n").decode("utf-8", "surrogateescape"):
            yield path
