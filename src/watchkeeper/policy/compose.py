"""Composes presets, organisation policies and the repository's file into the policy in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from watchkeeper.analysis.paths import matches
from watchkeeper.domain.finding import MODES, Mode
from watchkeeper.domain.ownership.agreements import AgreementTerms
from watchkeeper.domain.policy import PolicyFile, RuleEntry, RuleSetting
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.domain.report import Origin
from watchkeeper.domain.rules import RuleRecord
from watchkeeper.domain.waivers import Terms
from watchkeeper.policy.layers import Layer
from watchkeeper.policy.terms import agreement_terms, loosened_terms, terms_in_force

EVERY_RULE = "*"
PLANNED = ("custom/", "dependencies/", "impact/", "review/", "rollback/", "tier/")
"""Capabilities of the contract that this version has no rules for: a policy may name them already."""
NOT_BUILT = "not in this version"
TYPES: Mapping[str, tuple[type, ...]] = {
    "integer": (int,), "number": (int, float), "string": (str,), "boolean": (bool,), "array": (list, tuple),
}  # fmt: skip


class Entry(Struct, frozen=True):
    """What one layer says of one rule: its mode if it sets one, options, and their places."""

    mode: Mode | None
    options: dict[str, object]
    origins: dict[str, Place]


class ScopeEntries(Struct, frozen=True):
    """A scope: its globs and what it says of each rule."""

    paths: tuple[str, ...]
    entries: dict[str, Entry]


class Policy:
    """The policy in force: a setting for every rule, by path where scopes say so."""

    def __init__(
        self,
        settings: dict[str, RuleSetting],
        scopes: Sequence[ScopeEntries],
        layers: Sequence[Layer],
        *,
        observing: bool,
        planned: tuple[str, ...] = (),
    ) -> None:
        self._settings = settings
        self._scopes = tuple(scopes)
        self._layers = tuple(layers)
        self.observing = observing
        self._planned = planned

    @property
    def planned(self) -> tuple[str, ...]:
        """Rules that the policy names and this version does not have."""
        return self._planned

    @cached_property
    def file(self) -> PolicyFile:
        """The repository's own file, or an empty one."""
        return self._layers[-1].file if self._layers else PolicyFile(version=1)

    @property
    def prices(self) -> Mapping[str, float]:
        """Prices by name; those of the nearest layer that sets any."""
        return next((layer.file.prices for layer in reversed(self._layers) if layer.file.prices), {})

    @property
    def retention(self) -> Mapping[str, int]:
        """Days that payloads of the ledger are kept for, by event type; those of the nearest layer that sets any."""
        return next((layer.file.retention for layer in reversed(self._layers) if layer.file.retention), {})

    @property
    def escalation(self) -> str:
        """Whom to ask when nobody else answers; "" when no layer says."""
        return next((layer.file.escalation for layer in reversed(self._layers) if layer.file.escalation), "")

    @cached_property
    def terms(self) -> Terms:
        """How long waivers count and how soon a second person agrees."""
        return terms_in_force(self._layers)

    @cached_property
    def agreement_terms(self) -> AgreementTerms:
        """How long an acceptance counts and how soon who is asked answers."""
        return agreement_terms(self._layers)

    def protects(self, branch: str) -> bool:
        """Whether a branch is listed as protected."""
        return any(matches(branch, glob) for layer in self._layers for glob in layer.file.protected)

    def setting(self, rule: str, paths: Iterable[str]) -> RuleSetting:
        """The strictest of what each path gets: the last matching scope wins, key by key.

        Strictest means the highest mode, the smallest `max…`, the largest `min…`. Without paths, or
        without scopes, the top level rules alone.
        """
        top = self._settings[rule]
        relevant = [scope for scope in self._scopes if rule in scope.entries]
        if not relevant:
            return top
        signatures = {tuple(any(matches(path, glob) for glob in s.paths) for s in relevant) for path in paths}
        found = [self._capped(_applied(top, rule, relevant, signature)) for signature in sorted(signatures)]
        return _strictest(found) if found else top

    def _capped(self, setting: RuleSetting) -> RuleSetting:
        mode: Mode = "observe" if self.observing and setting.mode in {"warn", "block"} else setting.mode
        return RuleSetting(mode, setting.options, setting.origins)

    def origins(self) -> tuple[Origin, ...]:
        """Every key in force with the place where it was written; built-in ones have no line."""
        found: list[Origin] = []
        for rule, setting in self._settings.items():
            values = {"mode": setting.mode, **setting.options}
            found += [
                Origin(f"{rule}.{k}", str(v), setting.origins.get(k, Place("built in"))) for k, v in values.items()
            ]
        return tuple(found)


