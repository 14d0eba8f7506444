"""A change does not blind a component: its alerts load, can fire, and read what its code exports.

## What it checks
Links 1 to 6 of the drill of each component that the change concerns: something watches for errors or
absence (`signal`), the code exports what is watched (`metric`), it is collected (`scrape`), the rule loads
(`alert-rule`), it can fire (`fires`), and the alert says what it is about (`alert-labels`). A link fails
where the change makes it worse: a metric renamed, an alert that cannot fire, a file that nobody loads. A
new component needs all that its tier and promise ask for. What is wrong with further alerts since the
change is told as well. Old debt is not held against the change.

## Why
A dashboard is green when nobody measures. An alert on a metric that was renamed last week looks exactly
like an alert on a healthy service.

## Evidence
`readiness/drill`: the files of both sides, read as data: rules of Prometheus and Grafana,
service level objectives, scrape configurations, the code's own exports. Queries are parsed, not run.
What the change brings along for itself counts as resolved at most, until somebody else approved it.

## When it is wrong
- A metric that a library exports under a name that is put together at run time is not known, and says so.
- An alert that lives in a vendor's web page is not seen; export it, or name the component's pager.
- Whether the threshold is a good one is not judged, only whether it can be reached.

## Remedy
Rename the metric in the alert too, in the same change; or keep exporting the old one until the alert has
moved. `watchkeeper drill COMPONENT --verbose` shows how names were joined.

## References
- Prometheus documentation, Alerting rules.
- Google, Site Reliability Engineering, Monitoring Distributed Systems.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.drill.compared import DRILLS
from watchkeeper.domain.finding import Finding
from watchkeeper.domain.readiness.drill import LinkId
from watchkeeper.domain.rules import Example, Rule, Setting, Subject
from watchkeeper.rules.readiness._findings import judge_links
from watchkeeper.rules.readiness._samples import beside, link_examples

ID = "readiness/monitoring"
LINKS: tuple[LinkId, ...] = ("signal", "metric", "scrape", "alert-rule", "fires", "alert-labels")
NOT_KNOWN = "Whether this change blinds a component is not known."


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """This rule has no options."""


RULE = Rule(
    summary="A component is still watched after the change; a new one is watched at all",
    since="0.1",
    mode="warn",
    evidence=(DRILLS,),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for each component that the change makes worse, or brings along without."""
    del setting
    yield from judge_links(ID, subject, LINKS, "monitoring", NOT_KNOWN)


def examples() -> tuple[Example, ...]:
    """Made worse, new and lacking, beside the chain, old debt, good, not known."""
    return link_examples(
        "metric",
        "pay_errors_total is exported by nobody; this change renames it",
        "pay_errors_total is exported by pay/app.py",
        NOT_KNOWN,
        beside("monitoring", "the alert PayOld: fires is broken: asks for a ratio above one"),
    )
