"""Reads the receivers of an Alertmanager configuration: all ways out, checked as the server checks them."""

from __future__ import annotations

from collections.abc import Mapping

from watchkeeper.domain.readiness.fingerprints import fingerprint
from watchkeeper.domain.readiness.routing import Integration, Receiver
from watchkeeper.formats.routes.integration_checks import check_address, check_http, check_more
from watchkeeper.formats.routes.integrations import (
    DEFAULT_HOSTS,
    FLAGS,
    GLOBAL_EITHER,
    GLOBAL_KEYS,
    GLOBAL_URLS,
    KINDS,
    STRUCTURES,
    Kind,
)
from watchkeeper.formats.routes.pagers import address_keys, host_of, paging_of
from watchkeeper.formats.routes.reading import Reader
from watchkeeper.formats.yaml.nodes import Node

SUFFIX = "_configs"
HIDDEN = "<secret>"
RECEIVER_KEYS = ("name", "labels", *(kind + SUFFIX for kind in KINDS))
_MAY_BE_NOTHING = frozenset({"slack", "opsgenie", "wechat", "rocketchat"})

Said = dict[str, Node]


def read_global(node: Node | None, reader: Reader) -> Said:
    """The `global` part, for receivers to fall back on."""
    said = reader.mapping(node, "global", GLOBAL_KEYS)
    _check_scalars(said, "global", reader)
    for one, other in GLOBAL_EITHER:
        _at_most_one(said, one, other, "global", reader)
    hook = said.get("slack_api_url") or said.get("slack_api_url_file")
    if hook and ("slack_app_token" in said or "slack_app_token_file" in said):
        app = reader.text(said.get("slack_app_url"), "slack_app_url") or "https://slack.com/api/chat.postMessage"
        if reader.text(said.get("slack_api_url"), "slack_api_url") != app:
            reader.fault(hook.place, "global: at most one of slack_app_token and slack_api_url may stand", "keep one")
    for key, value in said.items():
        if key.endswith("_url") and not key.endswith("_file"):
            check_address(key, value, reader)
    _check_host_port(said.get("smtp_smarthost"), "smtp_smarthost", reader)
    reader.duration(said.get("resolve_timeout"), "resolve_timeout", 300)
    check_http(said.get("http_config"), "global", reader)
    return said


def read_receivers(node: Node | None, shared: Said, reader: Reader) -> dict[str, Receiver]:
    """All receivers by name; a name that is there twice is a fault."""
    found: dict[str, Receiver] = {}
    for item in reader.items(node, "receivers"):
        receiver = _receiver(item, shared, reader)
        if receiver.name in found:
            first = found[receiver.name].place
            reader.fault(item.place, f"the receiver {receiver.name!r} is there twice (first at {first})", "rename one")
        found.setdefault(receiver.name, receiver)
    return found


def _receiver(node: Node, shared: Said, reader: Reader) -> Receiver:
    said = reader.mapping(node, "a receiver", RECEIVER_KEYS)
    name = reader.text(said.get("name"), "name")
    if not name:
        reader.fault(node.place, "a receiver has no name", "add name:")
    labels = reader.mapping(said.get("labels"), "labels")
    if "name" in labels and reader.text(labels["name"], "name") != name:
        reader.fault(labels["name"].place, "the label name of a receiver has to be its name", "remove the label")
    ways: list[Integration] = []
    for key, value in said.items():
        if key.endswith(SUFFIX) and (kind := key.removesuffix(SUFFIX)) in KINDS:
            ways += [_integration(kind, item, shared, reader) for item in reader.items(value, key)]
    return Receiver(name, tuple(ways), node.place)


def _integration(kind: str, node: Node, shared: Said, reader: Reader) -> Integration:
    rules = KINDS[kind]
    what = f"{kind}{SUFFIX}"
    if node.value is None and kind not in _MAY_BE_NOTHING:
        reader.fault(node.place, f"an item of {what} says nothing", "fill it in, or remove it")
        return Integration(kind, "unknown", place=node.place)
    said = reader.mapping(node, what, rules.keys)
    _check_scalars(said, what, reader)
    for one, other in rules.either:
        _at_most_one(said, one, other, what, reader)
    for group in rules.needs:
        if not any(_is_said(said, key) for key in group):
            reader.fault(node.place, f"{what}: {_one_of(group)} is missing", f"add {group[0]}")
    _check_shared(node, said, shared, rules, what, reader)
    for key in rules.urls:
        if key in said:
            check_address(key, said[key], reader, template=kind == "webhook", hidden=HIDDEN)
    _check_host_port(said.get("smarthost"), "smarthost", reader)
    check_http(said.get("http_config"), what, reader)
    check_more(kind, node, said, reader)
    return _known(kind, node, {**_inherited(said, shared, rules), **_texts(said)}, shared)