def compose(layers: Sequence[Layer], catalogue: Sequence[RuleRecord], *, observing: bool = False) -> Policy:
    """The policy of these layers, lowest first, over the rules' recommended modes and defaults.

    `observing` lowers every mode to observe at most.

    Raises:
        UsageError: an unknown rule, mode or option, a wrong type, or a floor that is loosened; all at once.
    """
    records = {record.id: record for record in (*catalogue, *_planned(layers))}
    problems: list[Problem] = []
    settings = {r.id: RuleSetting(r.mode, {o.name: o.default for o in r.options}, {}) for r in records.values()}
    scopes: list[ScopeEntries] = []
    for layer in layers:
        entries = _entries(layer, layer.file.rules, ("rules",), records, problems)
        settings = {rule: _merged(setting, entries.get(rule)) for rule, setting in settings.items()}
        for at, scope in enumerate(layer.file.scopes):
            said = _entries(layer, scope.rules, ("scopes", at, "rules"), records, problems)
            scopes.append(ScopeEntries(scope.paths, said))
    for layer in layers:
        floor = _entries(layer, layer.file.floor.rules, ("floor", "rules"), records, problems)
        for rule, entry in floor.items():
            loosened = _loosened(rule, entry, settings[rule], scopes)
            problems += loosened
            settings[rule] = settings[rule] if loosened else _raised(settings[rule], entry)
    problems += loosened_terms(layers)
    if problems:
        raise UsageError(*problems)
    if observing:
        settings = {rule: RuleSetting(_observed(s.mode), s.options, s.origins) for rule, s in settings.items()}
    planned = tuple(record.id for record in records.values() if record.summary == NOT_BUILT)
    return Policy(settings, scopes, layers, observing=observing, planned=planned)


def _planned(layers: Sequence[Layer]) -> list[RuleRecord]:
    """Records of rules that are named and not built yet: off unless somebody sets a mode."""
    said = [rules for layer in layers for rules in (layer.file.rules, *(s.rules for s in layer.file.scopes))]
    names = dict.fromkeys(rule for rules in said for rule in rules if rule.startswith(PLANNED))
    custom: dict[str, Mode] = {rule.id: rule.mode for layer in layers for rule in layer.file.custom}
    modes: dict[str, Mode] = {**dict.fromkeys(names, "off"), **custom}
    return [RuleRecord(name, NOT_BUILT, "", mode, ()) for name, mode in modes.items()]


def _observed(mode: Mode) -> Mode:
    return "observe" if mode in {"warn", "block"} else mode


def _entries(
    layer: Layer,
    rules: Mapping[str, RuleEntry],
    path: tuple[str | int, ...],
    records: Mapping[str, RuleRecord],
    problems: list[Problem],
) -> dict[str, Entry]:
    """What a layer says of each rule; `*` speaks of every rule that the layer does not name."""
    found: dict[str, Entry] = {}
    for rule, entry in rules.items():
        if rule in records:
            found[rule] = _entry(layer, rule, entry, (*path, rule), records[rule], problems)
        elif rule != EVERY_RULE:
            problems.append(Problem(f"unknown rule {rule!r}", layer.keys.get((*path, rule)), _near(rule, records)))
    every = rules.get(EVERY_RULE)
    if every in MODES:
        place = layer.at(*path, EVERY_RULE)
        origins = {"mode": place} if place else {}
        for rule in records:
            if records[rule].summary != NOT_BUILT:
                found.setdefault(rule, Entry(_mode(every), {}, origins))
    elif every is not None:
        problems.append(Problem("'*' takes a mode", layer.at(*path, EVERY_RULE), f"one of {', '.join(MODES)}"))
    return found


