"""The estimate against counts of the real vocabulary, and its marks against a slow, plain definition."""

from __future__ import annotations

import re
from importlib.resources import files

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.size.tokens import CHUNK, MARKS, TokenModel, count_marks, estimate_tokens, language_of


def load_model() -> TokenModel:
    return msgspec.json.decode(files("watchkeeper.data").joinpath("tokens.json").read_bytes(), type=TokenModel)


# Language, text, and its tokens as counted with the o200k vocabulary (package bpe-openai 0.1.4).
SAMPLES = {
    "python": (
        "python",
        '''def nearest_rank(ordered: Sequence[float], share: float) -> float:
    """The quantile of an ordered list by the nearest rank."""
    if not ordered:
        raise ValueError("an empty list has no quantile")
    index = min(len(ordered) - 1, int(share * len(ordered)))
    return ordered[index]


class InvoiceLine:
    def __init__(self, article: str, amount_cents: int, vat_percent: int = 19) -> None:
        self.article = article
        self.amount_cents = amount_cents
        self.vat_percent = vat_percent

    def total(self) -> int:
        return round(self.amount_cents * (100 + self.vat_percent) / 100)
''',
        159,
    ),
    "typescript": (
        "typescript",
        """import { useEffect, useState } from "react";

interface OrderSummaryProps {
  orderId: string;
  onClose: () => void;
}

export function OrderSummary({ orderId, onClose }: OrderSummaryProps) {
  const [order, setOrder] = useState<Order | undefined>(undefined);

  useEffect(() => {
    let cancelled = false;
    fetchOrder(orderId).then((found) => {
      if (!cancelled) setOrder(found);
    });
    return () => {
      cancelled = true;
    };
  }, [orderId]);

  return order ? <OrderTable lines={order.lines} onClose={onClose} /> : <Spinner label="Loading…" />;
}
""",
        147,
    ),
    "go with tabs": (
        "go",
        """func (s *Server) handleReport(w http.ResponseWriter, r *http.Request) {
	since, err := time.Parse(time.RFC3339, r.URL.Query().Get("since"))
	if err != nil {
		http.Error(w, "since must be an RFC 3339 time", http.StatusBadRequest)
		return
	}
	rows, err := s.store.QueryContext(r.Context(), reportQuery, since)
	if err != nil {
		s.logger.Error("report", "err", err)
		http.Error(w, "cannot read the report", http.StatusInternalServerError)
		return
	}
	defer rows.Close()
	writeRows(w, rows)
}
""",
        137,
    ),
    "lock file": (
        "lock",
        """  "node_modules/left-pad": {
    "version": "1.3.0",
    "resolved": "https://registry.example.org/left-pad/-/left-pad-1.3.0.tgz",
    "integrity": "sha512-XI5MPzVNApjAyhQzphX8BkmKsKUxD4LdyK24iZeQGinBN9yTQT3bFlCBy/aVx2HrNcqQGsdot8ghrjyrvMCoEA==",
    "license": "WTFPL"
  },
  "node_modules/is-odd": {
    "version": "3.0.1",
    "resolved": "https://registry.example.org/is-odd/-/is-odd-3.0.1.tgz",
    "integrity": "sha512-CQpnWPrDwmP1+SMHXZhtLtJv90yiyVfluGsX5iNCVkrhQtU3TQHsUWPG9wkdk9Lgd5yNpAg9jQEo90CBaXgWMA==",
    "dependencies": {
      "is-number": "^6.0.0"
    }
  },
""",
        264,
    ),
    "prose": (
        "markdown",
        """# When the nightly import stops

1. Look at the last run: the page **Imports** shows the error and the file that it was reading.
2. If a column is missing, ask the finance team for the export of the day before; do not edit the file by hand.
3. Start the run again with the button *Repeat*. It begins where it stopped, nothing is booked twice.

Nobody needs to be called at night for this: the report is due at nine in the morning.
""",
        102,
    ),
    "Chinese": (
        "markdown",
        "如果导入在夜里停止\uff0c请先查看最后一次运行的错误信息。\n不要手动修改文件\uff0c请向财务部门索取前一天的导出文件。\n",
        36,
    ),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_estimate_is_near_the_real_count(name: str) -> None:
    language, text, true = SAMPLES[name]
    assert abs(estimate_tokens(text.encode(), language, load_model()) / true - 1) <= 0.2


def test_bundled_model_reaches_what_was_asked_for() -> None:
    model = load_model()
    assert set(model.weights) == set(MARKS)
    assert all(weight >= 0 for weight in model.weights.values())
    assert model.error_p50 <= 0.039
    assert model.error_p90 <= 0.104
    assert model.diff_error_p50 <= 0.048
    assert model.diff_error_p90 <= 0.098
    assert model.judged_on
    assert not set(model.fitted_on) & set(model.judged_on)


def test_only_nothing_has_no_tokens() -> None:
    assert estimate_tokens(b"", "python", load_model()) == 0
    assert estimate_tokens(b"\n", "python", load_model()) == 1


def test_unknown_language_has_no_factor() -> None:
    model = load_model()
    assert "klingon" not in model.factors
    doubled = msgspec.structs.replace(model, factors={"klingon": 2.0})
    text = b"let there = light;\n" * 100
    assert estimate_tokens(text, "klingon", doubled) == pytest.approx(
        2 * estimate_tokens(text, "klingon", model), abs=1
    )


def plain_marks(text: bytes) -> dict[str, int]:
    """The marks as the words of their names say, with regular expressions."""
    punctuation = rb"[\x00-\x08\x0e-\x1f!-/:-@\[-`{-\x7f]"
    words = re.findall(rb"[A-Za-z]+", text)
    humped = [part for word in words for part in re.split(rb"(?<=[a-z])(?=[A-Z])", word)]
    consonants = re.findall(rb"[b-df-hj-np-tv-xzB-DF-HJ-NP-TV-XZ]+", text)
    numbers = re.findall(rb"[0-9]+", text)
    runs = re.findall(punctuation + rb"+", text)
    return {
        "words": len(words),
        "capitals": sum(word[:1].isupper() for word in words),
        "humps": len(humped) - len(words),
        "tails": sum(max(0, len(part) - 7) for part in humped),
        "consonants": sum(max(0, len(run) - 3) for run in consonants),
        "numbers": len(numbers),
        "long_numbers": sum(max(0, len(run) - 3) for run in numbers),
        "punctuation": len(runs),
        "punctuation_pairs": sum(len(run) - 1 for run in runs),
        "spaced": len(re.findall(rb"(?<=[ \t\v\f])(?:[0-9]|" + punctuation + rb")", text)),
        "line_starts": len(re.findall(rb"(?<=[\r\n])(?:[A-Za-z]|" + punctuation + rb")", text)),
        "indents": len(re.findall(rb"[ \t\v\f]{2,}", text)),
        "two_byte": len(re.findall(rb"[\xc2-\xdf]", text)),
        "symbol": text.count(b"\xe2"),
        "three_byte": len(re.findall(rb"[\xe0\xe1\xe3-\xef]", text)),
        "four_byte": len(re.findall(rb"[\xf0-\xf4]", text)),
    }


LETTERS = [b"a", b"e", b"t", b"Z", b"7", b" ", b"\t", b"\n", b"\r", b"_", b"(", b"\0", b"\x7f", "é".encode(), b"\xff"]


@given(st.lists(st.sampled_from([*LETTERS, "…".encode(), "中".encode(), "🎉".encode()]), max_size=80).map(b"".join))
def test_marks_are_what_their_names_say(text: bytes) -> None:
    assert dict(zip(MARKS, count_marks(text), strict=True)) == plain_marks(text)


@given(st.binary(max_size=300))
def test_marks_of_any_bytes(text: bytes) -> None:
    assert dict(zip(MARKS, count_marks(text), strict=True)) == plain_marks(text)


def test_a_long_text_is_the_sum_of_its_chunks() -> None:
    text = b"total = price * (100 + vat) / 100  # cents\n" * 5000
    parts = [count_marks(text[at : at + CHUNK]) for at in range(0, len(text), CHUNK)]
    assert len(parts) > 3
    assert count_marks(text) == tuple(map(sum, zip(*parts, strict=True)))


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("src/app.py", "python"),
        ("a/b/Types.D.TS", "typescript"),
        ("Dockerfile", "docker"),
        ("ops/Makefile", "make"),
        ("package-lock.json", "lock"),
        ("web/data.json", "json"),
        ("Cargo.lock", "lock"),
        ("go.sum", "lock"),
        ("logo.svg", "svg"),
        ("LICENSE", "text"),
        ("py", "text"),
        ("", "text"),
        ("weird.name.", "text"),
        ("bad\udcff.rs", "rust"),
    ],
)
def test_language_follows_from_the_name(path: str, language: str) -> None:
    assert language_of(path) == language


@given(st.text(max_size=60))
def test_every_name_has_a_language(path: str) -> None:
    assert language_of(path)
