"""How text and queries are cut for the index."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.words import Term, fts_query, index_words, query_terms, ts_query
from bot.text import search_terms


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("Tesla's Q4: 1.2m cars!", ["tesla", "s", "q4", "1", "2m", "cars"]),
        ("小米", ["小米", "米"]),
        ("小米汽车", ["小米", "米汽", "汽车", "车"]),
        ("车", ["车"]),
        ("小米，汽", ["小米", "米", "汽"]),
        ("小米SU7汽车", ["小米", "米", "su7", "汽车", "车"]),
        ("Citroën ŠKODA naïve", ["citroen", "skoda", "naive"]),
        ("ＢＹＤ　７", ["byd", "7"]),
        ("ｶﾞｽ", ["ガス", "ス"]),
        ("snake_case", ["snake", "case"]),
        ("x" * 250, ["x" * 100]),
    ],
)
def test_index_words(text: str, words: list[str]) -> None:
    assert index_words(text) == words


@pytest.mark.parametrize(
    ("query", "fts", "ts"),
    [
        ("Tesla", '"tesla"', "'tesla'"),
        ("小", '"小" *', "'小':*"),
        ("小米", '"小米"', "'小米'"),
        ("小米汽", '"小米 米汽"', "'小米' & '米汽'"),
        ("小米 su7 小米", '"小米" AND "su7"', "'小米' & 'su7'"),
        ('NEAR("a" b)', '"near" AND "a" AND "b"', "'near' & 'a' & 'b'"),
        ("a:* | b' & \\", '"a" AND "b"', "'a' & 'b'"),
        ("*?!", "", ""),
    ],
)
def test_queries(query: str, fts: str, ts: str) -> None:
    terms = query_terms(query)
    assert fts_query(terms) == fts
    assert ts_query(terms) == ts


def test_a_run_is_remembered_for_confirmation() -> None:
    assert query_terms("小米汽") == [Term(("小米", "米汽"), "小米汽")]


@given(st.text(max_size=60))
def test_words_never_hold_syntax(text: str) -> None:
    for word in index_words(text):
        assert word
        assert not set(word) & set(string.punctuation + string.whitespace)
    for term in query_terms(text):
        assert all(word.isalnum() or not word.isascii() for word in term.words)


@given(st.text(alphabet=string.printable + "éüñß", max_size=60))
def test_outside_of_cjk_these_are_the_search_terms_without_accents(text: str) -> None:
    plain = {"é": "e", "ü": "u", "ñ": "n"}
    terms = ["".join(plain.get(char, char) for char in term) for term in search_terms(text)]
    assert index_words(text) == terms


@given(st.text(alphabet="小米汽车，a ", min_size=1, max_size=30), st.data())
def test_every_substring_of_a_run_is_a_phrase_of_its_words(text: str, data: st.DataObject) -> None:
    runs = [run for run in text.replace("a", " ").replace("，", " ").split() if run]
    if not runs:
        return
    run = data.draw(st.sampled_from(runs))
    start = data.draw(st.integers(0, len(run) - 1))
    end = data.draw(st.integers(start + 1, len(run)))
    [term] = query_terms(run[start:end])
    words, wanted = index_words(text), list(term.words)
    if term.prefix:
        assert any(word.startswith(wanted[0]) for word in words)
    else:
        places = range(len(words) - len(wanted) + 1)
        assert any(words[i : i + len(wanted)] == wanted for i in places)
