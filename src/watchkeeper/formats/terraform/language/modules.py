"""Modules as they are used: what their names mean, and every resource that they make."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from watchkeeper.domain.problems import Place
from watchkeeper.formats.terraform.language.evaluating import NOTHING, Effort, Names, evaluate, evaluate_body, pairs_of
from watchkeeper.formats.terraform.language.folders import PREFIXES, Folder
from watchkeeper.formats.terraform.language.syntax import Block, Expression, Literal
from watchkeeper.formats.terraform.language.values import (
    Fields,
    Partial,
    Pointer,
    Unresolved,
    Value,
    Whole,
    number,
    text,
)

COMPUTED = frozenset({"id", "arn", "uid", "integration_key", "self_link", "api_key"})
"""Attributes that are known only once a resource exists, whatever its block says."""
MOST_MODULES = 500
MOST_INSTANCES = 200
MOST_RESOURCES = 10_000


class Resource(Struct, frozen=True):
    """A resource, or a data source, with its attributes worked out.

    `address` is as Terraform writes it. `maybe` says why nobody can tell whether it exists at all ("" = it does).
    """

    type: str
    address: str
    fields: Fields
    place: Place
    maybe: str = ""
    is_data: bool = False


class Made(Struct, frozen=True):
    """One of what a block makes: the end of its address (`[0]`, `["a"]`), and its own names."""

    ending: str
    names: Names
    maybe: str = ""


class Module:
    """One use of a folder, with the values that it was given.

    `address` is the use's own, "" for the root; where a tree has several roots, the root's folder stands before it.
    """

    def __init__(
        self,
        folder: Folder,
        folders: Mapping[str, Folder],
        effort: Effort,
        address: str = "",
        given: Mapping[str, Callable[[], Value]] | None = None,
    ) -> None:
        self.folder, self.address, self.effort = folder, address, effort
        self._folders = folders
        self._given = given
        self._known: dict[tuple[str, str], Value] = {}
        self._children: dict[str, dict[str, Module] | Unresolved] = {}

    def find(self, path: tuple[Value, ...]) -> tuple[Value, int]:
        """What a reference comes to, and how many of its words are used up."""
        words = [text(one) for one in path]
        root, name = words[0], words[1] if len(words) > 1 else ""
        if root == "var":
            return self._kept("var", name, self._variable), 2
        if root == "local":
            return self._kept("local", name, self._local), 2
        if root == "path":
            return (self.folder.path if name == "module" else Unresolved(f"path.{name}", "is known at run time")), 2
        if root == "module":
            return self._called(words)
        if root == "data":
            return self._whole("data", words[1:3], words[3:4], f"data.{'.'.join(words[1:3])}", 3)
        if root in {"each", "count", "self", "terraform"} or not name:
            return Unresolved(".".join(words[:2]), "is known at run time"), 2
        return self._whole("resource", words[:2], words[2:3], ".".join(words[:2]), 2)

    def _kept(self, kind: str, name: str, find: Callable[[str], Value]) -> Value:
        key = (kind, name)
        if key not in self._known:
            self._known[key] = Unresolved(f"{kind}.{name}", "leads to itself")
            self._known[key] = find(name)
        return self._known[key]

    def _variable(self, name: str) -> Value:
        if self._given is not None and name in self._given:
            return self._given[name]()
        if self._given is None and name in self.folder.settings:
            return evaluate(self.folder.settings[name], self)
        found = self.folder.block(("variable", name))
        if found is None:
            return Unresolved(f"var.{name}", "is declared in none of these files")
        default = found[1].body.attributes.get("default")
        return Unresolved(f"var.{name}", "has no default") if default is None else evaluate(default, self)

    def _local(self, name: str) -> Value:
        found = self.folder.locals.get(name)
        return (
            Unresolved(f"local.{name}", "is declared in none of these files")
            if found is None
            else evaluate(found, self)
        )

    def _called(self, words: list[str]) -> tuple[Value, int]:
        name = words[1] if len(words) > 1 else ""
        children = self.children(name)
        if isinstance(children, Unresolved):
            return children, len(words)
        output = words[2] if len(words) > 2 else ""
        if "" in children:
            return children[""].output(output), 3
        for ending, child in children.items():
            if output == ending.strip('[]"') and len(words) > 3:
                return child.output(words[3]), 4
        return Unresolved(f"module.{name}", "is followed one by one alone"), len(words)

    def output(self, name: str) -> Value:
        """What the module gives out under a name."""
        return self._kept("output", name, self._output)

    def _output(self, name: str) -> Value:
        found = self.folder.block(("output", name))
        value = found[1].body.attributes.get("value") if found else None
        if value is None:
            return Unresolved(f"{self.address}.{name}", "is no output of the module")
        return evaluate(value, self)

    def children(self, name: str) -> dict[str, Module] | Unresolved:
        """The uses that a `module` block makes, by the end of their addresses ("" = one alone)."""
        if name not in self._children:
            self._children[name] = Unresolved(f"module.{name}", "uses itself")
            self._children[name] = self._make_children(name)
        return self._children[name]

    def _make_children(self, name: str) -> dict[str, Module] | Unresolved:
        found = self.folder.block(("module", name))
        if found is None:
            return Unresolved(f"module.{name}", "is declared in none of these files")
        block = found[1]
        source = text(evaluate(block.body.attributes.get("source", Literal("")), self))
        folder = self._folders.get(posixpath.normpath(posixpath.join(self.folder.path, source)))
        if folder is None or not source.startswith("."):
            return Unresolved(f"module.{name}", f"comes from {source or 'somewhere'}, outside these files")
        if self.address.count("module.") > 8:
            return Unresolved(f"module.{name}", "is nested too deep")
        made = self._made(block)
        return {one.ending: self._child(folder, f"module.{name}{one.ending}", block, one.names) for one in made}

    def _child(self, folder: Folder, name: str, block: Block, names: Names) -> Module:
        def later(expression: Expression) -> Callable[[], Value]:
            return lambda: evaluate(expression, self, names)

        given = {key: later(value) for key, value in block.body.attributes.items()}
        return Module(folder, self._folders, self.effort, self._full(name), given)

    def _whole(self, kind: str, key: list[str], index: list[str], what: str, used: int) -> tuple[Value, int]:
        found = self.folder.block((kind, *key))
        if found is None:
            return Unresolved(what, "is in none of these files"), used + 1 + len(index)
        attributes = found[1].body.attributes
        if "count" not in attributes and "for_each" not in attributes:
            return self._instance(found[1], what, NOTHING), used
        wholes = {one.ending: self._instance(found[1], what + one.ending, one.names) for one in self._made(found[1])}
        for ending, one in wholes.items():
            if index and ending.strip('[]"') == index[0]:
                return one, used + 1
        if index == ["0"] and len(wholes) == 1:
            return next(iter(wholes.values())), used + 1
        if "count" in attributes:
            return list(wholes.values()), used
        return {ending.strip('[]"'): one for ending, one in wholes.items()}, used

    def _full(self, address: str) -> str:
        """An address below this use."""
        return f"{self.address}{'' if self.address.endswith('/') or not self.address else '.'}{address}"

    def _instance(self, block: Block, address: str, names: Names) -> Whole:
        full = self._full(address)

        def attribute(name: str) -> Value:
            value = block.body.attributes.get(name)
            if value is None or name in COMPUTED:
                return Pointer(full, name)
            return evaluate(value, self, names)

        return Whole(full, attribute)

    def _made(self, block: Block) -> list[Made]:
        """What `count` and `for_each` make of a block."""
        attributes = block.body.attributes
        if "count" in attributes:
            count = evaluate(attributes["count"], self)
            if isinstance(count, Unresolved | Partial | Pointer):
                return [Made("", Names({"count": {"index": 0}}), _why(count))]
            return [
                Made(f"[{at}]", Names({"count": {"index": at}}))
                for at in range(min(int(number(count)), MOST_INSTANCES))
            ]
        if "for_each" in attributes:
            over = evaluate(attributes["for_each"], self)
            if isinstance(over, Unresolved | Partial | Pointer | Whole):
                each: Value = {key: Unresolved(f"each.{key}", "is not known") for key in ("key", "value")}
                return [Made("", Names({"each": each}), _why(over))]
            pairs = pairs_of(over)[:MOST_INSTANCES]
            return [Made(f'["{text(key)}"]', Names({"each": {"key": key, "value": value}})) for key, value in pairs]
        return [Made("", NOTHING)]

    def resources(self) -> Iterator[Resource]:
        """Every resource and data source of this use that says something about readiness."""
        for kind in ("resource", "data"):
            for key in self.folder.of(kind):
                if len(key) == 3 and key[1].startswith(PREFIXES) and (found := self.folder.block(key)):
                    yield from self._resources(key, *found)

    def _resources(self, key: tuple[str, ...], file: str, block: Block) -> Iterator[Resource]:
        kind, of, name = key
        address = f"{of}.{name}" if kind == "resource" else f"data.{of}.{name}"
        for one in self._made(block):
            full = self._full(address)
            fields = evaluate_body(block.body, self, one.names)
            yield Resource(of, full + one.ending, fields, Place(file, block.line), one.maybe, kind == "data")

    def every(self, budget: list[int]) -> Iterator[Module]:
        """This use and all below it, a bounded number."""
        budget[0] -= 1
        if budget[0] < 0:
            return
        yield self
        for key in self.folder.of("module"):
            children = self.children(key[1]) if len(key) == 2 else Unresolved("", "")
            if not isinstance(children, Unresolved):
                for child in children.values():
                    yield from child.every(budget)


def _why(value: Value) -> str:
    return str(value) if isinstance(value, Unresolved) else "its number is known only once others exist"


def modules_of(folders: Mapping[str, Folder], effort: Effort) -> Iterator[Module]:
    """Every use of every folder that says something about readiness, or leads to one that does.

    A folder that no other one uses stands for itself.
    """
    used = {target for folder in folders.values() for target in folder.calls if target != folder.path}
    worth = _worth(folders)
    budget = [MOST_MODULES]
    roots = [path for path in folders if path in worth and path not in used]
    for path in roots:
        home = f"{path}/" if len(roots) > 1 else ""
        yield from Module(folders[path], folders, effort, home).every(budget)


def _worth(folders: Mapping[str, Folder]) -> frozenset[str]:
    worth = {path for path, folder in folders.items() if folder.telling}
    callers: dict[str, list[str]] = {}
    for path, folder in folders.items():
        for target in folder.calls:
            callers.setdefault(target, []).append(path)
    waiting = list(worth)
    while waiting:
        for caller in callers.get(waiting.pop(), []):
            if caller not in worth:
                worth.add(caller)
                waiting.append(caller)
    return frozenset(worth)
