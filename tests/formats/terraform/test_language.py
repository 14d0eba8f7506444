"""The language: what is written comes to what Terraform makes of it, and what is not known is said."""

from __future__ import annotations

import pytest

from tests.formats.terraform.reading import read
from watchkeeper.formats.terraform.language.cutting import Cut, cut_blocks, template_parts
from watchkeeper.formats.terraform.language.expressions import parse_block


def name_of(expression: str, more: str = "", **files: str) -> str:
    """The name that a monitor has whose name is an expression."""
    text = f'resource "datadog_monitor" "m" {{\n  name = {expression}\n  query = "q"\n}}\n{more}'
    (rule,) = read(text, **files).rules
    return rule.name


VARIABLES = 'variable "team" {\n  default = "pay"\n}\nlocals {\n  long = "${var.team}-prod"\n  list = ["a", "b"]\n}'


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('"plain"', "plain"),
        ('"a ${var.team} b"', "a pay b"),
        ("local.long", "pay-prod"),
        (r'"tab\tquote\" \u00e9 $${kept} %%{kept}"', 'tab\tquote" é ${kept} %{kept}'),
        ('var.team == "pay" ? "yes" : "no"', "yes"),
        ('!(var.team == "pay") ? "yes" : "no"', "no"),
        ('join("-", local.list)', "a-b"),
        ('format("%s/%s", var.team, local.list[1])', "pay/b"),
        ('join(",", [for one in local.list : upper(one) if one != "a"])', "B"),
        ('{ x = "in" }["x"]', "in"),
        ('lookup({ x = "in" }, "y", "other")', "other"),
        ('coalesce("", var.team)', "pay"),
        ('try(local.gone, "else")', "else"),
        ('join(" ", concat(local.list, ["c"])...)', "a b c"),
        ("60 * 60", "3600"),
        ("<<EOT\nx ${var.team}\nEOT\n", "x pay\n"),
        ("<<-EOT\n    x\n      y\n    EOT\n", "x\n  y\n"),
        ("path.module", "."),
    ],
)
def test_an_expression_comes_to_what_terraform_makes_of_it(expression: str, value: str) -> None:
    assert name_of(expression, VARIABLES) == value.strip()


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ('"a ${var.none}"', "a ${var.none}"),
        ("var.open", "${var.open}"),
        ('"x-${data.aws_region.here.name}"', "x-${data.aws_region.here}"),
        ('cidrhost("10.0.0.0/8", 1)', "${cidrhost(…)}"),
        ('"x %{if true}y%{endif}"', "x ${it}y${it}"),
        ("local.circle", "${local.circle}"),
    ],
)
def test_what_is_not_known_is_shown_and_never_guessed(expression: str, shown: str) -> None:
    more = 'variable "open" {}\nlocals {\n  circle = local.other\n  other = local.circle\n}'
    assert name_of(expression, more) == shown


def test_a_module_of_the_tree_is_read_with_what_it_is_given() -> None:
    module = 'variable "name" {}\nresource "datadog_monitor" "m" {\n  name = "m-${var.name}"\n}\n'
    module += 'output "told" {\n  value = "out-${var.name}"\n}'
    calls = 'module "a" {\n  source = "./modules/mon"\n  name = "x"\n}\n'
    calls += 'module "b" {\n  source = "./modules/mon"\n  for_each = toset(["y", "z"])\n  name = each.key\n}\n'
    calls += 'resource "datadog_monitor" "own" {\n  name = module.a.told\n}\n'
    found = read(calls, modules__mon__main=module)
    assert sorted(rule.name for rule in found.rules) == ["m-x", "m-y", "m-z", "out-x"]


def test_a_module_from_elsewhere_is_said() -> None:
    text = 'module "a" {\n  source = "terraform-aws-modules/x/aws"\n}\n'
    text += 'resource "datadog_monitor" "m" {\n  name = "m"\n  message = module.a.handle\n}\n'
    (rule,) = read(text).rules
    assert "module.a comes from terraform-aws-modules/x/aws, outside these files" in rule.not_simulated
    assert [way.paging for way in rule.ways] == ["unknown"]


