"""The terms of waivers: key by key, never looser than a floor, out of range an error at its line."""

from __future__ import annotations

import pytest

from watchkeeper.domain.ownership.agreements import AgreementTerms
from watchkeeper.domain.problems import UsageError
from watchkeeper.domain.waivers import Terms
from watchkeeper.formats.policy.policy_file import parse_policy
from watchkeeper.policy.compose import compose
from watchkeeper.policy.layers import Layer


def layer(more: str, name: str = "repo.yaml") -> Layer:
    file, document = parse_policy(f"version: 1\n{more}\n".encode(), name)
    return Layer(name, file, document.places, document.keys)


def terms(*texts: str) -> Terms:
    return compose([layer(text, f"{n}.yaml") for n, text in enumerate(texts)], ()).terms


def test_the_nearest_layer_wins_key_by_key() -> None:
    assert terms() == Terms(8, 2)
    assert terms("waivers: {max_hours: 4}") == Terms(4, 2)
    assert terms("waivers: {max_hours: 4, second_within_days: 1}", "waivers: {max_hours: 6}") == Terms(6, 1)


def test_a_floor_caps_also_the_default() -> None:
    assert terms("floor: {waivers: {max_hours: 4}}") == Terms(4, 2)
    assert terms("floor: {waivers: {max_hours: 4}}", "waivers: {max_hours: 2}") == Terms(2, 2)
    with pytest.raises(UsageError, match=r"1\.yaml:2:22: waivers\.max_hours: 9 is looser than the floor 4 \(0\.yaml"):
        terms("floor: {waivers: {max_hours: 4}}", "waivers: {max_hours: 9}")
    loose = "floor: {waivers: {max_hours: 700}}"
    assert terms("floor: {waivers: {max_hours: 4}}", loose) == Terms(4, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("waivers: {max_hours: 0}", "2:22: waivers.max_hours: 0 is out of range"),
        ("waivers: {max_hours: 1000}", "from 1 to 720"),
        ("waivers: {second_within_days: -1}", "out of range"),
        ("waivers: {max_hours: long}", "where a whole number is expected"),
        ("waivers: {max_hour: 4}", "did you mean 'max_hours'?"),
        ("waivers: []", "a list where a mapping is expected"),
    ],
)
def test_what_is_no_term(text: str, expected: str) -> None:
    with pytest.raises(UsageError) as caught:
        layer(text)
    assert expected in str(caught.value)


def test_the_terms_of_acceptances() -> None:
    def agreed(*texts: str) -> AgreementTerms:
        return compose([layer(text, f"{n}.yaml") for n, text in enumerate(texts)], ()).agreement_terms

    assert agreed() == AgreementTerms(180, 2)
    assert agreed("ownership: {acceptance_days: 90}", "ownership: {answer_working_days: 1}") == AgreementTerms(90, 1)
    assert agreed("floor: {ownership: {acceptance_days: 30}}") == AgreementTerms(30, 2)
    with pytest.raises(UsageError, match=r"1\.yaml:2:30: ownership\.acceptance_days: 60 is looser than the floor 30"):
        agreed("floor: {ownership: {acceptance_days: 30}}", "ownership: {acceptance_days: 60}")
    with pytest.raises(UsageError, match="out of range"):
        agreed("ownership: {acceptance_days: 0}")
