"""Who is called, as Terraform declares it: rotas, escalations, services, teams, users."""

from __future__ import annotations

from datetime import datetime

from tests.formats.terraform.reading import read
from watchkeeper.analysis.oncall.expand import expand
from watchkeeper.domain.readiness.on_call import Target

PAGERDUTY = """
resource "pagerduty_user" "ada" {
  name  = "Ada Lovelace"
  email = "ada@example.com"
}
data "pagerduty_user" "ben" {
  email = "ben@example.com"
}
resource "pagerduty_user_contact_method" "phone" {
  user_id      = pagerduty_user.ada.id
  type         = "phone_contact_method"
  country_code = "+49"
  address      = "1234567890"
  label        = "Work"
}
resource "pagerduty_user_notification_rule" "high" {
  user_id                = pagerduty_user.ada.id
  start_delay_in_minutes = 5
  urgency                = "high"
  contact_method {
    type = "phone_contact_method"
    id   = pagerduty_user_contact_method.phone.id
  }
}
resource "pagerduty_schedule" "first" {
  name      = "First"
  time_zone = "Europe/Berlin"
  layer {
    name                         = "always"
    start                        = "2026-01-05T09:00:00+01:00"
    rotation_virtual_start       = "2026-01-05T09:00:00+01:00"
    rotation_turn_length_seconds = 604800
    users                        = [pagerduty_user.ada.id, data.pagerduty_user.ben.id]
  }
  layer {
    name                         = "days"
    start                        = "2026-01-05T09:00:00+01:00"
    rotation_virtual_start       = "2026-01-05T09:00:00+01:00"
    rotation_turn_length_seconds = 86400
    users                        = [data.pagerduty_user.ben.id]
    restriction {
      type              = "weekly_restriction"
      start_day_of_week = 1
      start_time_of_day = "12:00:00"
      duration_seconds  = 3600
    }
  }
}
resource "pagerduty_escalation_policy" "p" {
  name      = "Pay"
  num_loops = 2
  rule {
    escalation_delay_in_minutes = 10
    target {
      type = "schedule_reference"
      id   = pagerduty_schedule.first.id
    }
  }
  rule {
    escalation_delay_in_minutes = 15
    target {
      type = "user_reference"
      id   = pagerduty_user.ada.id
    }
    target {
      id = "PXXXXXX"
    }
    target {
      type = "schedule_reference"
      id   = var.other
    }
  }
}
variable "other" {}
resource "pagerduty_service" "s" {
  name              = "Pay"
  escalation_policy = pagerduty_escalation_policy.p.id
  incident_urgency_rule {
    type    = "constant"
    urgency = "low"
  }
}
resource "pagerduty_maintenance_window" "w" {
  start_time = "2026-02-01T00:00:00Z"
  end_time   = "2026-02-01T06:00:00Z"
  services   = [pagerduty_service.s.id]
}
"""


def at(written: str) -> int:
    return int(datetime.fromisoformat(written).timestamp())


def test_a_pagerduty_chain() -> None:
    found = read(PAGERDUTY).on_call
    (service,) = found.services
    assert (service.name, service.low_urgency) == ("Pay", True)
    assert service.maintenance == ((at("2026-02-01T00:00:00+00:00"), at("2026-02-01T06:00:00+00:00")),)
    (policy,) = found.escalations
    assert (policy.id, policy.repeats, [step.wait for step in policy.steps]) == (service.escalation, 2, [600, 900])
    assert policy.steps[0].targets == (Target("rota", "pagerduty_schedule.first"),)
    assert policy.steps[1].targets == (
        Target("person", "ada@example.com"), Target("person", "PXXXXXX"), Target("unknown", "var.other has no default"),
    )  # fmt: skip


