"""Tells what an integration does to people, and keeps fingerprints of what leads to the far side.

| does | which |
|---|---|
| page | PagerDuty, Opsgenie, VictorOps (Splunk On-Call), incident.io, Grafana OnCall; Pushover at high or emergency \
priority; a webhook whose address is that of a known pager |
| notice | e-mail, chat, tickets: somebody reads it when they look |
| unknown | any other webhook, SNS, a queue: what stands behind it, the configuration does not tell |
"""

from __future__ import annotations

import re

from watchkeeper.domain.readiness.fingerprints import fingerprint
from watchkeeper.domain.readiness.routing import Paging
from watchkeeper.formats.routes.addresses import split_address

PAGE = frozenset({"pagerduty", "opsgenie", "victorops", "incidentio", "oncall", "jsm"})
NOTICE = frozenset(
    {"email", "slack", "msteams", "msteamsv2", "teams", "discord", "telegram", "webex", "wechat", "wecom", "rocketchat",
     "mattermost", "jira", "googlechat", "dingding", "line", "threema"}
)  # fmt: skip
PAGER_HOSTS = (
    "events.pagerduty.com", "events.eu.pagerduty.com", "api.opsgenie.com", "api.eu.opsgenie.com",
    "alert.victorops.com", "api.incident.io", "events.zenduty.com", "www.zenduty.com", "api.squadcast.com",
    "api.ilert.com", "api.ilertnow.com", "connect.signl4.com", "uptime.betterstack.com", "api.pagertree.com",
    "hooks.spike.sh", "api.spike.sh", "webhooks.rootly.com", "signals.firehydrant.com",
)  # fmt: skip
PAGER_PATHS = (
    re.compile(r"/api/v2/(?:prometheusalertmanager|generic|grafana|site24x7)/incoming/?"),  # GoAlert
    re.compile(r"(?:/[^/]{1,50}){0,5}/integrations/v1/[a-z0-9_]+/[A-Za-z0-9]+/?"),  # Grafana OnCall
)
CHAT_HOSTS = (
    "hooks.slack.com", "discord.com", "discordapp.com", "chat.googleapis.com", "api.telegram.org",
    "outlook.office.com", "webhook.office.com", "oapi.dingtalk.com", "qyapi.weixin.qq.com", "open.feishu.cn",
)  # fmt: skip
TEMPLATE = "{{"
_WHILE_FIRING = re.compile(r'\{\{-? *if eq \.Status "firing" *-?\}\} *(-?[0-2]) *\{\{')
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,}")


def paging_of(kind: str, *, address: str = "", priority: str = "") -> Paging:
    """What an integration does to people; `address` is a webhook's URL, `priority` that of a Pushover message."""
    if kind in PAGE:
        return "page"
    if kind == "pushover":
        return _pushover(priority)
    if kind == "webhook":
        return _webhook(address)
    return "notice" if kind in NOTICE else "unknown"


def host_of(address: str) -> str:
    """The host of a URL without user, password and path; "" if there is none."""
    parts = split_address(address)
    return parts.host if parts else ""


def address_keys(address: str) -> tuple[str, ...]:
    """Fingerprints of a URL and of the parts of it that may be a key: long path segments and query values."""
    parts = None if TEMPLATE in address else split_address(address)
    if parts is None:
        return ()
    words = [word for word in [*parts.path.split("/"), *parts.values] if _TOKEN.fullmatch(word)]
    return tuple(dict.fromkeys(map(fingerprint, [address, *words[:20]])))


def _pushover(priority: str) -> Paging:
    firing = _WHILE_FIRING.match(priority)
    priority = firing[1] if firing else priority
    if priority in {"", "1", "2"}:  # the default is an emergency while it fires
        return "page"
    return "notice" if priority in {"-2", "-1", "0"} else "unknown"


def _webhook(address: str) -> Paging:
    parts = None if TEMPLATE in address else split_address(address)
    if parts is None:
        return "unknown"
    if parts.host in PAGER_HOSTS or any(path.fullmatch(parts.path) for path in PAGER_PATHS):
        return "page"
    chat = any(parts.host == known or parts.host.endswith("." + known) for known in CHAT_HOSTS)
    return "notice" if chat else "unknown"
