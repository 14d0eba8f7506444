"""Writes drills as one HTML page that needs nothing else: the chain drawn, the time to the first human, the joins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from watchkeeper.domain.evidence import RUNGS
from watchkeeper.domain.readiness.drill import QUESTIONS, Chain, Drill, JoinStep, Link
from watchkeeper.rendering.escaping import one_line
from watchkeeper.rendering.readiness.drill_style import STYLE
from watchkeeper.rendering.readiness.drill_words import MARKS, broken_at, duration, head, moment, places, rung, verdict

WORDS = {"holds": "holds", "broken": "broken", "unknown": "not known", "not-asked": "not asked for"}
WIDTH = 640
"""The width of the time line, in units of its own."""


def render_page(drills: Sequence[Drill], where: str) -> str:
    """The page of one drill, or of many with a table on top. `where` says which tree was read."""
    title = f"Who wakes at 2 a.m.: {drills[0].name}" if len(drills) == 1 else "Who wakes at 2 a.m."
    body = [*_index(drills), *(line for drill in drills for line in _drill(drill))]
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            f"<title>{_text(title)}</title>",
            f"<style>{STYLE}</style></head>",
            "<body><main>",
            *body,
            f"<footer>Read from {_text(where)}. A link that is not known is no pass.</footer>",
            "</main></body></html>",
            "",
        ]
    )


def _text(value: str) -> str:
    return escape(one_line(value), quote=True)


def _index(drills: Sequence[Drill]) -> Iterator[str]:
    if len(drills) == 1:
        return
    yield "<h1>Who wakes at 2 a.m.</h1>"
    yield '<table class="index"><thead><tr><th>component</th><th>promise</th><th>first broken link</th>'
    yield "<th>first human</th><th>after</th></tr></thead><tbody>"
    for drill in sorted(drills, key=lambda d: (d.chain.broken is None, d.name)):
        chain = drill.chain
        first = (chain.first.name, duration(chain.first.after)) if chain.first else ("", "")
        state = "broken" if chain.broken else "holds"
        cells = (drill.promise_text or "none said", broken_at(chain), *first)
        link = f'<a href="#{_text(drill.component)}">{_text(drill.name)}</a>'
        yield f'<tr class="{state}"><td>{link}</td>' + "".join(f"<td>{_text(cell)}</td>" for cell in cells) + "</tr>"
    yield "</tbody></table>"


def _drill(drill: Drill) -> Iterator[str]:
    chain = drill.chain
    level = "broken" if chain.broken else "holds"
    yield f'<section class="drill" id="{_text(drill.component)}">'
    asked = head(drill).removeprefix(one_line(drill.name)).strip(" ()")
    yield f"<h1>{_text(drill.name)}</h1><p class='sub'>{_text(asked)}</p>"
    yield f'<div class="verdict {level}"><p class="hour">{_text(moment(chain.instant))}</p>'
    yield f"<p>{_text(_sentence(verdict(chain)))}.</p></div>"
    yield from _timeline(chain)
    yield from _chain(chain)
    for other in drill.chains[1:]:
        yield f"<details><summary>{_text(moment(other.instant))}: {_text(verdict(other))}</summary>"
        yield from _chain(other)
        yield "</details>"
    yield from _joins(drill.joins)
    if drill.others:
        yield "<h2>Beside the chain</h2><ul>"
        yield from (f"<li>{_text(str(beside))}</li>" for beside in drill.others)
        yield "</ul>"
    yield "</section>"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _timeline(chain: Chain) -> Iterator[str]:
    """The seconds from the failure to the person, drawn to scale."""
    if chain.first is None:
        return
    parts = [("the alert fires", chain.link("fires").seconds), ("it is sent", chain.link("grouping").seconds)]
    told = sum(seconds for _, seconds in parts)
    steps = [*parts, (f"{chain.first.name} is awake", max(0.0, chain.first.after - told))]
    whole = max(chain.first.after, 1)
    yield f'<svg class="time" viewBox="0 0 {WIDTH} 64" role="img" aria-label="{_text(verdict(chain))}">'
    yield f'<line x1="0" y1="22" x2="{WIDTH}" y2="22"/><circle cx="4" cy="22" r="4"/>'
    yield '<text x="0" y="44">it breaks</text>'
    at, shown = 0.0, 0.0
    for name, seconds in steps:
        at += seconds
        x = max(4.0, at / whole * (WIDTH - 4))
        last = name == steps[-1][0]
        yield f'<circle cx="{x:.0f}" cy="22" r="4"/>'
        if last or x - shown > 90:
            anchor = "end" if last else "middle"
            yield f'<text x="{x:.0f}" y="12" text-anchor="{anchor}">{_text(duration(at))}</text>'
            yield f'<text x="{x:.0f}" y="44" text-anchor="{anchor}">{_text(name)}</text>'
            shown = x
    yield "</svg>"


def _chain(chain: Chain) -> Iterator[str]:
    if chain.alert:
        yield f"<p class='sub'>along the alert <code>{_text(chain.alert)}</code></p>"
    yield '<ol class="chain">'
    for link in chain.links:
        yield from _link(link, first_broken=link.id == chain.broken)
    yield "</ol>"


def _link(link: Link, *, first_broken: bool) -> Iterator[str]:
    state = "weak" if link.too_weak else link.state
    asked = link.required != "absent"
    kind = f"{state}{'' if asked else ' aside'}{' first' if first_broken else ''}"
    mark = "!" if link.too_weak else MARKS[link.state]
    yield f'<li class="{kind}"><span class="mark" aria-label="{WORDS[link.state]}">{mark}</span><div>'
    yield f"<h3><span class='n'>{link.number}</span> {link.id} <small>{_text(QUESTIONS[link.id])}</small></h3>"
    yield f"<p>{_text(link.says)}</p>"
    if first_broken:
        yield '<p class="here">the chain breaks here</p>'
    if link.remedy and asked and state != "holds":
        yield f"<p class='remedy'>{_text(_sentence(link.remedy))}.</p>"
    shown = places(link)
    where = f"<code>{_text(shown)}</code>" if shown else ""
    yield f'<p class="foot">{_ladder(link)} {_text(rung(link, dated=True))} {where}</p></div></li>'


def _ladder(link: Link) -> str:
    """The rung as five steps, those reached filled, the one asked for marked."""
    reached, wanted = RUNGS.index(link.rung), RUNGS.index(link.required)
    steps = []
    for at in range(1, len(RUNGS)):
        kind = f"{'on' if at <= reached else 'off'}{' ask' if at == wanted else ''}"
        steps.append(f'<i class="{kind}" title="{RUNGS[at]}"></i>')
    return f'<span class="ladder" aria-hidden="true">{"".join(steps)}</span>'


def _joins(steps: Sequence[JoinStep]) -> Iterator[str]:
    if not steps:
        return
    yield "<h2>How the names were joined</h2>"
    names = "".join(f"<th>{name}</th>" for name in ("", "from", "to", "by", "where"))
    yield f'<table class="joins"><thead><tr>{names}</tr></thead><tbody>'
    for step in steps:
        kind, mark = {True: ("holds", "✓"), False: ("broken", "✗"), None: ("unknown", "?")}[step.joined]
        by = step.by if step.joined else f"{step.by} → {step.remedy}" if step.remedy else step.by
        where = ", ".join(str(place) for place in step.places[:2])
        cells = "".join(f"<td>{_text(cell)}</td>" for cell in (step.left, step.right, by))
        yield f'<tr class="{kind}"><td class="mark">{mark}</td>{cells}<td><code>{_text(where)}</code></td></tr>'
    yield "</tbody></table>"
