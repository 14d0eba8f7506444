"""The JSON Schema of the policy file, for editors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from watchkeeper.domain.finding import MODES
from watchkeeper.domain.policy import PolicyFile
from watchkeeper.domain.rules import RuleRecord
from watchkeeper.policy.compose import PLANNED


def policy_schema(catalogue: Sequence[RuleRecord]) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of `.watchkeeper.yaml`, with every rule and its options."""
    schema = msgspec.json.schema(PolicyFile, schema_hook=lambda _anything: {"description": "any value"})
    rules = {record.id: _entry(record) for record in catalogue}
    shape = {
        "type": "object",
        "properties": {"*": {"enum": list(MODES), "description": "the mode of every rule not named"}, **rules},
        "patternProperties": {f"^({'|'.join(PLANNED)})": {"description": "a rule of a later version"}},
        "additionalProperties": False,
    }
    definitions = schema["$defs"]
    for name in ("PolicyFile", "Scope", "Floor"):
        definitions[name]["properties"]["rules"] = shape
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "watchkeeper policy", **schema}


def _entry(record: RuleRecord) -> dict[str, Any]:
    options = {
        option.name: {"type": option.type, "default": option.default, "description": option.doc}
        for option in record.options
    }
    properties = {"mode": {"enum": list(MODES), "default": record.mode}, **options}
    long = {"type": "object", "properties": properties, "additionalProperties": False}
    return {"description": record.summary, "anyOf": [{"enum": list(MODES)}, long]}
