"""Times rotas over 90 days: two daily rules in two zones, 10,000 events, layers: `python bench/oncall.py`."""

from __future__ import annotations

import time
from collections.abc import Callable

from watchkeeper.analysis.oncall.cover import cover
from watchkeeper.analysis.oncall.expand import expand
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.on_call import Layer, Rota, Window
from watchkeeper.formats.calendars.icalendar_feed import parse_icalendar

START = 1_785_542_400
"""2026-08-01T00:00:00Z."""
DAY = 86_400
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
NIGHT = (
    "BEGIN:VEVENT\r\nUID:night\r\nDTSTART;TZID=Europe/Berlin:20250101T180000\r\n"
    "DTEND;TZID=Europe/Berlin:20250102T080000\r\nRRULE:FREQ=DAILY\r\nSUMMARY:ada\r\nEND:VEVENT\r\n"
)
BY_DAY = (
    "BEGIN:VEVENT\r\nUID:day\r\nDTSTART:20250101T070000Z\r\nDTEND:20250101T170000Z\r\n"
    "RRULE:FREQ=DAILY\r\nSUMMARY:ben\r\nEND:VEVENT\r\n"
)


def main() -> None:
    """Print the best of five of each."""
    rules = (HEAD + NIGHT + BY_DAY + "END:VCALENDAR\r\n").encode()
    many = (HEAD + "".join(_event(n) for n in range(10_000)) + "END:VCALENDAR\r\n").encode()
    layers = tuple(
        Layer(f"layer {n}", (("ada",), ("ben",), ("cat",)), START - 400 * DAY, DAY, "seconds", n,
              windows=tuple(Window(d * DAY + 8 * 3600, d * DAY + 18 * 3600) for d in range(5)))
        for n in range(3)
    )  # fmt: skip
    rota = Rota("r", "r", "Europe/Berlin", Place("r"), layers=layers)
    print(f"two rules, 90 days: {_best(lambda: _holes(rules, 90)):,.0f} ms, {_holes(rules, 90)} holes")
    print(f"two rules, 365 days: {_best(lambda: _holes(rules, 365)):,.0f} ms, {_holes(rules, 365)} holes")
    print(f"10,000 events, 90 days: {_best(lambda: _holes(many, 90)):,.0f} ms")
    print(f"three layers with hours, 90 days: {_best(lambda: len(expand(rota, START, START + 90 * DAY))):,.0f} ms")


def _event(n: int) -> str:
    """One of 10,000 events, spread over 2026."""
    when = f"2026{n % 12 + 1:02}{n % 28 + 1:02}T{n % 24:02}0000Z"
    return f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART:{when}\r\nDURATION:PT1H\r\nSUMMARY:p{n % 9}\r\nEND:VEVENT\r\n"


def _holes(data: bytes, days: int) -> int:
    (rota,) = parse_icalendar(data, "rota.ics").rotas
    end = START + days * DAY
    return len(cover(expand(rota, START, end), START, end, lambda _: "").gaps)


def _best(work: Callable[[], int]) -> float:
    """Milliseconds of the fastest of five runs."""
    found = []
    for _ in range(5):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return min(found) * 1000


if __name__ == "__main__":
    main()
