"""Amazon CloudWatch in Terraform: alarms, the SNS topics that they speak to, and who has subscribed to those."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.domain.readiness.monitoring import AlertRule
from watchkeeper.domain.readiness.routing import Integration, Paging
from watchkeeper.formats.monitors.datadog import described
from watchkeeper.formats.monitors.handles import mail_paging
from watchkeeper.formats.routes.pagers import address_keys, host_of, paging_of
from watchkeeper.formats.terraform.language.modules import Resource
from watchkeeper.formats.terraform.language.values import (
    Partial,
    Pointer,
    Unresolved,
    Value,
    items,
    number,
    shown,
    table,
    tables,
    text,
    texts,
    truth,
)
from watchkeeper.formats.terraform.plan import Plan, keys_of, reason

EVALUATES = "CloudWatch evaluates it"
SIGNS = {
    "GreaterThanThreshold": ">",
    "GreaterThanOrEqualToThreshold": ">=",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "<=",
}
NOT_PEOPLE = ("arn:aws:automate:", "arn:aws:swf:", "arn:aws:lambda:", "arn:aws:autoscaling:")
"""Actions that change machines, and tell nobody."""


def cloudwatch_rules(plan: Plan) -> Iterator[AlertRule]:
    """The alarms of a configuration."""
    topics = Topics(plan)
    for one in plan.of("aws_cloudwatch_metric_alarm"):
        yield _alarm(one, _query(one), topics)
    for one in plan.of("aws_cloudwatch_composite_alarm"):
        yield _alarm(one, shown(one.fields.get("alarm_rule")), topics)


def _alarm(one: Resource, query: str, topics: Topics) -> AlertRule:
    fields = one.fields
    actions = items(fields.get("alarm_actions"))
    told = [way for action in actions for way in topics.ways(action)]
    why = f"whether it exists is not known: {one.maybe}" if one.maybe else topics.reason(fields.get("alarm_actions"))
    periods = number(fields.get("datapoints_to_alarm")) or number(fields.get("evaluation_periods"), 1)
    period = number(fields.get("period")) or max(
        (number(table(m.get("metric")).get("period")) for m in tables(fields.get("metric_query"))), default=0
    )
    return AlertRule(
        name=shown(fields.get("alarm_name")),
        family="cloudwatch",
        query=query,
        place=one.place,
        metrics=tuple(name for name in (text(fields.get("metric_name")),) if name),
        matchers=texts(fields.get("dimensions")),
        labels={key.lower(): value for key, value in texts(fields.get("tags")).items()},
        annotations=described(shown(fields.get("alarm_description"))),
        wait=period * periods,
        notifies=tuple(dict.fromkeys(f"{way.kind} {way.target}".strip() for way in told)),
        not_simulated="; ".join(part for part in (EVALUATES, why) if part),
        paused=truth(fields.get("actions_enabled")) is False,
        ways=tuple(told),
        watches=("absence",) if text(fields.get("treat_missing_data")) == "breaching" else (),
    )


def _query(one: Resource) -> str:
    fields = one.fields
    asked = [shown(m.get("expression")) or _metric(table(m.get("metric"))) for m in tables(fields.get("metric_query"))]
    what = "; ".join(part for part in asked if part) or _metric(fields)
    sign = SIGNS.get(text(fields.get("comparison_operator")), text(fields.get("comparison_operator")))
    return f"{what} {sign} {shown(fields.get('threshold'))}".strip()


def _metric(fields: dict[str, Value]) -> str:
    where = ", ".join(f'{k}="{v}"' for k, v in texts(fields.get("dimensions")).items())
    kind = text(fields.get("statistic")) or text(fields.get("extended_statistic")) or text(fields.get("stat"))
    metric = shown(fields.get("metric_name"))
    return " ".join(f"{kind} {text(fields.get('namespace'))} {metric}{{{where}}}".split()) if metric else ""


class Topics:
    """The SNS topics of a configuration, and what they lead to."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._subscribed = plan.below("aws_sns_topic_subscription", "topic_arn")
        self._chats = plan.below("aws_chatbot_slack_channel_configuration", "sns_topic_arns")
        self._named = {text(one.fields.get("name")): one for one in plan.of("aws_sns_topic")}

    def ways(self, action: Value) -> Iterator[Integration]:
        """What one action of an alarm does to people."""
        topic = self._topic(action)
        if topic is None:
            written = text(action)
            if not written.startswith(NOT_PEOPLE):
                yield Integration("sns", "unknown", written.rpartition(":")[2])
            return
        found = [*map(self._subscription, self._subscribed.get(topic.address, []))]
        found += [self._chat(one) for one in self._chats.get(topic.address, [])]
        if found:
            yield from found
        else:
            name = text(topic.fields.get("name")) or text(topic.fields.get("name_prefix"))
            yield Integration("sns", "unknown", name, (), topic.place)

    def reason(self, actions: Value) -> str:
        """Why it is not known where actions lead, as a sentence; "" where it is."""
        for action in items(actions):
            topic = self._topic(action)
            if topic is None:
                if isinstance(action, Unresolved | Partial):
                    return reason(action)
                if isinstance(action, Pointer):
                    return f"{action} is in none of these files"
            elif topic.is_data or not (self._subscribed.get(topic.address) or self._chats.get(topic.address)):
                return f"who has subscribed to {topic.address} is in none of these files"
            else:
                whys = [reason(one.fields.get("endpoint")) for one in self._subscribed.get(topic.address, [])]
                if any(whys):
                    return next(why for why in whys if why)
        return ""

    def _topic(self, action: Value) -> Resource | None:
        found = self._plan.at(action) if isinstance(action, Pointer) else None
        if found is None and text(action).startswith("arn:"):
            return self._named.get(text(action).rpartition(":")[2])
        return found if found is not None and found.type == "aws_sns_topic" else None

    def _subscription(self, one: Resource) -> Integration:
        protocol, endpoint = text(one.fields.get("protocol")), one.fields.get("endpoint")
        kind, paging, target = protocol or "subscription", _paging(protocol, endpoint), ""
        keys: tuple[str, ...] = ()
        if protocol in {"http", "https"}:
            kind, target = "webhook", host_of(shown(endpoint).replace("${", "").replace("}", ""))
            keys = address_keys(endpoint) if isinstance(endpoint, str) else keys_of(endpoint)
        elif protocol in {"email", "email-json"}:
            kind, target = "email", text(endpoint)
        elif isinstance(endpoint, Pointer):
            target = endpoint.address
        return Integration(kind, paging, target, keys, one.place)

    def _chat(self, one: Resource) -> Integration:
        channel = text(one.fields.get("slack_channel_id"))
        return Integration("slack", "notice", channel, (), one.place)


def _paging(protocol: str, endpoint: Value) -> Paging:
    """What a subscription does; where its address is known but for a key in it, by the address."""
    if protocol in {"http", "https"}:
        return paging_of("webhook", address=shown(endpoint).replace("${", "").replace("}", ""))
    if protocol in {"email", "email-json"}:
        return mail_paging(text(endpoint)) if text(endpoint) else "unknown"
    return "unknown"
