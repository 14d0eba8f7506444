"""Parses blocks, expressions and templates with python-hcl2, and builds our own values of its tree."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from textwrap import dedent
from typing import Any

from watchkeeper.formats.terraform.language.cutting import MARK, Cut, Heredoc, template_parts
from watchkeeper.formats.terraform.language.syntax import (
    Access,
    Block,
    Body,
    Call,
    Choice,
    Expression,
    Items,
    Literal,
    Loop,
    Name,
    Opaque,
    Operation,
    Splat,
    Table,
    Template,
)

MOST_DEPTH = 150
MOST_TEMPLATE = 1 << 16
DEEP = Opaque("nests too deep to be followed")
NOT_PARSED = Opaque("is written in a way that is not understood")
DIRECTIVE = Opaque("is made by a template's directive")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_PUNCTUATION = frozenset({"NL_OR_COMMENT", "COMMA", "EQ", "LPAR", "RPAR", "LSQB", "RSQB", "LBRACE", "RBRACE", "DOT"})


def parse_block(cut: Cut) -> Block | None:
    """A block that was cut out; None for one that is not valid."""
    tree = _parsed(cut.text)
    if tree is None:
        return None
    reader = _Reader(cut.heredocs, cut.line - 1)
    return Block(cut.kind, cut.labels, reader.body(tree.children[0]), cut.line)


def parse_template(text: str) -> Expression:
    """A text that may hold `${…}`, as in here-documents and in JSON."""
    if "${" not in text and "%{" not in text:
        return Literal(text)
    if len(text) > MOST_TEMPLATE:
        return Opaque("is a template of more than 64 KB")
    parts: list[Expression] = []
    for part, is_code in template_parts(text):
        if is_code:
            parts.append(DIRECTIVE if part.startswith("%") else parse_expression(part.strip("~")))
        elif part:
            parts.append(Literal(part))
    return parts[0] if len(parts) == 1 else Template(tuple(parts))


def parse_expression(text: str) -> Expression:
    """One expression."""
    tree = _parsed(f"x = {' '.join(text.split())}" if "\n" in text else f"x = {text}")
    if tree is None:
        return NOT_PARSED
    return _Reader((), 0).body(tree.children[0]).attributes.get("x", NOT_PARSED)


def _parsed(text: str) -> Any:
    import hcl2
    from lark.exceptions import LarkError

    try:
        return hcl2.parses_to_tree(text)
    except (LarkError, RecursionError, ValueError):
        return None


class _Reader:
    """Builds our values of the parser's tree. `above` is added to each line."""

    def __init__(self, heredocs: Sequence[Heredoc], above: int) -> None:
        self._heredocs = heredocs
        self._above = above

    def body(self, tree: Any, depth: int = 0) -> Body:
        attributes: dict[str, Expression] = {}
        blocks: list[Block] = []
        for node in _nodes(tree):
            if node.data == "attribute":
                name, value = _nodes(node)
                attributes[_word(name)] = self.value(value, depth)
            elif node.data == "block" and depth < MOST_DEPTH:
                *head, body = _nodes(node)
                kind, *labels = (_word(one) for one in head)
                blocks.append(Block(kind, tuple(labels), self.body(body, depth + 1), node.meta.line + self._above))
        return Body(attributes, tuple(blocks))

    def value(self, tree: Any, depth: int) -> Expression:
        if depth > MOST_DEPTH:
            return DEEP
        make = getattr(self, f"_{tree.data}", None)
        return make(tree, depth + 1) if make else NOT_PARSED

    def _all(self, tree: Any, depth: int) -> list[Expression]:
        return [self.value(node, depth) for node in _nodes(tree)]

    def _expr_term(self, tree: Any, depth: int) -> Expression:
        return next(iter(self._all(tree, depth)), NOT_PARSED)

    def _int_lit(self, tree: Any, depth: int) -> Expression:
        del depth
        digits = "".join(tree.children)
        return Literal(int(digits)) if len(digits) < 40 else NOT_PARSED

    def _float_lit(self, tree: Any, depth: int) -> Expression:
        del depth
        return Literal(float("".join(tree.children)))

    def _literal_value(self, tree: Any, depth: int) -> Expression:
        del depth
        return Literal({"true": True, "false": False}.get(_word(tree)))

    def _identifier(self, tree: Any, depth: int) -> Expression:
        del depth
        return Name(_word(tree))

    def _keyword(self, tree: Any, depth: int) -> Expression:
        return self._identifier(tree, depth)

    def _string(self, tree: Any, depth: int) -> Expression:
        parts = [self._part(node.children[0], depth) for node in _nodes(tree)]
        if not parts:
            return Literal("")
        if len(parts) == 1 and isinstance(parts[0], Literal) and str(parts[0].value).startswith(MARK):
            return self._heredoc(str(parts[0].value)[1:])
        return parts[0] if len(parts) == 1 else Template(tuple(parts))

    def _part(self, part: Any, depth: int) -> Expression:
        if isinstance(part, str):
            kind = getattr(part, "type", "")
            return Literal(str(part)[1:] if kind.startswith("ESCAPED") else _unescaped(str(part)))
        return self._expr_term(part, depth) if part.data == "interpolation" else DIRECTIVE

    def _heredoc(self, number: str) -> Expression:
        if not number.isdigit() or int(number) >= len(self._heredocs):
            return NOT_PARSED
        found = self._heredocs[int(number)]
        return parse_template(dedent(found.text) if found.indented else found.text)

    def _tuple(self, tree: Any, depth: int) -> Expression:
        return Items(tuple(self._all(tree, depth)))

    def _object(self, tree: Any, depth: int) -> Expression:
        pairs = []
        for element in _nodes(tree):
            key, value = _nodes(element)
            written = _nodes(key)[0]
            inner = self.value(written, depth)
            bare = isinstance(inner, Name) and "LPAR" not in _tokens(written)
            pairs.append((Literal(inner.text) if bare and isinstance(inner, Name) else inner, self.value(value, depth)))
        return Table(tuple(pairs))

    def _function_call(self, tree: Any, depth: int) -> Expression:
        name, *rest = _nodes(tree)
        arguments = rest[-1] if rest and rest[-1].data == "arguments" else None
        values = self._all(arguments, depth) if arguments is not None else []
        spread = arguments is not None and "ELLIPSIS" in _tokens(arguments)
        return Call(_word(name), tuple(values), spread)

    def _get_attr_expr_term(self, tree: Any, depth: int) -> Expression:
        of, key = _nodes(tree)
        return Access(self.value(of, depth), Literal(_word(_nodes(key)[0])))

    def _index_expr_term(self, tree: Any, depth: int) -> Expression:
        of, key = _nodes(tree)
        return Access(self.value(of, depth), self._index(key, depth))

    def _index(self, key: Any, depth: int) -> Expression:
        if key.data == "short_index":
            return Literal(int(str(key.children[-1])[:18]))
        return self._expr_term(key, depth)

    def _full_splat_expr_term(self, tree: Any, depth: int) -> Expression:
        of, splat = _nodes(tree)
        keys = (Literal(_word(_nodes(k)[0])) if k.data == "get_attr" else self._index(k, depth) for k in _nodes(splat))
        return Splat(self.value(of, depth), tuple(keys))

    def _attr_splat_expr_term(self, tree: Any, depth: int) -> Expression:
        return self._full_splat_expr_term(tree, depth)

    def _conditional(self, tree: Any, depth: int) -> Expression:
        condition, yes, no = self._all(tree, depth)
        return Choice(condition, yes, no)

    def _binary_op(self, tree: Any, depth: int) -> Expression:
        left, term = _nodes(tree)[:2]
        sign, right = _nodes(term)[:2]
        return Operation(str(sign.children[0]), self.value(left, depth), self.value(right, depth))

    def _unary_op(self, tree: Any, depth: int) -> Expression:
        return Operation(str(tree.children[0]), None, self._expr_term(tree, depth))

    def _for_tuple_expr(self, tree: Any, depth: int) -> Expression:
        return self._loop(tree, depth)

    def _for_object_expr(self, tree: Any, depth: int) -> Expression:
        return self._loop(tree, depth) if "ELLIPSIS" not in _tokens(tree) else Opaque("groups values in a loop")

    def _loop(self, tree: Any, depth: int) -> Expression:
        intro, *rest = _nodes(tree)
        *names, over = _nodes(intro)
        condition = self._expr_term(rest.pop(), depth) if rest[-1].data == "for_cond" else None
        results = [self.value(one, depth) for one in rest]
        words = [_word(name) for name in names]
        return Loop(
            key=words[0] if len(words) > 1 else "",
            item=words[-1],
            over=self.value(over, depth),
            result=results[-1],
            result_key=results[0] if len(results) > 1 else None,
            condition=condition,
        )


