"""What Alertmanager checks of single kinds of integrations beyond the words they use."""

from __future__ import annotations

import re
from collections.abc import Callable

from watchkeeper.formats.routes.addresses import split_address
from watchkeeper.formats.routes.integrations import FLAGS, HTTP_KEYS
from watchkeeper.formats.routes.reading import Reader
from watchkeeper.formats.yaml.nodes import Node

SLACK_POST = "https://slack.com/api/chat.postMessage"
_RESPONDER = ("team", "teams", "user", "escalation", "schedule")
_RESERVED = (
    "routing_key", "message_type", "state_message", "entity_display_name", "monitoring_tool", "entity_id",
    "entity_state",
)  # fmt: skip
_PLACEHOLDER = re.compile(r"\$\{?\w+\}?|<[\w -]+>|\{\{.*")

Said = dict[str, Node]


def check_address(key: str, node: Node, reader: Reader, *, template: bool = False, hidden: str = "<secret>") -> None:
    """A fault where a URL is none; the URL is not repeated, because it may be a secret."""
    text = reader.text(node, key)
    if text == hidden or (template and "{{" in text):
        return
    if split_address(text) is not None:
        return
    what = f"{key} is not a URL that starts with http:// or https://"
    filled = "a placeholder is not filled in" if _PLACEHOLDER.match(text) else ""
    reader.fault(node.place, f"{what} ({filled})" if filled else what, "write the whole address")


def check_http(node: Node | None, what: str, reader: Reader) -> None:
    """Faults of an `http_config`: unknown words, and more than one way to sign in."""
    if node is None:
        return
    said = reader.mapping(node, f"{what}: http_config", HTTP_KEYS)
    for key in FLAGS & said.keys():
        reader.flag(said[key], key)
    ways = [
        key for key in ("basic_auth", "authorization", "oauth2", "bearer_token", "bearer_token_file") if key in said
    ]
    if len(ways) > 1:
        reader.fault(said[ways[1]].place, f"{what}: at most one of {' and '.join(ways)} may stand", "keep one")


def check_more(kind: str, node: Node, said: Said, reader: Reader) -> None:
    """The rules of one kind that no table holds."""
    if kind in _CHECKS:
        _CHECKS[kind](node, said, reader)


def _email(node: Node, said: Said, reader: Reader) -> None:
    headers = [name.title() for name in reader.mapping(said.get("headers"), "headers")]
    for name in {name for name in headers if headers.count(name) > 1}:
        reader.fault(said["headers"].place, f"email_configs: the header {name} is there twice", "keep one")
    threading = reader.mapping(said.get("threading"), "threading", ("enabled", "thread_by_date"))
    if reader.flag(threading.get("enabled"), "threading.enabled"):
        for name in {"References", "In-Reply-To"}.intersection(headers):
            reader.fault(said["headers"].place, f"email_configs: threading excludes the header {name}", "remove it")
        if reader.text(threading.get("thread_by_date"), "thread_by_date") not in {"none", "daily"}:
            reader.fault(node.place, "email_configs: thread_by_date has to be none or daily", "write one of them")


def _slack(node: Node, said: Said, reader: Reader) -> None:
    if reader.flag(said.get("update_message"), "update_message"):
        address = reader.text(said.get("api_url"), "api_url")
        if address != SLACK_POST:
            reader.fault(node.place, "slack_configs: update_message needs a bot's token", f"set api_url: {SLACK_POST}")
    token = said.get("app_token") or said.get("app_token_file")
    if token and (http := said.get("http_config")) and http.get("authorization"):
        reader.fault(token.place, "slack_configs: an app token excludes http_config.authorization", "keep one")


def _opsgenie(_node: Node, said: Said, reader: Reader) -> None:
    for item in reader.items(said.get("responders"), "responders"):
        responder = reader.mapping(item, "a responder", ("id", "name", "username", "type"))
        if not any(reader.text(responder.get(key), key) for key in ("id", "name", "username")):
            reader.fault(item.place, "a responder has neither id nor name nor username", "add one of them")
        kind = reader.text(responder.get("type"), "type")
        if "{{" not in kind and kind.lower() not in _RESPONDER:
            reader.fault(
                item.place, f"the responder's type {kind[:50]!r} is unknown", f"known: {', '.join(_RESPONDER)}"
            )


def _victorops(_node: Node, said: Said, reader: Reader) -> None:
    fields = reader.mapping(said.get("custom_fields"), "custom_fields")
    for key in [key for key in _RESERVED if key in fields]:
        reader.fault(fields[key].place, f"victorops_configs: the custom field {key} is taken", "rename it")


def _wechat(node: Node, said: Said, reader: Reader) -> None:
    kind = reader.text(said.get("message_type"), "message_type")
    if kind not in {"", "text", "markdown"}:
        reader.fault(node.place, "wechat_configs: message_type has to be text or markdown", "write one of them")


def _webex(node: Node, said: Said, reader: Reader) -> None:
    http = said.get("http_config")
    if http is None or http.get("authorization") is None:
        reader.fault(node.place, "webex_configs: http_config.authorization is missing", "add the bot's token there")


def _jira(node: Node, said: Said, reader: Reader) -> None:
    if reader.text(said.get("api_type"), "api_type") not in {"", "auto", "cloud", "datacenter"}:
        reader.fault(node.place, "jira_configs: api_type has to be auto, cloud or datacenter", "write one of them")


def _telegram(node: Node, said: Said, reader: Reader) -> None:
    if reader.text(said.get("parse_mode"), "parse_mode") not in {"", "Markdown", "MarkdownV2", "HTML"}:
        remedy = "write Markdown, MarkdownV2, HTML or nothing"
        reader.fault(node.place, "telegram_configs: the parse_mode is unknown", remedy)
    number = said.get("chat_id")
    if number and not re.fullmatch(r"[+-]?[0-9]{1,19}", reader.text(number, "chat_id")):
        reader.fault(number.place, "telegram_configs: chat_id has to be a number", "write the chat's number")


def _sns(node: Node, said: Said, reader: Reader) -> None:
    # the server compares whether they are empty, pair by pair: an odd number of them has to be there
    given = sum(bool(reader.text(said.get(key), key)) for key in ("target_arn", "topic_arn", "phone_number"))
    if given % 2 == 0:
        reader.fault(
            node.place, "sns_configs: exactly one of topic_arn, target_arn, phone_number has to stand", "keep one"
        )


def _incidentio(node: Node, said: Said, reader: Reader) -> None:
    http = said.get("http_config")
    token = "alert_source_token" in said or "alert_source_token_file" in said
    authorized = http is not None and http.get("authorization") is not None
    if token and authorized:
        reader.fault(node.place, "incidentio_configs: a token excludes http_config.authorization", "keep one")
    if http is not None and not authorized and not token:
        reader.fault(node.place, "incidentio_configs: alert_source_token is missing", "add alert_source_token")


_CHECKS: dict[str, Callable[[Node, Said, Reader], None]] = {
    "email": _email, "slack": _slack, "opsgenie": _opsgenie, "victorops": _victorops, "wechat": _wechat,
    "webex": _webex, "jira": _jira, "telegram": _telegram, "sns": _sns, "incidentio": _incidentio,
}  # fmt: skip
