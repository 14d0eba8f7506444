"""What is missing is named with the command that brings it."""

from __future__ import annotations

import pytest

from watchkeeper.domain.problems import UsageError
from watchkeeper.usecases.extras import need


def test_what_is_there_is_enough() -> None:
    need("json", "ledger")


def test_what_is_missing_is_named() -> None:
    with pytest.raises(UsageError) as caught:
        need("no_such_module_at_all", "ledger")
    assert "pip install 'watchkeeper[ledger]'" in str(caught.value.problems[0])
