"""The command line's frame: finds commands by file, turns errors into words and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from types import ModuleType

import click

from watchkeeper import __version__
from watchkeeper.domain.problems import WatchkeeperError

INTERNAL_ERROR = 70
INTERRUPTED = 130
SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
NOT_COMMANDS = frozenset({"__init__", "main", "options", "output", "paging", "progress"})


class Commands(click.Group):
    """A group whose commands are the files and folders of a folder; they are imported when they are called.

    A folder is a group of its own: `cli/ledger/verify.py` is `watchkeeper ledger verify`.
    """

    package = __package__ or ""

    @property
    def folder(self) -> str:
        """Where the commands of this group are."""
        return os.path.join(os.path.dirname(__file__), *self.package.split(".")[2:])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands."""
        entries = os.listdir(self.folder)
        names = {name.removesuffix(".py") for name in entries if name.endswith(".py")}
        names |= {name for name in entries if os.path.isfile(os.path.join(self.folder, name, "__init__.py"))}
        return sorted(name.rstrip("_").replace("_", "-") for name in names - NOT_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in self.list_commands(ctx):
            return None
        from importlib import import_module
        from keyword import iskeyword

        word = cmd_name.replace("-", "_")
        module = import_module(f"{self.package}.{word}{'_' if iskeyword(word) else ''}")
        command = getattr(module, "command", None)
        return command if isinstance(command, click.Command) else _group(module)

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


def _group(module: ModuleType) -> Commands:
    """The group that a folder of commands is; its docstring is the help."""
    group = Commands(name=module.__name__.rpartition(".")[2], help=module.__doc__, context_settings=SETTINGS)
    group.package = module.__name__
    return group


@click.group(cls=Commands, context_settings=SETTINGS)
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
