"""Link 20: somebody tells the customers."""

from __future__ import annotations

from watchkeeper.analysis.drill.case import Case, broken, holds, unknown
from watchkeeper.domain.readiness.drill import Link


def judge(case: Case) -> Link:
    """Holds if who tells the customers is named and can be reached like everybody."""
    facts = case.facts
    place = facts.component.place
    if not facts.customers_text:
        remedy = f"name them under components → {facts.component.name} → customers, or by the catalog's annotation"
        return unknown("customer-impact", "nobody is named who tells the customers", remedy, [place])
    found = facts.customers
    if found is None or found.state == "unknown":
        why = found.why if found else "cannot be looked up without a list of people"
        says = f"{facts.customers_text} {why}"
        return unknown("customer-impact", says, "list them in the people file", [place], rung="declared")
    if found.state == "nobody":
        says = f"{facts.customers_text} {found.why}"
        return broken("customer-impact", says, "name somebody who is there", [place, found.place])
    return holds("customer-impact", "resolved", f"{found.name} tells the customers", [place, found.place])
