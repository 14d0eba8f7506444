"""Machine accounts by their names; a person whose surname is Bot is none."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.authorship.bots import is_bot


@pytest.mark.parametrize(
    ("name", "email", "expected"),
    [
        ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com", True),
        ("release-bot", "", True),
        ("Renovate", "bot@renovateapp.com", True),
        ("dotnet bot", "dotnet-bot@dotnetfoundation.example", True),
        ("Jan Bot", "jan.bot@example.com", False),
        ("Ada Abbot", "ada@example.com", False),
        ("Ada", "ada-bot@example.com", False),
    ],
)
def test_who_is_a_machine(name: str, email: str, expected: bool) -> None:
    assert is_bot(name, email) is expected
