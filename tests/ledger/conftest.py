"""What the ledger's tests share."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.ledger.conformance", "tests.ledger.samples")
