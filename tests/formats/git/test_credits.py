"""Credits in messages: roles, places, and texts that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.change import Identity
from watchkeeper.formats.git.credits import LONGEST, Credit, parse_credits

ADA = Identity("Ada Lovelace", "ada@example.com")


@pytest.mark.parametrize(
    ("key", "role"),
    [
        ("Co-authored-by", "co-author"),
        ("CO-AUTHORED-BY", "co-author"),
        ("Co-developed-by", "co-author"),
        ("Reviewed-by", "reviewer"),
        ("acked-by", "reviewer"),
        ("Tested-By", "reviewer"),
        ("Signed-off-by", "sign-off"),
        ("Merged-by", "merger"),
    ],
)
def test_roles(key: str, role: str) -> None:
    found = parse_credits(f"Fix it\n\n{key}: Ada Lovelace <ada@example.com>\n")
    assert found == (Credit(role, ADA),)  # type: ignore[arg-type]


def test_a_squash_keeps_trailers_in_the_middle() -> None:
    message = "Add a thing (#12)\n\n* first\n\nReviewed-by: Ada Lovelace <ada@example.com>\n\n* second step\n"
    assert [credit.who for credit in parse_credits(message)] == [ADA]


@pytest.mark.parametrize(
    "text",
    [
        "Reviewed-by: Ada Lovelace",
        " Reviewed-by: Ada Lovelace <ada@example.com>",
        "It was Reviewed-by: Ada <ada@example.com>",
        "Reviewed-by:\nAda <ada@example.com>",
        "Reported-by: Ada <ada@example.com>",
        "Reviewed-by: Ada <ada example.com>",
    ],
)
def test_what_is_no_credit(text: str) -> None:
    assert parse_credits(f"Subject\n\n{text}\n") == ()


def test_each_role_names_a_person_once() -> None:
    line = "Reviewed-by: Ada Lovelace <ADA@example.com>\n"
    assert len(parse_credits("x\n\n" + line + line.replace("ADA", "ada") + "Acked-by: A <ada@example.com>\n")) == 1


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    for credit in parse_credits(text + "\nReviewed-by: " + text):
        assert credit.who.email


def test_a_hostile_message_takes_no_time() -> None:
    for part in ("Reviewed-by: ", "Reviewed-by: " + "a" * 150 + "<", "co-authored-by", "\t", "Reviewed-by:" + " " * 90):
        assert parse_credits(part * (4 * LONGEST // len(part))) == ()