def _entry(
    layer: Layer, rule: str, entry: RuleEntry, path: tuple[str | int, ...], record: RuleRecord, problems: list[Problem]
) -> Entry:
    values: Mapping[str, object] = {"mode": entry} if isinstance(entry, str) else entry
    options: dict[str, object] = {}
    origins: dict[str, Place] = {}
    known = {option.name: option for option in record.options}
    for key, value in values.items():
        place = layer.at(*path) if isinstance(entry, str) else layer.at(*path, key)
        if place:
            origins[key] = place
        if key == "mode":
            if value not in MODES:
                problems.append(Problem(f"{rule}: {value!r} is not a mode", place, _near(str(value), MODES)))
        elif record.summary == NOT_BUILT:
            options[key] = value
        elif key not in known:
            names = ["mode", *known]
            problems.append(Problem(f"{rule} has no option {key!r}", layer.keys.get((*path, key)), _near(key, names)))
        elif not _has_type(value, known[key].type):
            problems.append(Problem(f"{rule}: {key} takes a value of type {known[key].type}, not {value!r}", place))
        else:
            options[key] = value
    mode = values.get("mode")
    return Entry(_mode(mode) if mode in MODES else None, options, origins)


def _has_type(value: object, type_: str) -> bool:
    if isinstance(value, bool):
        return type_ == "boolean"
    return isinstance(value, TYPES[type_])


def _mode(value: object) -> Mode:
    return next(mode for mode in MODES if mode == value)


def _near(word: str, names: Iterable[str]) -> str:
    from difflib import get_close_matches

    known = list(names)
    near = get_close_matches(word, known, n=1, cutoff=0.4)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"


def _merged(setting: RuleSetting, entry: Entry | None) -> RuleSetting:
    if entry is None:
        return setting
    origins = {**setting.origins, **entry.origins}
    return RuleSetting(entry.mode or setting.mode, {**setting.options, **entry.options}, origins)


def _applied(top: RuleSetting, rule: str, scopes: Sequence[ScopeEntries], signature: Sequence[bool]) -> RuleSetting:
    for scope, applies in zip(scopes, signature, strict=True):
        if applies:
            top = _merged(top, scope.entries[rule])
    return top


def _strictest(settings: Sequence[RuleSetting]) -> RuleSetting:
    best = max(settings, key=lambda s: MODES.index(s.mode))
    options, origins = dict(best.options), dict(best.origins)
    for setting in settings:
        for name, value in setting.options.items():
            if setting.mode != "off" and _looser(name, options[name], value):
                options[name] = value
                if name in setting.origins:
                    origins[name] = setting.origins[name]
    return RuleSetting(best.mode, options, origins)


def _looser(name: str, value: object, than: object) -> bool:
    """Whether an option's value is looser than another; only `max…` and `min…` numbers have an order."""
    if isinstance(value, int | float) and isinstance(than, int | float):
        return (name.startswith("max") and value > than) or (name.startswith("min") and value < than)
    return False


def _raised(setting: RuleSetting, floor: Entry) -> RuleSetting:
    """What nobody above the floor's own layer changed stands at least as the floor says."""
    return _strictest([setting, _merged(setting, floor)])


def _loosened(rule: str, floor: Entry, setting: RuleSetting, scopes: Sequence[ScopeEntries]) -> list[Problem]:
    """Where a rule in force, or a scope, is looser than the floor."""
    said = [Entry(setting.mode if "mode" in setting.origins else None, setting.options, setting.origins)]
    said += [scope.entries[rule] for scope in scopes if rule in scope.entries]
    found: list[Problem] = []
    for entry in said:
        if floor.mode and entry.mode and MODES.index(entry.mode) < MODES.index(floor.mode):
            found.append(_floor_problem(rule, "mode", entry, floor, entry.mode, floor.mode))
        for name, least in floor.options.items():
            value = entry.options.get(name, least)
            fixed = not name.startswith(("max", "min")) and value != least
            if name in entry.origins and (fixed or _looser(name, value, least)):
                found.append(_floor_problem(rule, name, entry, floor, value, least))
    return found


def _floor_problem(rule: str, key: str, entry: Entry, floor: Entry, value: object, least: object) -> Problem:
    message = f"{rule}.{key}: {value} is looser than the floor {least} ({floor.origins.get(key, 'built in')})"
    return Problem(message, entry.origins.get(key), "tighten it, or ask whoever owns the organisation policy")
