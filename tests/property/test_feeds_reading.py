"""Laws of reading feeds that hold for any input."""

from __future__ import annotations

from html import escape

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import FormatError
from bot.feeds.formats import parse
from bot.feeds.formats.encoding import decode
from bot.feeds.identity import identity_keys, lookups, sort_new
from bot.feeds.urls import alias_of, canonical_url
from bot.model import Entry
from bot.text import plain_text, plain_title

URL = "https://x.example/feed"
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

_MARKUP = (
    "<rss> </rss> <channel> </channel> <item> </item> <item/> <title> </title> <entry> </entry> "
    "<feed> <link>http://x.example/1</link> <![CDATA[ ]]> <!-- --> &amp; & < > <b> &nbsp; &#8; "
    "&#x41; <?xml?> <!DOCTYPE [ ]> { } \" : items version words 小米 é ' = <p <a:b c:d='e'> \x00"
)
pieces = st.sampled_from(_MARKUP.split())
soups = st.lists(pieces, max_size=40).map(" ".join)
words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]),
    min_size=1,
    max_size=30,
)


@FEW
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    _read_or_refuse(body)


@FEW
@given(soups, st.sampled_from(["<rss><channel><item>", "<feed>", '{"items":[{}', "", "<rdf:RDF>"]))
def test_any_soup_is_read_or_refused(soup: str, start: str) -> None:
    _read_or_refuse((start + soup).encode("utf-8", "replace"))


def _read_or_refuse(body: bytes) -> None:
    try:
        parsed = parse(body, "", URL)
    except FormatError:
        return
    assert parsed.entries or parsed.warnings, "a silent nothing"


@given(st.text(max_size=200), st.sampled_from(["utf-8", "utf-16", "utf-32", "utf-8-sig"]))
def test_unicode_survives_decoding(text: str, encoding: str) -> None:
    text = "<" + "".join(c for c in text if c >= " " and not "\ud800" <= c <= "\udfff")
    text = text.replace("\ufffe", "").replace("\uffff", "").replace("\ufeff", "")
    body = text.encode(encoding)
    assert decode(body).text == text


@FEW
@given(st.lists(st.tuples(words, words), min_size=1, max_size=8), st.data())
def test_trimming_equals_reading_the_whole(
    rows: list[tuple[str, str]], data: st.DataObject
) -> None:
    items = "".join(
        f"<item><title>{escape(title)}</title><description>{escape(text)}</description>"
        f"<guid>g{number}</guid></item>"
        for number, (title, text) in enumerate(rows)
    )
    body = f"<rss><channel><title>T</title>{items}</channel></rss>".encode()
    whole = parse(body, "", URL)
    hashes = sorted(whole.fragment_hashes)
    seen = data.draw(st.sets(st.sampled_from(hashes)) if hashes else st.just(set()))
    rest = parse(body, "", URL, seen_fragments=seen)
    assert rest.entries == tuple(e for e in whole.entries if e.fragment_hash not in seen)
    assert rest.fragment_hashes == whole.fragment_hashes


@given(st.text(max_size=300))
def test_plain_text_is_tidy(text: str) -> None:
    plain = plain_text(text)
    assert plain == "\n".join(line.strip() for line in plain.splitlines() if line.strip())
    assert "  " not in plain
    assert "\n" not in plain_title(text)


@given(words)
def test_text_that_is_escaped_comes_back(text: str) -> None:
    assert plain_text(f"<p>{escape(text)}</p>") == plain_text(
        text.replace("&", "&amp;").replace("<", "&lt;")
    )


addresses = st.builds(
    lambda scheme, host, path, query: f"{scheme}://{host}/{path}{query}",
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["x.example", "www.X.example", "x.example:443", "x.example.", "例え.example"]),
    st.text(max_size=20),
    st.sampled_from(["", "?utm_source=a", "?p=1&ref=rss", "#frag", "?a=%zz&b=%2f"]),
)


@given(addresses | st.text(max_size=40))
def test_canonical_urls_are_fixed_points(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once
    alias_of(url)


entries = st.builds(
    Entry,
    guid=st.sampled_from(["", "a", "b", "c", "0", "https://x.example/?p=12"]),
    url=st.sampled_from(
        ["", "https://x.example/", "https://x.example/a-b-c", "https://x.example/live"]
    ),
    title=st.sampled_from(["", "Update", "One long and telling title", "Another telling title"]),
    content=st.sampled_from(["", "short", "x" * 60, "y" * 60]),
)


@given(st.lists(entries, max_size=6), st.lists(entries, max_size=6))
def test_nothing_is_new_twice(before: list[Entry], now: list[Entry]) -> None:
    known: dict[str, str] = {}
    for number, body in enumerate((before, now, now)):
        keys, _ = lookups(body)
        found = sort_new(body, known_keys={k: known[k] for k in keys if k in known})
        for place, each in enumerate(found.new):
            assert each.keys, "an item without a key"
            assert not set(each.keys) & set(known), "took over the key of another item"
            known.update(dict.fromkeys(each.keys, f"i{number}-{place}"))
        for again in found.rekeyed:
            known.update(dict.fromkeys(again.keys, again.item_id))
        if number == 2:
            assert found.new == ()


@given(entries)
def test_every_entry_has_keys(entry: Entry) -> None:
    assert identity_keys(entry)