def test_settings_that_terraform_loads_itself_count() -> None:
    from watchkeeper.formats.terraform.reading import parse_terraform

    text = b'variable "n" {\n  default = "old"\n}\nresource "datadog_monitor" "m" {\n  name = var.n\n}'
    found = parse_terraform([("a/main.tf", text), ("a/terraform.tfvars", b'n = "new" # said here\n')])
    assert found.rules[0].name == "new"


@pytest.mark.parametrize(
    ("counting", "names"),
    [
        ("count = 0", []),
        ("count = 2", ["m0", "m1"]),
        ('for_each = { a = "x", b = "y" }', ["max", "mby"]),
        ('for_each = toset(["k"])', ["mkk"]),
    ],
)
def test_as_many_as_count_and_for_each_say(counting: str, names: list[str]) -> None:
    each = "${count.index}" if "count" in counting else "${each.key}${each.value}"
    found = read(f'resource "datadog_monitor" "m" {{\n  {counting}\n  name = "m{each}"\n}}')
    assert [rule.name for rule in found.rules] == names


def test_whether_it_exists_may_not_be_known() -> None:
    (rule,) = read(
        'variable "on" {}\nresource "datadog_monitor" "m" {\n  count = var.on ? 1 : 0\n  name = "m"\n}'
    ).rules
    assert "whether it exists is not known: var.on has no default" in rule.not_simulated


def test_the_json_syntax_is_the_same() -> None:
    from watchkeeper.formats.terraform.reading import parse_terraform

    text = b"""{
  "variable": {"team": {"default": "pay"}},
  "resource": {
    "datadog_monitor": {
      "m": {"name": "${var.team} errors", "message": "@pagerduty-${var.team}", "query": "q"}
    }
  }
}"""
    (rule,) = parse_terraform([("main.tf.json", text)]).rules
    assert (rule.name, rule.notifies, rule.place.line) == ("pay errors", ("@pagerduty-pay",), 5)


def test_lines_are_those_of_the_file() -> None:
    text = "# one\n/* two\n three { */\n\nlocals {\n  x = <<E\n}\nE\n}\n"
    text += 'resource "datadog_monitor" "m" {\n  name = "m"\n}\n'
    assert read(text).rules[0].place.line == 10


def test_signs_in_strings_and_comments_open_nothing() -> None:
    text = 'resource "a" "b" { # {\n  x = "} ${ { y = "}" }.y } \\" {" // }\n  z = <<E\n{{{\nE\n}\nlocals {}\n'
    assert [cut.kind for cut in cut_blocks(text, "f.tf") if isinstance(cut, Cut)] == ["resource", "locals"]


def test_one_wrong_block_leaves_the_others() -> None:
    found = read(
        'resource "datadog_monitor" "bad" {\n  name = = 1\n}\nresource "datadog_monitor" "m" {\n  name = "m"\n}\n'
    )
    assert [rule.name for rule in found.rules] == ["m"]
    assert [(str(p.place), p.message) for p in found.problems] == [
        ("main.tf:1", "the block resource datadog_monitor bad is not valid, so it is not read")
    ]


def test_parts_of_a_template() -> None:
    assert list(template_parts('a ${f("}")} $${b} ${c')) == [
        ("a ", False),
        ('f("}")', True),
        (" ${", False),
        ("b} ${c", False),
    ]


def test_dynamic_blocks_are_made() -> None:
    text = """
resource "pagerduty_escalation_policy" "p" {
  name = "p"
  dynamic "rule" {
    for_each = ["ada@example.com", "ben@example.com"]
    content {
      escalation_delay_in_minutes = 5
      target {
        type = "user_reference"
        id   = rule.value
      }
    }
  }
}"""
    (policy,) = read(text).on_call.escalations
    assert [target.text for step in policy.steps for target in step.targets] == ["ada@example.com", "ben@example.com"]


def test_a_block_is_parsed_with_the_parsers_own_tree() -> None:
    (cut,) = cut_blocks('a "b" c {\n  x = 1\n  y {\n    z = -2\n  }\n}', "f.tf")
    assert isinstance(cut, Cut)
    block = parse_block(cut)
    assert block is not None
    assert (block.kind, block.labels, [one.line for one in block.body.blocks]) == ("a", ("b", "c"), [3])
