"""Finds web apps and programs by the file that starts them: Rack, Laravel, Symfony, Next.js, Shiny, .NET, the JVM."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from watchkeeper.analysis.components.candidate import Piece, line_of, name_of
from watchkeeper.analysis.components.ignored_folders import counts

SIGNS: dict[str, tuple[tuple[bytes, str], ...]] = {
    "config.ru": ((b"run ", "a web app (Ruby)"),),
    "artisan": ((b"Illuminate", "a web app (Laravel)"), (b"bootstrap/app.php", "a web app (Laravel)")),
    "console": ((b"App\\Kernel", "a web app (Symfony)"),),
    "app.R": ((b"shinyApp(", "a Shiny app"),),
    "server.R": ((b"shinyServer(", "a Shiny app"), (b"function(input, output", "a Shiny app")),
    "plumber.R": ((b"#*", "a web service (R)"),),
    "pom.xml": (
        (b"spring-boot-maven-plugin", "a Spring Boot app"),
        (b"quarkus-maven-plugin", "a Quarkus app"),
    ),
    "Capfile": ((b"require", "an app that Capistrano deploys"),),
}
"""File name → what its text has to hold, and what it then is."""
NEXT = ("next.config.js", "next.config.mjs", "next.config.ts", "nuxt.config.js", "nuxt.config.ts")
GRADLE = ("build.gradle", "build.gradle.kts")
SPRING_GRADLE = b"org.springframework.boot"


def is_web_app(path: str) -> bool:
    """Whether a file is named as one that starts an app."""
    name = name_of(path)
    named = name in SIGNS or name in NEXT or name in GRADLE or name == "ecosystem.config.js"
    return (named or name.endswith((".csproj", ".fsproj"))) and counts(path)


def read_web_app(path: str, text: bytes) -> Iterator[Piece]:
    """The app that a file starts, if its text shows one."""
    name = name_of(path)
    if name in NEXT:
        yield Piece("app", name, f"a web app ({'Next.js' if name.startswith('next') else 'Nuxt'})")
    elif name == "ecosystem.config.js":
        if b"apps" in text:
            yield Piece("process", name, "processes that are kept running (PM2)")
    elif name.endswith(("proj",)):
        yield from _dotnet(name, text)
    elif name in GRADLE:
        yield from _gradle(name, text)
    elif not (name == "pom.xml" and b"<packaging>pom</packaging>" in text):
        sign, what = next(((s, w) for s, w in SIGNS[name] if s in text), (b"", ""))
        if what:
            yield Piece("app", name, what, line=line_of(text, sign.decode()))


def _dotnet(name: str, text: bytes) -> Iterator[Piece]:
    if b"<IsTestProject>true" in text or b"Microsoft.NET.Test.Sdk" in text or b"<OutputType>Library" in text:
        return
    called = name.rpartition(".")[0]
    for sign, what in DOTNET:
        if sign in text:
            weak = sign in PROGRAMS and not any(own in text for own in FOR_OTHERS)
            line = line_of(text, sign.decode())
            yield Piece("app", called, f"{what} called {called}", key=called, line=line, weak=weak)
            return


DOTNET = (
    (b"<AzureFunctionsVersion>", "a function app (Azure)"),
    (b"Microsoft.NET.Sdk.Worker", "a background service (.NET)"),
    (b"Microsoft.NET.Sdk.Web", "a web app (.NET)"),
    (b"<OutputType>Exe", "a program (.NET)"),
    (b"<OutputType>WinExe", "a program (.NET)"),
)


PROGRAMS = (b"<OutputType>Exe", b"<OutputType>WinExe")
FOR_OTHERS = (b"<PackAsTool>true", b"<UseMaui>true", b"<UseWPF>true", b"<UseWindowsForms>true")
"""What shows that a program of .NET is handed to others; one without is often a tool of the build, so it is weak."""


def _gradle(name: str, text: bytes) -> Iterator[Piece]:
    for found, what in GRADLE_SIGNS:
        if match := found().search(text):
            yield Piece("app", name, what, line=text.count(b"\n", 0, match.start()) + 1)
            return


@cache
def _spring() -> re.Pattern[bytes]:
    return re.compile(rb"^[^\n/]{0,100}org\.springframework\.boot['\"](?![^\n]*apply[ (]+false)", re.MULTILINE)


@cache
def _android() -> re.Pattern[bytes]:
    return re.compile(rb"^[^\n/]{0,100}com\.android\.application['\"](?![^\n]*apply[ (]+false)", re.MULTILINE)


@cache
def _application() -> re.Pattern[bytes]:
    return re.compile(rb"^[ \t]*(?:id[ (]{1,3}|apply plugin:[ \t]*)?[\"'`]?application[\"'`]?\)?[ \t]*$", re.MULTILINE)


GRADLE_SIGNS: tuple[tuple[Callable[[], re.Pattern[bytes]], str], ...] = (
    (_spring, "a Spring Boot app"), (_android, "an Android app"), (_application, "a program (JVM)"),
)  # fmt: skip