def test_a_later_layer_hides_an_earlier_one_in_its_hours() -> None:
    (rota,) = read(PAGERDUTY).on_call.rotas
    assert (rota.id, rota.zone) == ("pagerduty_schedule.first", "Europe/Berlin")
    found = expand(rota, at("2026-01-05T10:00:00+01:00"), at("2026-01-05T14:00:00+01:00"))
    assert [(s.start, s.person) for s in found if s.person] == [
        (at("2026-01-05T10:00:00+01:00"), "ada@example.com"),
        (at("2026-01-05T12:00:00+01:00"), "ben@example.com"),
        (at("2026-01-05T13:00:00+01:00"), "ada@example.com"),
    ]


def test_how_somebody_is_called_without_their_number() -> None:
    found = read(PAGERDUTY).on_call
    ada, ben = found.contacts
    assert (ada.names, ada.ways, ada.delay) == (("ada@example.com", "Ada Lovelace"), ("phone",), 300)
    assert ben.ways is None
    assert "1234567890" not in repr(found)


def test_somebody_who_is_not_known_is_nobody_and_said() -> None:
    text = PAGERDUTY.replace("[data.pagerduty_user.ben.id]", "[var.who]") + 'variable "who" {}'
    found = read(text).on_call
    assert found.rotas[0].layers[1].turns == ((),)
    assert found.problems[0].message == (
        "who takes a turn in pagerduty_schedule.first is not known: var.who has no default, "
        "so the rota calls nobody then"
    )


def test_people_out_of_a_loop() -> None:
    text = """
locals {
  team = { "a@example.com" = "A", "b@example.com" = "B" }
}
resource "pagerduty_user" "u" {
  for_each = local.team
  name     = each.value
  email    = each.key
}
resource "pagerduty_schedule" "s" {
  name      = "s"
  time_zone = "UTC"
  layer {
    start                        = "2026-01-05T09:00:00Z"
    rotation_virtual_start       = "2026-01-05T09:00:00Z"
    rotation_turn_length_seconds = 3600
    users                        = [for mail, name in local.team : pagerduty_user.u[mail].id]
  }
  layer {
    start                        = "2026-01-05T09:00:00Z"
    rotation_virtual_start       = "2026-01-05T09:00:00Z"
    rotation_turn_length_seconds = 3600
    users                        = values(pagerduty_user.u)[*].id
  }
}
"""
    (rota,) = read(text).on_call.rotas
    assert {layer.turns for layer in rota.layers} == {(("a@example.com",), ("b@example.com",))}


OPSGENIE = """
resource "opsgenie_user" "ada" {
  username  = "ada@example.com"
  full_name = "Ada"
  role      = "User"
}
resource "opsgenie_user_contact" "call" {
  username = opsgenie_user.ada.username
  to       = "49-1234567890"
  method   = "voice"
}
resource "opsgenie_team" "pay" {
  name = "pay"
  member {
    id   = opsgenie_user.ada.id
    role = "admin"
  }
}
resource "opsgenie_team_routing_rule" "r" {
  name    = "r"
  team_id = opsgenie_team.pay.id
  notify {
    name = opsgenie_escalation.e.name
    type = "escalation"
  }
}
resource "opsgenie_schedule" "s" {
  name          = "first"
  timezone      = "Europe/Rome"
  owner_team_id = opsgenie_team.pay.id
}
resource "opsgenie_schedule_rotation" "n" {
  schedule_id = opsgenie_schedule.s.id
  name        = "nights"
  start_date  = "2026-01-05T17:00:00Z"
  type        = "weekly"
  length      = 2
  participant {
    type = "user"
    id   = opsgenie_user.ada.id
  }
  participant {
    type = "none"
    id   = ""
  }
  time_restriction {
    type = "time-of-day"
    restriction {
      start_hour = 18
      start_min  = 0
      end_hour   = 8
      end_min    = 30
    }
  }
}
resource "opsgenie_escalation" "e" {
  name = "pay up"
  rules {
    condition   = "if-not-acked"
    notify_type = "default"
    delay       = 1
    recipient {
      type = "schedule"
      id   = opsgenie_schedule.s.id
    }
  }
  rules {
    condition   = "if-not-acked"
    notify_type = "default"
    delay       = 6
    recipient {
      type = "user"
      id   = opsgenie_user.ada.id
    }
  }
}
resource "opsgenie_api_integration" "i" {
  name          = "alerts"
  type          = "Prometheus"
  owner_team_id = opsgenie_team.pay.id
}
"""