def _check_shared(node: Node, said: Said, shared: Said, rules: Kind, what: str, reader: Reader) -> None:
    authorized = bool(said.get("http_config") and said["http_config"].get("authorization"))
    for here, there in rules.shared:
        if authorized and "app_token" in here and not any(_is_said(said, k) for k in here):
            fallback = there[:2]  # a way of its own to sign in keeps the shared token of Slack out
        else:
            fallback = there
        if not any(_is_said(said, key) for key in here) and not any(_is_said(shared, key) for key in fallback):
            remedy = f"add {here[0]}, or global.{there[0]}"
            reader.fault(node.place, f"{what}: {_one_of(here)} is missing here and in global", remedy)


def _inherited(said: Said, shared: Said, rules: Kind) -> dict[str, str]:
    """What the receiver takes from `global`, under its own names."""
    found: dict[str, str] = {}
    for here, there in rules.shared:
        if not any(_is_said(said, key) for key in here):
            found |= {key: _plain(shared[name]) for key, name in zip(here, there, strict=True) if name in shared}
    return found


def _known(kind: str, node: Node, said: Mapping[str, str], shared: Said) -> Integration:
    """The integration without its secrets."""
    rules = KINDS[kind]
    keys: list[str] = []
    for name in rules.secrets:
        value = said.get(name, "")
        if value and value != HIDDEN:
            keys += address_keys(value) if name in rules.urls else [fingerprint(value)]
    addresses = [said[name] for name in rules.urls if said.get(name)]
    if not addresses and (common := GLOBAL_URLS.get(kind, "")) in shared:
        addresses = [_plain(shared[common])]
    shown = said.get(rules.target, "") if rules.target else ""
    host = next(filter(None, map(host_of, addresses)), "") or ("" if addresses else DEFAULT_HOSTS.get(kind, ""))
    files = [f"key in {said[name]}" for name in rules.files if said.get(name)]
    target = ", ".join(part for part in (shown, host, *files) if part)
    address = said.get("url", "") if kind == "webhook" else ""
    paging = paging_of(kind, address=address, priority=said.get("priority", ""))
    return Integration(kind, paging, target, tuple(dict.fromkeys(keys)), node.place)


def _check_scalars(said: Said, what: str, reader: Reader) -> None:
    for key, value in said.items():
        if key in FLAGS or (key == "html" and what == f"pushover{SUFFIX}"):
            reader.flag(value, f"{what}: {key}")
        elif key == "max_alerts" and not reader.text(value, key).isdecimal():
            reader.fault(value.place, f"{what}: {key} has to be a whole number", "write a number, 0 for all")
        elif key not in STRUCTURES:
            reader.text(value, f"{what}: {key}")


def _check_host_port(node: Node | None, key: str, reader: Reader) -> None:
    text = reader.text(node, key)
    host, colon, port = text.rpartition(":")
    bare = ":" in host and not (host.startswith("[") and host.endswith("]"))
    if node is not None and text and (not colon or not port or bare):
        reader.fault(node.place, f"{key} has to be host:port", "add the port, for example mail.example.com:587")


def _at_most_one(said: Said, one: str, other: str, what: str, reader: Reader) -> None:
    if _is_said(said, one) and _is_said(said, other):
        message = f"{what}: at most one of {one} and {other} may stand"
        reader.fault(said[other].place, message, "keep one")


def _is_said(said: Said, key: str) -> bool:
    """Whether a key says something; false is nothing, and so is a chat of number 0."""
    value = said.get(key)
    if value is None or not isinstance(value.value, str):
        return value is not None
    return value.value not in {"", "false"} and not (key == "chat_id" and value.value == "0")


def _texts(said: Said) -> dict[str, str]:
    return {key: value.value for key, value in said.items() if isinstance(value.value, str)}


def _plain(node: Node) -> str:
    return node.value if isinstance(node.value, str) else ""


def _one_of(keys: tuple[str, ...]) -> str:
    return keys[0] if len(keys) == 1 else f"one of {', '.join(keys)}"
