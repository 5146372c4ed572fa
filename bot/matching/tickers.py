"""Evidence: what makes a stock symbol or an account's name one: ``NASDAQ:``, ``( )``, ``@``."""

from __future__ import annotations

import re

from bot.matching import weights
from bot.matching.lexicon import UNKNOWN, words
from bot.matching.names import Sort
from bot.matching.scene import Candidate, Scene, Style

_EXCHANGE = re.compile(
    rb"(?:NASDAQ|NYSE(?: American| Arca)?|AMEX|OTC(?:MKTS|QX|QB)?|LSE|LON|TSX(?:V)?|TSE|TYO|HKEX|"
    rb"HKG|HKSE|SEHK|HK|SSE|SHA|SHE|SZSE|ASX|NSE|BSE|FRA|ETR|XETRA|EPA|AMS|BIT|BME|STO|KRX|KOSPI|"
    rb"TPE|TWSE|SGX|JSE|Nasdaq|Euronext|ticker|symbol)"
    rb"[A-Za-z ]{0,14}[:\s]\s?[\"'\x93]?$"
)
_OPEN = re.compile(rb"\([^()]{0,20}$")


def symbols(candidate: Candidate, scene: Scene) -> None:
    if candidate.sort is Sort.TICKER:
        _ticker(candidate, scene)
    elif candidate.sort is Sort.HANDLE:
        _handle(candidate, scene)


def _ticker(candidate: Candidate, scene: Scene) -> None:
    raw = scene.folded.raw
    symbol = scene.written(candidate)
    before = raw[max(0, candidate.start - 40) : candidate.start]
    whole = b" " in candidate.form
    if symbol != symbol.upper():
        candidate.refuse(weights.COMMON_LOWER, "ticker", "a symbol counts only in capitals")
    elif whole and not candidate.form.replace(b" ", b"").isdigit():
        candidate.settle(weights.TICKER_CUE, "ticker", "the symbol with its exchange", final=True)
    elif _EXCHANGE.search(before):
        candidate.settle(weights.TICKER_CUE, "ticker", "the symbol after its exchange", final=True)
    elif _OPEN.search(before) and raw[candidate.end : candidate.end + 1] in b").:" and symbol:
        candidate.settle(weights.TICKER_CUE, "ticker", "the symbol in parentheses", final=True)
    elif (
        len(symbol) >= 3
        and symbol.isalpha()
        and not words().get(candidate.form, UNKNOWN).kind
        and scene.style(candidate.start) is not Style.CAPITALS
    ):
        candidate.settle(weights.TICKER_BARE, "ticker", "the symbol in capitals; no known word")
    else:
        why = "a symbol counts only after $ or its exchange, or in parentheses"
        candidate.refuse(weights.COMMON_LOWER, "ticker", why)


def _handle(candidate: Candidate, scene: Scene) -> None:
    if scene.folded.raw[max(0, candidate.start - 1) : candidate.start] == b"@":
        candidate.settle(weights.HANDLE, "handle", "the account's name after @", final=True)
    else:
        candidate.refuse(weights.COMMON_LOWER, "handle", "an account's name counts only after @")
