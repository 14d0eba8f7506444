"""Reads Backstage's entity references, `[kind:][namespace/]name`, and judges names (descriptor format, v1alpha1)."""

from __future__ import annotations

import re

NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")
"""1 to 63 characters, letters and digits with `-`, `_`, `.` between them."""
NAMESPACE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
KIND = re.compile(r"[A-Za-z][A-Za-z0-9]{0,62}")
REFERENCE = re.compile(r"(?:([^:/]+):)?(?:([^:/]+)/)?([^:/]+)")


def parse_reference(text: str, kind: str, namespace: str) -> str:
    """The full reference in lower case (`group:default/payments`), with defaults for what is left out; "" for none.

    References are compared without case, as Backstage does.
    """
    found = REFERENCE.fullmatch(text.strip())
    if not found:
        return ""
    kind, namespace, name = found[1] or kind, found[2] or namespace, found[3]
    whole = KIND.fullmatch(kind) and NAMESPACE.fullmatch(namespace.lower()) and NAME.fullmatch(name)
    return f"{kind}:{namespace}/{name}".lower() if whole else ""


def name_fault(name: str) -> str:
    """What is wrong with an entity's name; "" for nothing."""
    if NAME.fullmatch(name):
        return ""
    return "has no name" if not name else f"has the name {name!r}; allowed are 1 to 63 of a-z, A-Z, 0-9, -, _, ."


def namespace_fault(namespace: str) -> str:
    """What is wrong with a namespace; "" for nothing. Backstage takes DNS labels only."""
    if NAMESPACE.fullmatch(namespace):
        return ""
    return f"has the namespace {namespace!r}; allowed are 1 to 63 of a-z, 0-9 and - between them"
