"""What Terraform keeps running."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.components.readers.terraform import is_terraform, read_terraform

LAMBDA = b"""# a comment
variable "x" {}

resource "aws_lambda_function" "pay" {
  function_name = "pay"
}
"""
RULE = b"""resource "aws_cloudwatch_event_rule" "nightly" {
  schedule_expression = "cron(0 6 * * ? *)"
}

resource "aws_cloudwatch_event_rule" "on_upload" {
  event_pattern = jsonencode({})
}
"""


def test_a_function_with_its_line() -> None:
    (piece,) = read_terraform("infra/main.tf", LAMBDA)
    assert (piece.detail, piece.line, piece.weak) == ("a function (AWS Lambda) called pay", 4, False)


def test_a_rule_counts_when_it_names_times() -> None:
    (piece,) = read_terraform("infra/main.tf", RULE)
    assert piece.detail == "a job by the clock (AWS EventBridge) called nightly, at cron(0 6 * * ? *)"


def test_times_of_the_next_resource_are_not_taken() -> None:
    scheduler = b'resource "google_cloud_scheduler_job" "a" {\n}\nresource "x" "b" {\n  schedule = "1 2 * * *"\n}\n'
    (piece,) = read_terraform("main.tf", scheduler)
    assert "1 2" not in piece.detail


@pytest.mark.parametrize(
    "resource", ["google_cloud_run_v2_service", "azurerm_linux_web_app", "kubernetes_deployment", "helm_release"]
)
def test_other_clouds(resource: str) -> None:
    assert len(list(read_terraform("main.tf", f'resource "{resource}" "a" {{\n}}\n'.encode()))) == 1


@pytest.mark.parametrize(
    "text",
    [
        b'resource "aws_iam_role" "a" {}\n',
        b'# resource "aws_lambda_function" "a" {}\n',
        b'data "aws_lambda_function" "a" {}\n',
        b'  resource "aws_lambda_function" "inside a heredoc" {}\n',
    ],
)
def test_what_runs_nothing(text: bytes) -> None:
    assert list(read_terraform("main.tf", text)) == []


def test_a_module_is_weak_and_examples_do_not_count() -> None:
    (piece,) = read_terraform("modules/pay/main.tf", LAMBDA)
    assert piece.weak
    assert is_terraform("infra/main.tf")
    assert not is_terraform("examples/main.tf")
    assert not is_terraform("a/main.tfvars")


def test_calls_of_modules() -> None:
    text = b"""module "own" {
  source = "../modules/pay"
}
module "bought" {
  source  = "terraform-aws-modules/lambda/aws"
}
module "network" {
  source = "terraform-aws-modules/vpc/aws"
}
"""
    found = [(p.name, p.leads_to, p.weak, p.line) for p in read_terraform("live/main.tf", text)]
    assert found == [("own", "modules/pay", True, 1), ("bought", "", False, 4)]