def test_an_opsgenie_chain() -> None:
    found = read(OPSGENIE).on_call
    (service,) = found.services
    policies = {policy.id: policy for policy in found.escalations}
    assert policies[service.escalation].steps[0].targets == (Target("team", "opsgenie_team.pay"),)
    (team,) = found.teams
    assert (team.members, policies[team.escalation].steps[0].targets) == (
        ("ada@example.com",), (Target("policy", "opsgenie_escalation.e"),),
    )  # fmt: skip
    steps = policies["opsgenie_escalation.e"].steps
    assert [(step.targets, step.wait) for step in steps] == [
        ((), 60), ((Target("rota", "opsgenie_schedule.s"),), 300), ((Target("person", "ada@example.com"),), 0),
    ]  # fmt: skip
    (layer,) = found.rotas[0].layers
    assert (layer.turns, layer.every, layer.unit) == ((("ada@example.com",), ()), 2, "weeks")
    assert (layer.windows[0].start, layer.windows[0].end) == (18 * 3600, 32 * 3600 + 1800)
    assert found.contacts[0].ways == ("phone",)
    assert not found.problems


INCIDENT = """
data "incident_user" "ada" {
  email = "ada@example.com"
}
resource "incident_schedule" "s" {
  name     = "Primary"
  timezone = "Europe/London"
  rotations = [{
    id   = "r"
    name = "Rota"
    versions = [
      {
        handover_start_at = "2026-01-05T09:00:00Z"
        users             = [data.incident_user.ada.id]
        layers            = [{ id = "primary", name = "Primary" }]
        handovers         = [{ interval_type = "daily", interval = 2 }]
      },
      {
        effective_from    = "2026-03-01T09:00:00Z"
        handover_start_at = "2026-01-05T09:00:00Z"
        users             = []
        layers            = [{ id = "primary", name = "Primary" }]
        handovers         = [{ interval_type = "weekly", interval = 1 }]
      },
    ]
  }]
}
resource "incident_escalation_path" "p" {
  name = "Urgent"
  path = [
    {
      type = "level"
      level = {
        targets             = [{ type = "schedule", id = incident_schedule.s.id, urgency = "high" }]
        time_to_ack_seconds = 300
      }
    },
    { type = "delay", delay = { delay_seconds = 120 } },
    { type = "if_else", if_else = { conditions = [], then_path = [], else_path = [] } },
    { type = "repeat", repeat = { repeat_times = 3, to_node = "start" } },
  ]
}
"""


def test_an_incident_io_chain() -> None:
    found = read(INCIDENT).on_call
    first, second = found.rotas[0].layers
    assert (first.turns, first.every, first.unit) == ((("ada@example.com",),), 2, "days")
    assert first.until == at("2026-03-01T09:00:00+00:00")
    assert (second.turns, second.every, second.unit) == ((), 1, "weeks")
    assert second.since == at("2026-03-01T09:00:00+00:00")
    (path,) = found.escalations
    assert [step.wait for step in path.steps] == [300, 120, 0]
    assert [target.kind for step in path.steps for target in step.targets] == ["rota", "unknown"]
    assert path.repeats == 3


def test_rules_of_recurrence_are_said_and_not_guessed() -> None:
    found = read('resource "pagerduty_schedulev2" "s" {\n  name = "s"\n  time_zone = "UTC"\n}').on_call
    assert not found.rotas
    assert "rules of recurrence, which are not followed" in found.problems[0].message
