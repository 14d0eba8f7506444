"""The policy in force: layers, scopes and floors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.finding import MODES
from watchkeeper.domain.problems import UsageError
from watchkeeper.domain.rules import OptionField, RuleRecord
from watchkeeper.formats.policy.policy_file import parse_policy
from watchkeeper.policy.compose import Policy, compose
from watchkeeper.policy.layers import Layer
from watchkeeper.policy.schema import policy_schema

CATALOGUE = (
    RuleRecord("size/lines", "s", "0.1", "block", (), (), (OptionField("max", "integer", 400, "m"),)),
    RuleRecord("own/named", "o", "0.1", "warn", (), (), (OptionField("strict", "boolean", False, "m"),)),
)


def layer(rules: str, name: str = "repo.yaml", *, more: str = "") -> Layer:
    text = f"version: 1\nrules: {rules}\n{more}"
    file, document = parse_policy(text.encode(), name)
    return Layer(name, file, document.places, document.keys)


def build(*layers: Layer, observing: bool = False) -> Policy:
    return compose(layers, CATALOGUE, observing=observing)


def test_without_layers_the_recommended_modes_hold() -> None:
    assert build().setting("size/lines", []).mode == "block"
    assert build(observing=True).setting("size/lines", []).mode == "observe"


def test_a_higher_layer_wins_key_by_key() -> None:
    setting = build(
        layer("{size/lines: {max: 300, mode: warn}}", "org.yaml"), layer("{size/lines: {max: 200}}")
    ).setting("size/lines", [])
    assert (setting.mode, setting.options["max"]) == ("warn", 200)
    assert str(setting.origins["max"]) == "repo.yaml:2:27"
    assert setting.origins["mode"].file == "org.yaml"


def test_a_star_sets_the_mode_of_rules_not_named() -> None:
    policy = build(layer("{'*': observe, own/named: block}"))
    assert policy.setting("size/lines", []).mode == "observe"
    assert policy.setting("own/named", []).mode == "block"


SCOPES = """\
scopes:
  - {paths: ['tools/**'], rules: {size/lines: {mode: warn, max: 100}}}
  - {paths: ['tools/pay/**'], rules: {size/lines: block}}
"""


@pytest.mark.parametrize(
    ("paths", "mode", "most"),
    [
        (["src/a"], "block", 400),
        (["tools/a"], "warn", 100),
        (["tools/pay/a"], "block", 100),
        (["tools/a", "src/a"], "block", 100),
    ],
)
def test_the_last_matching_scope_wins_and_the_strictest_path_decides(paths: list[str], mode: str, most: int) -> None:
    setting = build(layer("{}", more=SCOPES)).setting("size/lines", paths)
    assert (setting.mode, setting.options["max"]) == (mode, most)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("{size/line: block}", "repo.yaml:2:9: unknown rule 'size/line' → did you mean 'size/lines'?"),
        ("{size/lines: blok}", "did you mean 'block'?"),
        ("{size/lines: {maxi: 3}}", "repo.yaml:2:22: size/lines has no option 'maxi' → did you mean 'max'?"),
        ("{size/lines: {max: many}}", "takes a value of type integer"),
        ("{size/lines: {max: true}}", "takes a value of type integer"),
        ("{own/named: {strict: 1}}", "takes a value of type boolean"),
    ],
)
def test_what_does_not_exist_is_named(rules: str, expected: str) -> None:
    with pytest.raises(UsageError) as caught:
        build(layer(rules))
    assert expected in str(caught.value)


FLOOR = "floor: {rules: {size/lines: {mode: warn, max: 500}}}\n"


@pytest.mark.parametrize(
    ("rules", "more", "loose"),
    [
        ("{size/lines: {max: 500}}", "", False),
        ("{size/lines: {max: 501}}", "", True),
        ("{size/lines: observe}", "", True),
        ("{size/lines: block}", "", False),
        ("{}", "scopes: [{paths: [a], rules: {size/lines: off}}]\n", True),
        ("{}", "scopes: [{paths: [a], rules: {size/lines: {max: 100}}}]\n", False),
    ],
)
def test_a_floor_may_be_tightened_not_loosened(rules: str, more: str, loose: bool) -> None:
    organisation = layer("{}", "org.yaml", more=FLOOR)
    if loose:
        with pytest.raises(UsageError, match="looser than the floor"):
            build(organisation, layer(rules, more=more))
    else:
        build(organisation, layer(rules, more=more))


@given(st.sampled_from(MODES), st.integers(1, 1000), st.sampled_from(MODES), st.integers(1, 1000))
def test_in_force_is_never_looser_than_the_floor(floor_mode: str, floor_max: int, mode: str, most: int) -> None:
    organisation = layer(
        "{}", "org.yaml", more=f"floor: {{rules: {{size/lines: {{mode: {floor_mode}, max: {floor_max}}}}}}}\n"
    )
    try:
        setting = build(organisation, layer(f"{{size/lines: {{mode: {mode}, max: {most}}}}}")).setting(
            "size/lines", ["a"]
        )
    except UsageError:
        assert MODES.index(mode) < MODES.index(floor_mode) or most > floor_max
    else:
        assert MODES.index(setting.mode) >= MODES.index(floor_mode)
        assert int(str(setting.options["max"])) <= floor_max


def test_origins_name_every_key() -> None:
    found = {o.key: str(o.place) for o in build(layer("{size/lines: {max: 300}}")).origins()}
    assert found["size/lines.max"] == "repo.yaml:2:27"
    assert found["size/lines.mode"] == "built in"


def test_the_schema_is_a_schema_and_takes_the_policy() -> None:
    import jsonschema

    schema = policy_schema(CATALOGUE)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate({"version": 1, "rules": {"size/lines": {"mode": "block", "max": 3}}}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": 1, "rules": {"size/line": "block"}}, schema)
