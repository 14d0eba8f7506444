"""The style of the drill's page: light and dark, on paper too; states differ by mark and word, not by colour alone."""

from __future__ import annotations

STYLE = """
:root { --ink: #1c2430; --soft: #5b6776; --line: #d6dce4; --paper: #fbfcfd; --card: #fff; --good: #1a7f4b;
  --bad: #b3261e; --vague: #8a6100; --good-bg: #e8f5ee; --bad-bg: #fdecea; --vague-bg: #fff6df; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf1; --soft: #9aa7b6; --line: #35404d; --paper: #12171d;
  --card: #1a2129; --good: #5fcf98; --bad: #ff8a80; --vague: #f0c04f; --good-bg: #14301f; --bad-bg: #3a1b19;
  --vague-bg: #33290f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.7rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
.sub, .foot, footer { color: var(--soft); font-size: .88rem; } .sub { margin: .2rem 0 1rem; }
code { font: .85em ui-monospace, monospace; overflow-wrap: anywhere; }
.drill + .drill { margin-top: 4rem; border-top: 2px solid var(--line); padding-top: 2rem; }
.verdict { border-left: 5px solid; padding: .7rem 1rem; border-radius: .3rem; margin: 1rem 0; }
.verdict p { margin: 0; font-size: 1.1rem; font-weight: 600; } .verdict .hour { font-size: .88rem; font-weight: 400; }
.verdict.holds { border-color: var(--good); background: var(--good-bg); }
.verdict.broken { border-color: var(--bad); background: var(--bad-bg); }
.time { width: 100%; height: auto; margin: .6rem 0 0; overflow: visible; }
.time line { stroke: var(--soft); stroke-width: 2; } .time circle { fill: var(--ink); }
.time text { fill: var(--soft); font-size: 13px; }
.chain { list-style: none; margin: 1rem 0; padding: 0; }
.chain li { position: relative; display: flex; gap: .9rem; padding: 0 0 .9rem; }
.chain li:not(:last-child)::before { content: ""; position: absolute; left: .84rem; top: 1.8rem; bottom: -.1rem;
  border-left: 3px solid var(--good); }
.chain li.broken::before, .chain li.weak::before { border-left: 3px dashed var(--bad) !important; }
.chain li.unknown::before { border-left: 3px dotted var(--vague) !important; }
.chain li.not-asked::before, .chain li.aside::before { border-left: 3px solid var(--line) !important; }
.chain .mark { flex: none; width: 1.8rem; height: 1.8rem; border-radius: 50%; display: grid; place-items: center;
  font-weight: 700; background: var(--good-bg); color: var(--good); border: 2px solid; }
.chain .broken .mark, .chain .weak .mark { background: var(--bad-bg); color: var(--bad); }
.chain .unknown .mark { background: var(--vague-bg); color: var(--vague); }
.chain .not-asked .mark, .chain .aside .mark { background: none; color: var(--soft); border-color: var(--line); }
.chain li > div { flex: 1; min-width: 0; } .chain p { margin: .1rem 0; overflow-wrap: anywhere; }
.chain li.first > div { background: var(--bad-bg); border-radius: .4rem; padding: .5rem .8rem; margin-top: -.4rem; }
.chain h3 { font-size: 1rem; margin: .1rem 0 0; } .chain h3 small { font-weight: 400; color: var(--soft); }
.chain .n { color: var(--soft); font-weight: 400; } .aside h3, .aside p { color: var(--soft); }
.here { color: var(--bad); font-weight: 700; } .remedy::before { content: "→ "; }
.ladder { display: inline-flex; gap: 2px; vertical-align: middle; margin-right: .3rem; }
.ladder i { width: .7rem; height: .5rem; border: 1px solid var(--soft); border-radius: 2px; }
.ladder .on { background: var(--soft); } .ladder .ask { outline: 1px solid var(--ink); outline-offset: 1px; }
details { border: 1px solid var(--line); border-radius: .4rem; padding: .5rem .8rem; margin: .5rem 0; }
summary { cursor: pointer; } table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
tr.broken .mark, tr.broken td:nth-child(3) { color: var(--bad); font-weight: 700; }
tr.holds .mark { color: var(--good); }
tr.unknown .mark { color: var(--vague); }
.joins td:nth-child(3) { font-weight: 400 !important; color: inherit !important; }
a { color: inherit; } .index { margin-bottom: 3rem; } footer { margin-top: 3rem; }
@media (max-width: 40rem) { .joins td:nth-child(5), .joins th:nth-child(5) { display: none; } }
@media print { body { background: none; } details { border: 0; } details > * { display: block; } }
"""
