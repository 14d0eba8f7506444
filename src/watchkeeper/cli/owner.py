"""`watchkeeper owner`: says who answers for paths, by the owners files of the target."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from watchkeeper.cli.options import output_options, repo_option
from watchkeeper.cli.output import write, write_stream

if TYPE_CHECKING:
    from watchkeeper.domain.ownership.owners import Answer

DIALECTS = ("auto", "github", "gitlab", "kubernetes")


@click.command()
@click.argument("targets", metavar="[PATH]...", nargs=-1)
@click.option("--stdin", "from_stdin", is_flag=True, help="Read paths from standard input, one a line.")
@click.option("--all", "everything", is_flag=True, help="Answer for every tracked file.")
@click.option(
    "--dialect", type=click.Choice(DIALECTS), default="auto", show_default=True, help="How owners files are read."
)
@click.option("--compare-dialects", "compare", is_flag=True, help="List tracked files that change owner elsewhere.")
@click.option("--target", default="", metavar="REF", help="Read owners here (default: the default branch).")
@click.option("--check", "check_it", is_flag=True, help="Exit 1 if a path has no owner.")
@repo_option
@output_options(("terminal", "markdown", "json"))
def command(
    targets: tuple[str, ...], from_stdin: bool, everything: bool, dialect: str, compare: bool, target: str,
    check_it: bool, repo: str, style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """Say who answers for each PATH, from the root of the repository; a folder means every file in it.

    Owners are read at the target's commit, never in the work tree. A path is owned, unowned on purpose, or
    matched by nothing; the answer names file, line and pattern.
    """
    from watchkeeper.rendering.owner import render_comparison, render_owners
    from watchkeeper.usecases.ownership.find_owners import Question, open_owners

    del debug
    if not (targets or from_stdin or everything or compare):
        raise click.UsageError("Name a PATH, or use --stdin, --all or --compare-dialects.")
    stream = _lines() if from_stdin else None
    question = Question(repo, targets, stream, everything, target, dialect, compare)
    with open_owners(question) as found:
        if found.comparison is not None:
            write(render_comparison(found.target, found.written, found.comparison, style), output, quiet=quiet)
            return 0
        tally = Tally(found.answers)
        text = render_owners(found.target, found.written, tally, style, verbose=verbose)
        lines = (piece.encode("utf-8", "backslashreplace") for piece in text)
        if quiet and not output:
            for _ in lines:
                pass
        else:
            write_stream(lines, output)
    return 1 if check_it and tally.without_owner else 0


class Tally:
    """Passes answers on and counts those without an owner."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._answers = answers
        self.without_owner = 0

    def __iter__(self) -> Iterator[Answer]:
        for answer in self._answers:
            if answer.resolution.state != "owned":
                self.without_owner += 1
            yield answer


def _lines() -> Iterator[str]:
    """Paths of standard input, one a line; bytes outside UTF-8 as git's paths have them."""
    for line in sys.stdin.buffer:
        if path := line.rstrip(b"\r\n").decode("utf-8", "surrogateescape"):
            yield path
