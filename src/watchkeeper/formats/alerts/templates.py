"""Finds what keeps the templates of labels and annotations from being read, as Prometheus reads them."""

from __future__ import annotations

import re

KNOWN = frozenset({"labels", "externalLabels", "externalURL", "value", ""})
"""The variables that Prometheus sets; `$` alone is the whole."""
_ACTION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_TEXT = re.compile(r'"(?:\\.|[^"\\])*"|`[^`]*`')
_SET = re.compile(r"\$(\w+)\s*(?:,\s*\$(\w+)\s*)?:?=")
_USED = re.compile(r"\$(\w*)")


def template_fault(text: str) -> str:
    """Why a template does not load, as the end of a sentence; "" where nothing is seen to be wrong with it."""
    if "{{" not in text:
        return ""
    if "{{" in _ACTION.sub("", text):
        return "opens {{ and does not close it"
    actions = [_TEXT.sub("", action) for action in _ACTION.findall(text)]
    own = {name for action in actions for found in _SET.findall(action) for name in found}
    used = [name for action in actions for name in _USED.findall(action)]
    strange = next((name for name in used if name not in KNOWN and name not in own), None)
    return "" if strange is None else f"uses the variable ${strange}, which there is not"
