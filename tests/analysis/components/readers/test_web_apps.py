"""Web apps and programs by the file that starts them."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.components.readers.web_apps import is_web_app, read_web_app

WEB = b'<Project Sdk="Microsoft.NET.Sdk.Web">\n</Project>\n'
EXE = b'<Project Sdk="Microsoft.NET.Sdk">\n<PropertyGroup><OutputType>Exe</OutputType></PropertyGroup>\n</Project>\n'


@pytest.mark.parametrize(
    ("path", "text", "detail"),
    [
        ("config.ru", b"require './app'\nrun App\n", "a web app (Ruby)"),
        ("artisan", b"#!/usr/bin/env php\nuse Illuminate\\Foundation;\n", "a web app (Laravel)"),
        ("web/next.config.mjs", b"export default {}\n", "a web app (Next.js)"),
        ("app.R", b"library(shiny)\nshinyApp(ui, server)\n", "a Shiny app"),
        ("server.R", b"function(input, output) {}\n", "a Shiny app"),
        ("pom.xml", b"<artifactId>spring-boot-maven-plugin</artifactId>", "a Spring Boot app"),
        ("build.gradle", b"plugins {\n  id 'org.springframework.boot' version '3.2'\n}\n", "a Spring Boot app"),
        ("build.gradle.kts", b'plugins {\n  id("com.android.application")\n}\n', "an Android app"),
        ("src/Pay/Pay.csproj", WEB, "a web app (.NET) called Pay"),
        ("Job.csproj", b'<Project Sdk="Microsoft.NET.Sdk.Worker">', "a background service (.NET) called Job"),
        ("F.csproj", b"<AzureFunctionsVersion>v4<", "a function app (Azure) called F"),
    ],
)
def test_apps(path: str, text: bytes, detail: str) -> None:
    assert is_web_app(path)
    (piece,) = read_web_app(path, text)
    assert (piece.detail, piece.weak) == (detail, False)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pom.xml", b"<packaging>pom</packaging><artifactId>spring-boot-maven-plugin</artifactId>"),
        ("pom.xml", b"<packaging>jar</packaging>"),
        ("build.gradle", b"plugins {\n  id 'org.springframework.boot' version '3.2' apply false\n}\n"),
        ("build.gradle", b"plugins {\n  id 'java-library'\n}\n"),
        ("Pay.csproj", b'<Project Sdk="Microsoft.NET.Sdk"></Project>'),
        ("Pay.csproj", WEB + b"<OutputType>Library</OutputType>"),
        ("Pay.csproj", WEB + b'<PackageReference Include="Microsoft.NET.Test.Sdk" />'),
        ("app.R", b"x <- 1\n"),
    ],
)
def test_libraries(path: str, text: bytes) -> None:
    assert list(read_web_app(path, text)) == []


def test_a_program_is_weak_unless_it_is_handed_to_others() -> None:
    (build_tool,) = read_web_app("tools/Gen/Gen.csproj", EXE)
    (published,) = read_web_app("tools/Gen/Gen.csproj", EXE + b"<PackAsTool>true</PackAsTool>")
    assert (build_tool.weak, published.weak) == (True, False)
