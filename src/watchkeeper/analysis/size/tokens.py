"""Estimates how many tokens a language model reads in a text, offline, from the shape of the text.

The text is read as bit planes: one whole number for each class of byte, in which bit 0 of byte i says
whether byte i of the text is of that class. Shifting a plane by one byte and joining it with another
finds "an upper-case letter after a lower-case one" everywhere at once, and counting the set bits
tells how often. A fitted weight for each of these marks gives the tokens, one factor a language the rest.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

MARKS = (
    "words", "capitals", "humps", "tails", "consonants", "numbers", "long_numbers", "punctuation",
    "punctuation_pairs", "spaced", "line_starts", "indents", "two_byte", "symbol", "three_byte", "four_byte",
)  # fmt: skip
"""What is counted, in the order of `count_marks`; the keys of `TokenModel.weights`."""

CHUNK = 1 << 16
_EVERY_BYTE = int.from_bytes(b"\1" * CHUNK, "little")
_LOWER, _UPPER, _DIGIT, _BLANK, _NEWLINE, _PUNCTUATION, _CONSONANT = range(7)

_SUFFIXES = {
    "bicep": "bicep hcl tf tfvars",
    "c": "c h",
    "cpp": "cc cpp cu cxx hh hpp hxx inl ipp",
    "csharp": "cs csx",
    "css": "css less sass scss",
    "dart": "dart",
    "elixir": "ex exs",
    "erlang": "erl hrl",
    "go": "go",
    "graphql": "gql graphql",
    "groovy": "gradle groovy",
    "haskell": "hs",
    "html": "cshtml ejs erb haml hbs htm html j2 jinja jinja2 liquid mustache razor tmpl tpl twig",
    "java": "java",
    "javascript": "cjs js jsx mjs",
    "json": "geojson ipynb json json5 jsonc jsonl webmanifest",
    "kotlin": "kt kts",
    "lock": "lock lockb lockfile sum",
    "lua": "lua",
    "markdown": "markdown md mdc mdx",
    "perl": "pl pm t",
    "php": "php phpt",
    "powershell": "ps1 psd1 psm1",
    "proto": "proto",
    "python": "pxd py pyi pyx",
    "r": "r",
    "rst": "rst",
    "ruby": "gemspec rake rb",
    "rust": "rs",
    "scala": "sc scala",
    "shell": "bash bat cmd fish ksh sh zsh",
    "sql": "sql",
    "svg": "svg",
    "swift": "swift",
    "tcl": "tcl",
    "toml": "cfg conf editorconfig ini properties toml",
    "typescript": "cts mts ts tsx",
    "vue": "astro svelte vue",
    "xml": "csproj fsproj plist props resx storyboard targets vbproj vcxproj wsdl xaml xlf xliff xml xsd xsl xslt",
    "yaml": "yaml yml",
    "zig": "zig",
}
_LANGUAGE_BY_SUFFIX = {suffix: language for language, names in _SUFFIXES.items() for suffix in names.split()}
_LANGUAGE_BY_NAME = {
    "containerfile": "docker",
    "dockerfile": "docker",
    "gemfile": "ruby",
    "gnumakefile": "make",
    "go.mod": "go",
    "go.work.sum": "lock",
    "jenkinsfile": "groovy",
    "justfile": "make",
    "makefile": "make",
    "npm-shrinkwrap.json": "lock",
    "package-lock.json": "lock",
    "packages.lock.json": "lock",
    "pnpm-lock.yaml": "lock",
    "rakefile": "ruby",
    "vagrantfile": "ruby",
}


class TokenModel(Struct, frozen=True):
    """The constants of the estimate, and how well they were measured to do.

    `weights` are tokens for each of `MARKS`; `factors` correct by language (absent = 1). Errors are
    shares of the true count (0.1 = 10 %), p50 and p90, in files and in diffs of at least 100 tokens.
    """

    vocabulary: str
    measured: str
    fitted_on: tuple[str, ...]
    judged_on: tuple[str, ...]
    weights: dict[str, float]
    factors: dict[str, float]
    error_p50: float
    error_p90: float
    diff_error_p50: float
    diff_error_p90: float


def estimate_tokens(text: bytes, language: str, model: TokenModel) -> int:
    """The estimated number of tokens of a text; 0 only when it is empty. Linear in time, constant in memory."""
    tokens = weigh_marks(count_marks(text), model.weights) * model.factors.get(language, 1.0)
    return max(round(tokens), 1 if text else 0)


def weigh_marks(marks: tuple[int, ...], weights: Mapping[str, float]) -> float:
    """The tokens that counted marks stand for, before the factor of the language."""
    return sum(weights[name] * count for name, count in zip(MARKS, marks, strict=True))


def language_of(path: str) -> str:
    """The language of a file by its name alone, in lower case; `text` when the name says nothing."""
    name = path.rpartition("/")[2].lower()
    _, dot, suffix = name.rpartition(".")
    return _LANGUAGE_BY_NAME.get(name) or _LANGUAGE_BY_SUFFIX.get(suffix if dot else "", "text")


def count_marks(text: bytes) -> tuple[int, ...]:
    """How often each of `MARKS` stands in a text. Marks across the border of two 64 KiB chunks are missed."""
    if len(text) <= CHUNK:
        return _count_chunk(text)
    chunks = [_count_chunk(text[at : at + CHUNK]) for at in range(0, len(text), CHUNK)]
    return tuple(map(sum, zip(*chunks, strict=True)))


def _count_chunk(text: bytes) -> tuple[int, ...]:
    classes = int.from_bytes(text.translate(_CLASSES), "little")
    upper = _plane(classes, _UPPER)
    lower = _plane(classes, _LOWER)
    letter = lower | upper
    digit = _plane(classes, _DIGIT)
    blank = _plane(classes, _BLANK)
    punctuation = _plane(classes, _PUNCTUATION)
    pairs = punctuation & punctuation << 8
    after_newline = _plane(classes, _NEWLINE) << 8
    word = _starts(letter)
    hump = upper & lower << 8
    fifth_letter = _fourth(letter & letter << 8 & ~hump)
    return (
        word.bit_count(),
        (word & upper).bit_count(),
        hump.bit_count(),
        (fifth_letter & fifth_letter << 24).bit_count(),
        _fourth(_plane(classes, _CONSONANT)).bit_count(),
        _starts(digit).bit_count(),
        _fourth(digit).bit_count(),
        (punctuation ^ pairs).bit_count(),
        pairs.bit_count(),
        ((digit | punctuation) & blank << 8).bit_count(),
        ((letter | punctuation) & after_newline).bit_count(),
        (_starts(blank) & blank >> 8).bit_count(),
        *_count_beyond_ascii(text),
    )


def _plane(classes: int, bit: int) -> int:
    return classes >> bit & _EVERY_BYTE


def _starts(plane: int) -> int:
    """The first byte of each run."""
    return plane & ~(plane << 8)


def _fourth(plane: int) -> int:
    """The bytes that are at least the fourth of their run."""
    second = plane & plane << 8
    return second & second << 16


def _count_beyond_ascii(text: bytes) -> tuple[int, int, int, int]:
    """Characters outside ASCII by their first byte: accents and Cyrillic, signs, Asian scripts, emoji."""
    if text.isascii():
        return (0, 0, 0, 0)
    size = len(text)
    two, sign, three, four = (size - len(text.translate(None, leads)) for leads in _LEADS)
    return (two, sign, three, four)


def _class_of(byte: int) -> int:
    """The bits of a byte's classes; control characters are signs, bytes outside ASCII have none."""
    letter = chr(byte)
    if "a" <= letter <= "z" or "A" <= letter <= "Z":
        consonant = 0 if letter in "aeiouyAEIOUY" else 1 << _CONSONANT
        return consonant | 1 << (_LOWER if letter >= "a" else _UPPER)
    if "0" <= letter <= "9":
        return 1 << _DIGIT
    if letter in " \t\v\f":
        return 1 << _BLANK
    if letter in "\r\n":
        return 1 << _NEWLINE
    return 1 << _PUNCTUATION if byte < 0x80 else 0


_CLASSES = bytes(map(_class_of, range(256)))
_LEADS = (
    bytes(range(0xC2, 0xE0)),
    b"\xe2",
    bytes((0xE0, 0xE1, *range(0xE3, 0xF0))),
    bytes(range(0xF0, 0xF5)),
)
