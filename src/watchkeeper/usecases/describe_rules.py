"""Says what the rules are: the list, one rule's page, the policy file's schema."""

from __future__ import annotations

import inspect

import msgspec

from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.domain.rules import RuleRecord
from watchkeeper.usecases.wiring import load_rules, rule_module


def list_rules(style: str) -> str:
    """All rules as a table (terminal, markdown) or as JSON."""
    rules = load_rules()
    if style == "json":
        entries = [_entry(rule) for rule in rules]
        return _json({"schema": "watchkeeper.rules/1", "rules": entries})
    if style == "markdown":
        rows = "".join(f"| `{r.id}` | {r.summary} | {r.mode} |\n" for r in rules)
        return f"| rule | what it asks | recommended |\n|---|---|---|\n{rows}"
    width = max(len(rule.id) for rule in rules)
    return "".join(f"{r.id:<{width}}  {r.mode:<7}  {r.summary}\n" for r in rules)


def explain_rule(rule: str, style: str) -> str:
    """The page of one rule.

    Raises:
        UsageError: there is no such rule; the nearest one is named.
    """
    records = {record.id: record for record in load_rules()}
    if rule not in records:
        from difflib import get_close_matches

        near = get_close_matches(rule, records, n=1, cutoff=0.4)
        raise UsageError(
            Problem(
                f"there is no rule {rule!r}", remedy=f"did you mean {near[0]}?" if near else "see: watchkeeper rules"
            )
        )
    record = records[rule]
    text = inspect.cleandoc(rule_module(rule).__doc__ or "")
    if style == "json":
        return _json({"schema": "watchkeeper.rule/1", **_entry(record), "page": text})
    options = "".join(
        f"- {o.name} ({o.type}, default {msgspec.json.encode(o.default).decode()}): {o.doc}\n" for o in record.options
    )
    facts = f"Since {record.since}. Recommended mode: {record.mode}."
    page = f"# {rule}\n\n{text}\n\n## Options\n{options or 'None.'}\n\n{facts}\n"
    return page if style == "markdown" else page.replace("## ", "").replace("# ", "")


def policy_schema_text() -> str:
    """The JSON Schema of the policy file."""
    from watchkeeper.policy.schema import policy_schema

    return _json(policy_schema(load_rules()))


def _entry(rule: RuleRecord) -> dict[str, object]:
    options = [{"name": o.name, "type": o.type, "default": o.default, "doc": o.doc} for o in rule.options]
    return {
        "id": rule.id, "summary": rule.summary, "mode": rule.mode, "options": options,
        "evidence": rule.evidence, "since": rule.since,
    }  # fmt: skip


def _json(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"
