"""How tests are written in the languages that are read line by line: one entry a language."""

from __future__ import annotations

from msgspec import Struct

QUOTED = r"""(?:'(?P<a>[^'\n]*)|"(?P<b>[^"\n]*)|`(?P<c>[^`\n]*))"""


class Language(Struct, frozen=True):
    """Patterns for one family of test frameworks; each is matched at the start of a stripped line.

    `test` starts a test; its named groups are `a`, `b`, `c`, `name` (the test's name), `off` and
    `only` (skipped or run alone by the way it is spelled) and `mods` (`.skip`, `.only` … behind the
    word). `group` starts a block of tests. Where an `annotation` line makes the next `method` a test,
    `test` is empty. `skip` marks what stands below or around it, `maybe` does so under a condition.
    `loop` makes one check run many times.
    """

    extensions: tuple[str, ...]
    check: str
    test: str = ""
    group: str = ""
    annotation: str = ""
    method: str = ""
    skip: str = ""
    maybe: str = ""
    retry: str = ""
    loop: str = r"for\b|while\b"
    comment: tuple[str, ...] = ("//",)
    block: tuple[str, str] = ("/*", "*/")


_MODIFIERS = (
    r"(?:(?:public|private|protected|internal|static|final|abstract|sealed|open|data|inner|partial|suspend"
    r"|override)\s+)*"
)
_JVM_METHOD = _MODIFIERS + r"(?:fun\s+(?:<[^>]*>\s*)?|[\w<>\[\],.?]+\s+)(?:`(?P<c>[^`]+)`|(?P<name>\w+))\s*\("
_ARGUMENTS = r"\((?:[^()\n]|\([^()\n]*\))*\)"

