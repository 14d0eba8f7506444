"""The command `watchkeeper`: answers --version at once, hands everything else to the command line."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of the installed command."""
    if sys.argv[1:] == ["--version"]:
        from watchkeeper import __version__

        sys.stdout.write(f"watchkeeper {__version__}\n")
        return
    from watchkeeper.cli.main import run

    sys.exit(run())


if __name__ == "__main__":
    main()