def _nodes(tree: Any) -> list[Any]:
    """The subtrees, without line breaks."""
    return [child for child in tree.children if hasattr(child, "data") and child.data != "new_line_or_comment"]


def _tokens(tree: Any) -> frozenset[str]:
    return frozenset(getattr(child, "type", "") for child in tree.children)


def _word(tree: Any) -> str:
    """The text of an identifier, a keyword, a literal or a plain string."""
    found = "".join(str(token) for token in tree.scan_values(lambda token: getattr(token, "type", "") != "DBLQUOTE"))
    return found.strip()


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda m: _code_point(m[1] or m[2]) if m[1] or m[2] else _ESCAPED.get(m[3], m[3]), text)


def _code_point(digits: str) -> str:
    number = int(digits, 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "�"


def parse_json_body(value: object, depth: int = 0) -> Expression:
    """An expression of the JSON syntax: texts are templates, everything else is as it stands."""
    if depth > MOST_DEPTH:
        return DEEP
    if isinstance(value, dict):
        pairs = ((Literal(str(k)), parse_json_body(v, depth + 1)) for k, v in value.items() if k != "//")
        return Table(tuple(pairs))
    if isinstance(value, list):
        return Items(tuple(parse_json_body(item, depth + 1) for item in value))
    if isinstance(value, str):
        return parse_template(value)
    if isinstance(value, bool | int | float) or value is None:
        return Literal(value)
    return Literal(json.dumps(value))
