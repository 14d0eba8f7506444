"""The only composition root: loads bundled data and finds rules by their names."""

from __future__ import annotations

import importlib
import os
from types import ModuleType

import msgspec

from watchkeeper.analysis.authorship.signals import SignalCatalogue
from watchkeeper.analysis.size.tokens import TokenModel
from watchkeeper.domain.rules import RuleRecord
from watchkeeper.domain.size import Window

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data")


class WindowsFile(msgspec.Struct, frozen=True):
    """The bundled list of context windows."""

    version: int
    updated: str
    windows: tuple[Window, ...]


class CatalogueFile(msgspec.Struct, frozen=True):
    """The catalogue of rules, generated at build time by walking the rules' folder."""

    rules: tuple[RuleRecord, ...]


def read_bundled(name: str) -> bytes:
    """The bytes of a bundled data file, by its path below the data folder."""
    with open(os.path.join(FOLDER, *name.split("/")), "rb") as file:
        return file.read()


def load_rules() -> tuple[RuleRecord, ...]:
    """Every rule's record, by id."""
    return msgspec.json.decode(read_bundled("catalogue.json"), type=CatalogueFile).rules


def load_windows() -> tuple[Window, ...]:
    """The context windows of named models."""
    return msgspec.json.decode(read_bundled("windows.json"), type=WindowsFile).windows


def load_token_model() -> TokenModel:
    """The constants of the token estimate."""
    return msgspec.json.decode(read_bundled("tokens.json"), type=TokenModel)


def load_signals() -> SignalCatalogue:
    """The signals of authorship."""
    return msgspec.json.decode(read_bundled("signals.json"), type=SignalCatalogue)


def rule_module(rule: str) -> ModuleType:
    """The module of a rule, by its id."""
    return importlib.import_module(f"watchkeeper.rules.{rule.replace('-', '_').replace('/', '.')}")
