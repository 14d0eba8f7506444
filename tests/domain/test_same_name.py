"""Names that people mean as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.same_name import plain_name


@pytest.mark.parametrize("text", ["customer_api", "customer-api", "Customer API", "customerApi", " customer.api "])
def test_one_name_in_many_spellings(text: str) -> None:
    assert plain_name(text) == "customer-api"


@given(st.text(max_size=40))
def test_a_plain_name_stays_as_it_is(text: str) -> None:
    assert plain_name(plain_name(text)) == plain_name(text)