LANGUAGES = (
    Language(
        extensions=("js", "jsx", "ts", "tsx", "mjs", "cjs", "mts", "cts", "vue", "svelte"),
        test=r"(?P<off>x(?=it|test|specify))?(?P<only>f(?=it\b))?(?:it|test|specify|Deno\.test|QUnit\.test)"
        r"(?P<mods>(?:\.(?:skip|only|todo|fixme|fails?|failing|each|for|concurrent|sequential|serial|skipIf|runIf)"
        r"(?:" + _ARGUMENTS + r")?)*)\s*(?:\(\s*(?:" + QUOTED + r"|$|\[)|`)",
        group=r"(?P<off>x(?=describe|context))?(?P<only>f(?=describe|context))?(?:test\.)?(?:describe|context|suite)"
        r"(?P<mods>(?:\.\w+(?:" + _ARGUMENTS + r")?)*)\s*\(\s*" + QUOTED,
        maybe=r"(?:test|it|this|ctx|t|context)\.(?:skip|fixme)\((?!\s*['\"`]|$)",
        retry=r"(?:jest\.retryTimes|this\.retries|(?:test\.)?describe\.configure\(\{[^}]*retries)\b",
        check=r"(?:await\s+|return\s+|void\s+)*(?:expect|assert|should|t\.(?:is|deep|true|false|throws|equal|ok)|strictEqual)",
        loop=r"(?:for|while)\b|.*\.forEach\(|(?:it|test|describe)\.(?:each|for)\b",
        comment=("//", "<!--"),
    ),
    Language(
        extensions=("go",),
        test=r"func (?P<name>(?:Test|Fuzz|Example)[A-Z_0-9]\w*)\(",
        skip=r"(?:t|b|tb|s|suite|f)(?:\.T\(\))?\.Skip(?:Now|f)?\(|Skip\(\"",
        maybe=r"//go:build|// \+build|testutil\.Skip|skip\.\w+\(t|testing\.Short\(\)",
        check=r"(?:t|tt|tb|b|s|suite|c)\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow|Assert|Require|Equal|NoError)\b"
        r"|(?:require|assert|is|must|testutil|gotest|check)\.\w+\(|expect\w*\(|Expect\(|assert\w*\(",
        loop=r"for\b|.*\[\](?:struct|testCase|test)\w*\b",
        comment=("// ", "//\t"),
    ),
    Language(
        extensions=("rs",),
        annotation=r"#\[(?:[\w:]*\b)?(?:test|rstest|test_case|quickcheck|bench|wasm_bindgen_test)\b",
        method=r"(?:pub(?:\([^)]*\))?\s+)?(?:const\s+)?(?:async\s+)?(?:unsafe\s+)?fn\s+(?P<name>\w+)",
        group=r"(?:pub(?:\([^)]*\))?\s+)?mod\s+(?P<name>\w+)\s*\{",
        skip=r"#!?\[ignore\b",
        maybe=r"#!?\[cfg_attr\([^\n]*\bignore\b",
        check=r"(?:\w+::)*(?:debug_)?assert\w*!|panic!|(?:\w+::)*expect!\[|assert\w*\(",
    ),
    Language(
        extensions=("java", "kt", "kts", "scala", "groovy"),
        annotation=r"@(?:\w+\.)*(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Property|Theory)\b",
        method=_JVM_METHOD,
        group=_MODIFIERS + r"(?:class|object|interface)\s+(?P<name>\w+)",
        test=r"(?P<off>x(?=test|it))?(?:test|it|should)\s*\(\s*\"(?P<b>[^\"\n]*)\"|def\s+\"(?P<a>[^\"\n]*)\"\s*\(",
        skip=r"@(?:\w+\.)*(?:Ignore|Disabled|PendingFeature)\b(?!On|If|For|Unless)|throw\s+(?:new\s+)?SkipException",
        maybe=r"@(?:\w+\.)*(?:Disabled|Enabled|IgnoreIf|Requires)\w+|(?:Assume\.)?assume\w*\(|Assumptions\.",
        retry=r"@(?:\w+\.)*(?:Retry\w*|RetryingTest|RepeatedIfExceptionsTest|FlakyTest|Flaky)\b",
        check=r"(?:[\w.]*\.)?(?:assert\w*|verify\w*|fail|expect\w*|check\w*|should\w*)\s*[({<]|[^\n]{0,200}\.should\w*\b",
        loop=r"(?:for|while)\b|.*\.forEach\b|@(?:Value|Csv|Method|Enum|Arguments)\w*Source",
        comment=("//",),
    ),
    Language(
        extensions=("cs", "fs"),
        annotation=r"\[(?:[^\]\n]*[ ,(])?(?:\w*Fact|\w*Theory|Test|TestCase|TestCaseSource|TestMethod"
        r"|DataTestMethod)\b",
        method=r"(?:public|internal|private|protected)\s+(?:[\w<>\[\],.?]+\s+)*?[\w<>\[\],.?]+\s+(?P<name>\w+)\s*\(",
        group=_MODIFIERS + r"(?:class|record|struct)\s+(?P<name>\w+)",
        skip=r"\[(?:[^\]\n]*[ ,(])?(?:Ignore\b|Explicit\b|ActiveIssue\b|QuarantinedTest\b|[^\]\n]*\bSkip\s*=)"
        r"|Assert\.(?:Skip|Ignore|Inconclusive)\(",
        maybe=r"\[(?:[^\]\n]*[ ,(])?(?:Skip\w+|Requires\w+|OuterloopTest|Platform\w*|Conditional\w+)\b"
        r"|Assert\.Skip(?:When|Unless)\(|Skip\.If",
        retry=r"\[(?:[^\]\n]*[ ,(])?(?:Retry\w*|Flaky\w*)\b",
        check=r"(?:await\s+)?(?:Assert|Verify|Should|VerifyXunit|CollectionAssert|StringAssert)\w*[.(]"
        r"|[^\n]{0,200}\.Should\w*\(|[^\n]{0,200}\.Verify\w*\(",
        loop=r"(?:for|foreach|while)\b|\[(?:InlineData|MemberData|ClassData|TestCase|DataRow)\b",
        comment=("//",),
    ),
    Language(
        extensions=("rb",),
        test=r"(?P<off>x(?=it|specify|scenario|example))?(?P<only>f(?=it|specify|scenario|example))?"
        r"(?:it|specify|scenario|example|test|should)\b\s*\(?\s*" + QUOTED + r"|def\s+(?P<name>test_\w+[?!]?)",
        group=r"(?P<off>x(?=describe|context|feature))?(?P<only>f(?=describe|context|feature))?(?:RSpec\.)?"
        r"(?:describe|context|feature)\b\s*\(?\s*(?:" + QUOTED + r"|(?P<name>[\w:]+))",
        skip=r"(?:skip|pending|omit)\b(?!\s*=)(?!.*\b(?:if|unless)\b)",
        maybe=r"(?:skip|pending|omit)\b.*\b(?:if|unless)\b",
        retry=r".*\bretry:\s*\d",
        check=r"(?:expect|assert\w*|refute\w*|must_\w+|flunk|raise_error|is_expected|should)\b|[^\n]{0,200}\.(?:should|must)\w*\b",
        loop=r".*\.each\b|(?:for|while)\b",
        comment=("#",),
        block=("", ""),
    ),
    Language(
        extensions=("php",),
        annotation=r"#\[Test\b|\*\s*@test\b",
        method=r"(?:(?:public|protected|private|static|final)\s+)*function\s+(?P<name>\w+)\s*\(",
        test=r"(?:(?:public|static|final)\s+)*function\s+(?P<name>test\w+)\s*\(|(?:it|test)\(\s*" + QUOTED,
        group=r"(?:(?:final|abstract)\s+)?class\s+(?P<name>\w+)|describe\(\s*" + QUOTED,
        skip=r"(?:\$this->|self::|static::)markTest(?:Skipped|Incomplete)\(",
        maybe=r"\*?\s*@requires\b|#\[Requires\w+",
        check=r"(?:\$this->|self::|static::)(?:assert|expect|fail)\w*\(|expect\(|Assert::",
        loop=r"(?:for|foreach|while)\b|\*?\s*@dataProvider|#\[DataProvider|yield\b",
        comment=("//", "# "),
        block=("", ""),
    ),
    Language(
        extensions=("ex", "exs"),
        test=r"(?:test|property)\s+\"(?P<b>[^\"\n]*)\"",
        group=r"(?:describe\s+\"(?P<b>[^\"\n]*)\"|defmodule\s+(?P<name>[\w.]+))",
        skip=r"@(?:module|describe)?tag\s+(?::skip|skip:)",
        maybe=r"@(?:module|describe)?tag\s+(?::\w*exclude\w*|:unix|:windows)",
        check=r"(?:assert|refute|flunk|catch_error)\w*\b",
        loop=r"for\b|Enum\.each",
        comment=("#",),
        block=("", ""),
    ),
    Language(
        extensions=("swift",),
        test=r"(?:@Test\b.*\s)?(?:(?:public|private|final|override|internal|@MainActor)\s+)*func\s+(?P<name>test\w*)\(",
        annotation=r"@Test\b",
        method=r"(?:(?:public|private|final|override|internal|static|@MainActor)\s+)*func\s+(?P<name>\w+)\(",
        group=r"(?:(?:public|final|open)\s+)*(?:class|struct|extension)\s+(?P<name>\w+)",
        skip=r"throw\s+XCTSkip\b|@Test\([^\n]*\.disabled\(",
        maybe=r"try\s+XCTSkip(?:If|Unless)\(|@Test\([^\n]*\.enabled\(",
        check=r"(?:try\s+)?(?:await\s+)?(?:XCTAssert\w*|XCTFail|XCTUnwrap|#expect|#require|expect)\s*\(",
    ),
    Language(
        extensions=("c", "cc", "cpp", "cxx", "m", "mm"),
        test=r"(?:TEST|TEST_F|TEST_P|TYPED_TEST|TEST_CASE|SCENARIO|BOOST_AUTO_TEST_CASE|UNITTEST_START|START_TEST)\b"
        r"(?:\((?P<name>[^{\n]*))?",
        skip=r"GTEST_SKIP\(|DISABLED_|SKIP\(",
        maybe=r"#if(?:def|ndef)?\s+SKIP",
        check=r"(?:EXPECT|ASSERT|CHECK|REQUIRE|FAIL|BOOST)_?\w*\(|(?:fail_unless|fail_if|verify_memory|assert)\w*\s*\(",
        comment=("//",),
    ),
    Language(
        extensions=("tcl",),
        test=r"test\s+(?:\{(?P<name>[^{}\n]*)\}|\"(?P<b>[^\"\n]*)\")",
        skip=r"skip\b",
        check=r"assert\w*\b|fail\b",
        loop=r"for(?:each)?\b|while\b",
        comment=("#",),
        block=("", ""),
    ),
    Language(
        extensions=("py",),
        test=r"(?:async\s+)?def\s+(?P<name>test\w*)\s*\(",
        group=r"class\s+(?P<name>\w+)",
        skip=r"@(?:\w+\.)*(?:skip|expectedFailure|xfail)\b(?!if|If)|(?:pytest\.(?:skip|xfail)|self\.skipTest)\(|raise\s+[\w.]*SkipTest",
        maybe=r"@(?:\w+\.)*skip(?:if|If|Unless|_\w+)|(?:\w+\s*=\s*)?pytest\.importorskip",
        retry=r"@(?:\w+\.)*(?:flaky|rerun|retry)\b",
        check=r"(?:assert\b|(?:with\s+)?(?:\w+\.)*(?:assert|raises|warns|fail|validate|check|verify|expect)\w*\()",
        loop=r"for\b|while\b|@pytest\.mark\.parametrize",
        comment=("#",),
        block=("", ""),
    ),
)  # fmt: skip


def language_of(extension: str) -> Language | None:
    """The language of a file extension (lower case, without the dot), if it is one that is read."""
    return next((language for language in LANGUAGES if extension in language.extensions), None)
