"""The command line's frame: finds commands by file, turns errors into words and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from watchkeeper import __version__
from watchkeeper.domain.problems import WatchkeeperError

INTERNAL_ERROR = 70
INTERRUPTED = 130
NOT_COMMANDS = frozenset({"__init__", "main", "options", "output"})


class Commands(click.Group):
    """A group whose commands are the files beside this one; a file is imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands."""
        names = {name.partition(".")[0] for name in os.listdir(os.path.dirname(__file__)) if name.endswith(".py")}
        return sorted(name.replace("_", "-") for name in names - NOT_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in self.list_commands(ctx):
            return None
        from importlib import import_module

        command = import_module(f"watchkeeper.cli.{cmd_name.replace('-', '_')}").command
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command called, or an error that names the nearest one."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, self.list_commands(ctx), n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"No such command {name!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="watchkeeper %(version)s")
def commands() -> None:
    """Who owns production when it breaks? A merge gate that proves it, or says "unknown"."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; returns the exit code of the contract and never raises."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    try:
        code = commands.main(args=words, prog_name="watchkeeper", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return 2
    except WatchkeeperError as error:
        for problem in error.problems:
            click.echo(f"watchkeeper: {problem}", err=True)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # the reader left: nothing more to say, and nothing to say it to at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if debug:
            raise
        where = "run again with --debug for the trace"
        click.echo(f"watchkeeper: internal error: {type(error).__name__}: {error} ({where})", err=True)
        return INTERNAL_ERROR
