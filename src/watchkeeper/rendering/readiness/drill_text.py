"""Draws a drill as plain text for a terminal, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from watchkeeper.domain.readiness.drill import Chain, Drill, JoinStep, Link
from watchkeeper.rendering.escaping import markdown_prose, piece
from watchkeeper.rendering.readiness.drill_words import (
    MARKS,
    broken_at,
    duration,
    head,
    moment,
    places,
    rung,
    verdict,
)

NAME = 16
COLORS = {"holds": "32", "broken": "31", "unknown": "33", "not-asked": "2"}
SHOWN_OTHERS = 10


def render_terminal(drill: Drill, *, color: bool = False, verbose: bool = False) -> str:
    """The picture: verdict, the chain that decides, the other hours, and what else was found."""
    lines = [f"{head(drill)}: who is woken when it breaks?", ""]
    lines += [*_chain(drill.chain, color=color, verbose=verbose), ""]
    if len(drill.chains) > 1:
        lines += [
            "Other hours:",
            *(f"   {piece(moment(c.instant))}: {piece(verdict(c))}" for c in drill.chains[1:]),
            "",
        ]
    joins = drill.joins if verbose else tuple(step for step in drill.joins if step.joined is False)
    if joins:
        lines += ["How the names were joined:" if verbose else "Names that lead nowhere:", *_joins(joins), ""]
    if drill.others:
        lines += ["Beside the chain:", *(f"   - {piece(str(p))}" for p in drill.others[:SHOWN_OTHERS])]
        lines += [f"   and {len(drill.others) - SHOWN_OTHERS} more"] if len(drill.others) > SHOWN_OTHERS else []
        lines.append("")
    if drill.problems:
        lines += ["Not read:", *(f"   - {piece(str(p))}" for p in drill.problems[:SHOWN_OTHERS])]
    return "\n".join(lines).rstrip() + "\n"


def _chain(chain: Chain, *, color: bool, verbose: bool) -> Iterator[str]:
    yield piece(moment(chain.instant))
    yield piece(verdict(chain))
    if chain.alert:
        yield piece(f"along the alert {chain.alert}")
    yield ""
    for _, group in groupby(chain.links, key=_said):
        links = tuple(group)
        if len(links) > 1 and not verbose:
            yield from _together(links, chain, color=color)
        else:
            for link in links:
                yield from _link(link, chain, color=color, verbose=verbose)


def _said(link: Link) -> str:
    """Links that say the same because there is nothing to say of them stand on one line."""
    return link.says if link.state in {"unknown", "not-asked"} else link.id


def _together(links: Sequence[Link], chain: Chain, *, color: bool) -> Iterator[str]:
    worst = next((link for link in links if link.state == "unknown"), links[0])
    here = next((_here(link, chain) for link in links if link.id == chain.broken), "")
    span = f"{links[0].id} … {links[-1].id} ({links[-1].number})"
    yield f" {links[0].number:>2} {_mark(worst, color=color)} {span}: {piece(worst.says)}{here}"
    if worst.state == "unknown":
        yield f"      {'':<{NAME}}→ {piece(worst.remedy)}"


def _link(link: Link, chain: Chain, *, color: bool, verbose: bool) -> Iterator[str]:
    mark = _mark(link, color=color)
    known = f"[{rung(link, dated=verbose)}]{_here(link, chain)}"
    yield f" {link.number:>2} {mark} {link.id:<{NAME}}{piece(link.says)}  {known}"
    where = places(link)
    if where and (verbose or (link.state in {"broken", "unknown"} and link.required != "absent")):
        yield f"      {'':<{NAME}}{piece(where)}"
    if link.remedy and link.state in {"broken", "unknown"} and (link.required != "absent" or verbose):
        yield f"      {'':<{NAME}}→ {piece(link.remedy)}"


def _mark(link: Link, *, color: bool) -> str:
    mark = "!" if link.too_weak else MARKS[link.state]
    return f"\033[{COLORS[link.state]}m{mark}\033[0m" if color else mark


def _here(link: Link, chain: Chain) -> str:
    if link.id != chain.broken:
        return ""
    if link.state == "holds":
        return "  ← first link that is known too loosely"
    return "  ← first link that is not known" if link.state == "unknown" else "  ← first broken link"


def _joins(steps: Sequence[JoinStep]) -> Iterator[str]:
    for step in steps:
        mark = {True: "✓", False: "✗", None: "?"}[step.joined]
        where = f" ({', '.join(str(place) for place in step.places[:2])})" if step.places else ""
        yield f"   {mark} {piece(f'{step.left} → {step.right}: {step.by}{where}')}"
        if step.remedy and not step.joined:
            yield f"     → {piece(step.remedy)}"


def render_markdown(drill: Drill) -> str:
    """The same as Markdown: a table of the links."""
    chain = drill.chain
    lines = [f"## {markdown_prose(head(drill))}", "", f"**{markdown_prose(moment(chain.instant))}**", ""]
    lines += [
        markdown_prose(verdict(chain)),
        "",
        "| # | link | | what was found | rung | where |",
        "|---|---|---|---|---|---|",
    ]
    for link in chain.links:
        says = link.says + (f" → {link.remedy}" if link.remedy and link.state in {"broken", "unknown"} else "")
        cells = [str(link.number), link.id, MARKS[link.state], says, rung(link), places(link)]
        lines.append("| " + " | ".join(markdown_prose(cell).replace("|", "\\|") for cell in cells) + " |")
    if len(drill.chains) > 1:
        lines += ["", *(f"- {markdown_prose(f'{moment(c.instant)}: {verdict(c)}')}" for c in drill.chains[1:])]
    lines += ["", *(f"- {markdown_prose(str(problem))}" for problem in (*drill.others, *drill.problems))]
    return "\n".join(lines).rstrip() + "\n"


def render_table(drills: Sequence[Drill], style: str) -> str:
    """All components in a table: verdict, first broken link, first human."""
    rows = [("component", "promise", "first broken link", "first human", "after")]
    for drill in sorted(drills, key=lambda d: (d.chain.broken is None, d.name)):
        chain = drill.chain
        first = chain.first
        nobody = "" if chain.promised and not chain.next_human else "nobody within a week"
        name, after = (first.name, duration(first.after)) if first else (nobody, "")
        rows.append((drill.name, drill.promise_text or "none said", broken_at(chain), name, after))
    if style == "markdown":
        cells = [["|", *(f" {markdown_prose(cell)} |" for cell in row)] for row in rows]
        table = ["".join(row) for row in cells]
        return "\n".join([table[0], "|" + "---|" * len(rows[0]), *table[1:]]) + "\n"
    widths = [max(len(piece(row[at])) for row in rows) for at in range(len(rows[0]))]
    text = [
        "  ".join(piece(cell).ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return "\n".join(text) + "\n"
