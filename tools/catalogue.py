"""Writes what is generated: the rules' catalogue, pages and table, the events' pages; --check fails on drift."""

from __future__ import annotations

import argparse
import importlib
import inspect
import pkgutil
import sys
from pathlib import Path

import msgspec
from event_pages import FOLDER, described, event_outputs

import watchkeeper.rules
from watchkeeper.domain.rules import OptionField, RuleRecord

ROOT = Path(__file__).resolve().parent.parent
TYPES = {int: "integer", float: "number", str: "string", bool: "boolean"}


def find_rules() -> list[RuleRecord]:
    """Walk the rules' folder: every module whose name does not start with an underscore is a rule."""
    found = []
    for capability in pkgutil.iter_modules(watchkeeper.rules.__path__):
        package = importlib.import_module(f"watchkeeper.rules.{capability.name}")
        names = [info.name for info in pkgutil.iter_modules(package.__path__) if not info.name.startswith("_")]
        found += [record(f"{capability.name}/{name}".replace("_", "-")) for name in names]
    return sorted(found, key=lambda rule: rule.id)


def record(rule: str) -> RuleRecord:
    """The record of one rule, its options read from the options struct and its docstring."""
    module = importlib.import_module("watchkeeper.rules." + rule.replace("/", ".").replace("-", "_"))
    _, docs = described(module.Options)
    options = tuple(
        OptionField(f.name, _json_type(f.type), f.default, docs[f.name]) for f in msgspec.structs.fields(module.Options)
    )
    r = module.RULE
    return RuleRecord(rule, r.summary, r.since, r.mode, tuple(k.name for k in r.evidence), r.concerns, options)


def _json_type(type_: object) -> str:
    return TYPES.get(type_, "array") if isinstance(type_, type) else "array"


def page(rule: RuleRecord) -> str:
    """The documentation page of one rule: its docstring, its modes, evidence and options."""
    module = importlib.import_module("watchkeeper.rules." + rule.id.replace("/", ".").replace("-", "_"))
    rows = "".join(
        f"| `{o.name}` | {o.type} | `{msgspec.json.encode(o.default).decode()}` | {o.doc} |\n" for o in rule.options
    )
    table = f"\n| option | type | default | meaning |\n|---|---|---|---|\n{rows}" if rows else "\nNone.\n"
    text = inspect.cleandoc(module.__doc__)
    facts = (
        f"Since {rule.since}. Recommended mode: `{rule.mode}`. Evidence: {', '.join(f'`{k}`' for k in rule.evidence)}."
    )
    return f"# {rule.id}\n\n{text}\n\n## Options\n{table}\n{facts}\n"


def outputs() -> dict[Path, str]:
    """Every generated file with its text."""
    rules = find_rules()
    catalogue = msgspec.json.format(msgspec.json.encode({"rules": rules}), indent=1).decode() + "\n"
    files = {ROOT / "src/watchkeeper/data/catalogue.json": catalogue}
    files |= {ROOT / f"docs/rules/{rule.id}.md": page(rule) for rule in rules}
    rows = "".join(f"| [{r.id}]({r.id}.md) | {r.summary} | {r.mode} |\n" for r in rules)
    files[ROOT / "docs/rules/README.md"] = f"# Rules\n\n| rule | what it asks | recommended |\n|---|---|---|\n{rows}"
    return files | event_outputs(ROOT)


def main() -> int:
    """Write the files, or with --check list those that differ and return 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    files = outputs()
    generated = (ROOT / "docs/rules", ROOT / FOLDER)
    known = {page for folder in generated for page in folder.rglob("*.md")} | set(files)
    stale = [p for p in sorted(known) if p not in files or not p.exists() or p.read_text("utf-8") != files[p]]
    for path in stale:
        print(("differs: " if check else "writes: ") + str(path.relative_to(ROOT)))
        if not check and path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files[path], "utf-8")
        elif not check:
            path.unlink()
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
