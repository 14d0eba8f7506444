"""`watchkeeper ledger forget`: erases a person's names; the chain stays whole."""

from __future__ import annotations

import click

from watchkeeper.cli.options import database_option, output_options, repo_option, target_option
from watchkeeper.cli.output import write


@click.command()
@click.argument("person", metavar="PERSON")
@repo_option
@target_option
@database_option
@click.option("--exact", is_flag=True, help="Only this address or login, not other ones of the same person.")
@output_options(("terminal", "json"))
def command(
    person: str, repo: str, target: str, database: str, exact: bool,
    style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """Erase the names, addresses and logins of PERSON (address, login, full name or pseudonym), for ever.

    Texts that mention the person go too. What was done stays, under a pseudonym that nobody can look up;
    later imports do not bring the names back. Exit code 3: nobody of that name is known.
    """
    from watchkeeper.rendering.ledger import render_forgotten
    from watchkeeper.usecases.ledger.forget_person import forget_person

    del verbose, debug
    write(render_forgotten(forget_person(repo, target, database, person, exact=exact), style), output, quiet=quiet)
    return 0
