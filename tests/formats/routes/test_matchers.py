"""Both grammars of matchers and the choice between them, by the cases of Alertmanager's own tests, in our words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.readiness.routing import Matcher
from watchkeeper.formats.routes.matchers import (
    MatcherError,
    parse_classic_matchers,
    parse_matchers,
    parse_utf8_matchers,
)

BOTH = [
    ("{}", ""), ("{foo=bar}", "foo = bar"), ('{foo="bar"}', "foo = bar"), ("{foo=bar,}", "foo = bar"),
    ("{foo=~bar.*}", "foo =~ bar.*"), ('{foo=~"bar.*"}', "foo =~ bar.*"), ("{foo!=bar}", "foo != bar"),
    ('{foo!="bar"}', "foo != bar"), ("{foo!~bar.*}", "foo !~ bar.*"), ('{foo!~"bar.*"}', "foo !~ bar.*"),
    ("{foo=~[a-z]+}", "foo =~ [a-z]+"), ("{foo!~[a-z]+}", "foo !~ [a-z]+"),
    ('{foo="bar", baz!="quux"}', "foo = bar|baz != quux"),
    ('{foo="bar", baz!~"quux.*"}', "foo = bar|baz !~ quux.*"),
    ('{foo="bar",baz!~".*quux", derp="wat"}', "foo = bar|baz !~ .*quux|derp = wat"),
    ('{foo="bar", baz!="quux", derp="wat"}', "foo = bar|baz != quux|derp = wat"),
    ('{foo="bar", baz!~".*quux.*", derp="wat"}', "foo = bar|baz !~ .*quux.*|derp = wat"),
    ('{foo="bar", instance=~"some-api.*"}', "foo = bar|instance =~ some-api.*"),
    ('{foo=""}', "foo = "), ('{foo="bar,quux", job="job1"}', "foo = bar,quux|job = job1"),
    ('{foo = "bar", dings != "bums", }', "foo = bar|dings != bums"),
    ("foo=bar,dings!=bums", "foo = bar|dings != bums"), ("foo=bar", "foo = bar"), ("foo=bar,", "foo = bar"),
    ('{quote="She said: \\"Hi, ladies! That\'s gender-neutral…\\""}',
     'quote = She said: "Hi, ladies! That\'s gender-neutral…"'),
    ('statuscode=~"5.."', "statuscode =~ 5.."),
    ('contains_quote != "\\"" , contains_comma !~ "foo,bar" , ', 'contains_quote != "|contains_comma !~ foo,bar'),
    ("foo!=bar", "foo != bar"), ("foo=~[a-z]+", "foo =~ [a-z]+"), ("foo!~[a-z]+", "foo !~ [a-z]+"), ("{ }", ""),
    ("{foo=bar,bar!=baz}", "foo = bar|bar != baz"), ('{foo="bar",bar!="baz"}', "foo = bar|bar != baz"),
    ("foo=bar,bar!=baz", "foo = bar|bar != baz"), ("{foo=bar,bar=baz}", "foo = bar|bar = baz"),
    ("{foo=🙂}", "foo = 🙂"), ("{foo=🙂bar}", "foo = 🙂bar"), ('foo="bar",bar!="baz"', "foo = bar|bar != baz"),
]  # fmt: skip
CLASSIC_ONLY = [
    ("{foo='}", "foo = '"), ("{foo=`}", "foo = `"), ('{foo=\\"}', 'foo = "'), ("{foo=\\n}", "foo = \n"),
    ("{foo=bar\\n}", "foo = bar\n"), ("{foo=\\t}", "foo = \\t"), ("{foo=bar\\t}", "foo = bar\\t"),
    ("{foo=bar\\}", "foo = bar\\"), ("{foo=bar\\\\}", "foo = bar\\"), ('{foo=bar\\"}', 'foo = bar"'),
    ("tricky=~~~", "tricky =~ ~~"), ('trickier==\\\\=\\=\\"', 'trickier = =\\=\\="'), ("{foo=bar}}", "foo = bar}"),
    ("{foo=bar}},}", "foo = bar}}"), ("{foo=,bar=}}", "foo = |bar = }"), ("job=", "job = "), ("{foo=", "foo = "),
    ("{foo=}b", "foo = }b"), ("foo=!bar\\n", "foo = !bar\n"), ("{foo=!bar,bar=$baz\\n}", "foo = !bar|bar = $baz\n"),
    ("{", ""), ("}", ""), (" }", ""), ('foo="\\xf0\\x9f"', "foo = \\xf0\\x9f"),
    ("foo=bar}", "foo = bar"), ("{foo=bar", "foo = bar"), ('{foo="bar\\w"}', "foo = bar\\w"),
]  # fmt: skip
MODERN_ONLY = [
    ('{"foo"="bar"}', "foo = bar"), ('{"foo"="bar",}', "foo = bar"), ('{"foo"!="bar"}', "foo != bar"),
    ('{"foo"=~"[a-z]+"}', "foo =~ [a-z]+"), ('{"foo"=~"\\\\d+"}', "foo =~ \\d+"),
    ('{"foo"!~"[a-z]+"}', "foo !~ [a-z]+"),
    ('{"foo"="🙂"}', "foo = 🙂"), ('{"foo"="\\xf0\\x9f\\x99\\x82"}', "foo = 🙂"), ('{"foo"="\\U0001f642"}', "foo = 🙂"),
    ('{"foo"="🙂bar"}', "foo = 🙂bar"), ('{"foo"="bar\\n"}', "foo = bar\n"), ('{"foo"="bar\\t"}', "foo = bar\t"),
    ('{"foo"="\\"bar\\""}', 'foo = "bar"'), ('{"foo"="bar\\\\"}', "foo = bar\\"), ('"foo"="bar"', "foo = bar"),
    ('"foo"="bar",', "foo = bar"), ('{name-with-dashes = "bar"}', "name-with-dashes = bar"),
    ('{invalid-name = "valid label"}', "invalid-name = valid label"),
    ("foo🙂=bar", "foo🙂 = bar"), ("{foo🙂=bar,bar=baz🙂}", "foo🙂 = bar|bar = baz🙂"), ('"\\101"=a', "A = a"),
]  # fmt: skip
NEITHER = [
    "{,}", ",", 'job="value', 'job=value"', 'trickier==\\\\=\\=\\""', 'contains_unescaped_quote = foo"bar',
    '{foo=~"invalid[regexp"}', '"{foo=\\"bar"}', '"foo=\\"bar"', '"foo=\\"bar\\""', '"foo=\\"bar\\"',
    '"{foo=\\"bar\\"}"', '"foo="bar""', "{{foo=", "foo!bar", "{foo!bar}", '{foo=:"bar"}', '{"foo"=~"\\d+"}',
    "foo", "_foo1", "0foo", "foo🙂", " {", "hello:world", "hello world", " hello ", "\nhello", "hello\nworld", "$", "Σ",
    '"hello"', '"hello\tworld"', '"hello \\"world\\""', '"hello', '"hello\\"', "!=", "=~", "!~", "!", "~", "=!", "!=!!",
    "hello!", "\\n", "hello\\n", "hello\\r",
    '{"foo"="\\xf0\\x9f"}', '"a\nb"=c', "=a", "a", '"foo"="\\400"', '"foo"="\\ud800"', "a=~(", "a=~\\C",
]  # fmt: skip


def said(matchers: tuple[Matcher, ...]) -> str:
    return "|".join(f"{matcher.name} {matcher.operator} {matcher.value}" for matcher in matchers)


@pytest.mark.parametrize(("text", "meaning"), BOTH)
def test_both_grammars_agree(text: str, meaning: str) -> None:
    assert {said(parse(text)) for parse in (parse_classic_matchers, parse_utf8_matchers, parse_matchers)} == {meaning}


@pytest.mark.parametrize(("text", "meaning"), CLASSIC_ONLY)
def test_only_the_classic_grammar_reads_it(text: str, meaning: str) -> None:
    with pytest.raises(MatcherError):
        parse_utf8_matchers(text)
    assert said(parse_classic_matchers(text)) == said(parse_matchers(text)) == meaning


@pytest.mark.parametrize(("text", "meaning"), MODERN_ONLY)
def test_only_the_modern_grammar_reads_it(text: str, meaning: str) -> None:
    with pytest.raises(MatcherError):
        parse_classic_matchers(text)
    assert said(parse_utf8_matchers(text)) == said(parse_matchers(text)) == meaning


@pytest.mark.parametrize("text", NEITHER)
def test_neither_grammar_reads_it(text: str) -> None:
    for parse in (parse_classic_matchers, parse_utf8_matchers, parse_matchers):
        with pytest.raises(MatcherError):
            parse(text)


def test_where_they_disagree_the_classic_one_counts() -> None:
    text = '{foo="\\xf0\\x9f\\x99\\x82"}'
    assert said(parse_utf8_matchers(text)) == "foo = 🙂"
    assert said(parse_matchers(text)) == "foo = \\xf0\\x9f\\x99\\x82"


@given(st.text(max_size=60) | st.text(alphabet='{}!=~,\\" "ab', max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    for parse in (parse_classic_matchers, parse_utf8_matchers, parse_matchers):
        try:
            parse(text)
        except MatcherError:
            continue


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\n"), max_size=30))
def test_a_value_in_quotes_comes_back(value: str) -> None:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    assert parse_utf8_matchers(f'a="{escaped}"') == (Matcher("a", "=", value),)
