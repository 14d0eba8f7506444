"""The addresses that forges give to people who hide their own."""

from __future__ import annotations

import re

_NOREPLY = re.compile(r"(?:(\d+)([+-]))?([A-Za-z0-9][A-Za-z0-9._-]*(?:\[bot\])?)@users\.noreply\.([A-Za-z0-9.-]+)")


def login_of(address: str) -> tuple[str, str] | None:
    """Forge and login of a no-reply address, None for any other address.

    GitHub writes `login@users.noreply.HOST`, since 2017 `ID+login@…`; GitLab `ID-login@users.noreply.HOST`.
    Their own hosts decide; of other hosts the sign behind the number does.
    """
    found = _NOREPLY.fullmatch(address)
    if found is None:
        return None
    number, sign, login, host = found.groups()
    if host.lower() == "github.com":
        return "github", f"{number}-{login}" if sign == "-" else login
    return ("gitlab", login) if sign == "-" else ("github", login) if sign == "+" else None
