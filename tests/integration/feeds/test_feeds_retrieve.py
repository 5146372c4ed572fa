"""Retrieval against a scripted server on loopback."""

from __future__ import annotations

import asyncio
import tracemalloc
from datetime import timedelta

import pytest

from bot.feeds.retrieve import user_agent
from bot.model import PollSettings
from tests.support import feedserver as fs
from tests.support.feedserver import FeedServer
from tests.support.retrieving import Make, refused

LAST_MODIFIED = "Wed, 04 Mar 2026 12:00:00 GMT"


# ── bodies and validators ────────────────────────────────────────────────────────────────


async def test_validators_go_back_verbatim(server: FeedServer, make: Make) -> None:
    url = server.serve(
        "/feed",
        fs.body(
            fs.rss("One"),
            etag='W/"odd:é-less/1"',
            last_modified=LAST_MODIFIED,
            headers={"Cache-Control": "max-age=600"},
        ),
    )
    retriever = make()
    first = await retriever.retrieve(url)
    assert first.status == 200
    assert first.body == fs.rss("One")
    assert first.content_type == fs.RSS_TYPE
    assert first.last_modified == LAST_MODIFIED
    assert first.cache_max_age == timedelta(minutes=10)
    assert first.etag == ""  # not ASCII: it could not be sent back as it came


async def test_not_modified_by_etag_and_by_date(server: FeedServer, make: Make) -> None:
    by_tag = server.serve("/tag", fs.body(b"x", etag='W/"a b"'))
    by_date = server.serve("/date", fs.body(b"x", last_modified=LAST_MODIFIED))
    retriever = make()
    for url in (by_tag, by_date):
        first = await retriever.retrieve(url)
        again = await retriever.retrieve(url, etag=first.etag, last_modified=first.last_modified)
        assert again.not_modified
        assert again.body == b""
    assert server.asked[1].headers["If-None-Match"] == 'W/"a b"'
    assert server.asked[3].headers["If-Modified-Since"] == LAST_MODIFIED


async def test_not_modified_is_no_answer_to_a_first_question(
    server: FeedServer, make: Make
) -> None:
    error = await refused(make().retrieve(server.serve("/", fs.status(304))))
    assert "nothing of it is known" in str(error)


async def test_says_who_it_is_and_what_it_reads(server: FeedServer, make: Make) -> None:
    settings = PollSettings(allow_private=True, contact="mailto:desk@example.org")
    await make(settings).retrieve(server.serve("/", fs.body(b"x")))
    sent = server.asked[0].headers
    assert sent["User-Agent"].startswith("Tidings/")
    assert sent["User-Agent"].endswith("(+mailto:desk@example.org)")
    assert "application/rss+xml" in sent["Accept"]
    assert sent["Accept-Encoding"] == "gzip, deflate, br"
    assert "Cookie" not in sent


def test_a_contact_cannot_smuggle_headers() -> None:
    assert "\n" not in user_agent("me\r\nX-Evil: 1")
    assert user_agent("").endswith("(feed reader)")


async def test_cookies_are_not_kept(server: FeedServer, make: Make) -> None:
    url = server.serve("/", fs.body(b"x", headers={"Set-Cookie": "id=1"}))
    retriever = make()
    await retriever.retrieve(url)
    await retriever.retrieve(url)
    assert "Cookie" not in server.asked[1].headers


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate", "br"])
async def test_compressed_bodies(server: FeedServer, make: Make, encoding: str) -> None:
    data = fs.rss(*[f"Title {number}" for number in range(300)])
    url = server.serve("/", fs.body(data, encoding=encoding))
    assert (await make().retrieve(url)).body == data


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
async def test_a_bomb_is_dropped_at_the_limit(
    server: FeedServer, make: Make, encoding: str
) -> None:
    megabytes = 50 if encoding == "br" else 500
    url = server.serve("/", fs.bomb(megabytes, encoding))
    tracemalloc.start()
    try:
        error = await refused(make().retrieve(url))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "larger than 2 MB" in str(error)
    server_side = megabytes * 1_000_000 if encoding == "br" else 0
    assert peak - server_side < 15_000_000


async def test_too_large_is_seen_before_or_while_reading(server: FeedServer, make: Make) -> None:
    announced = server.serve("/announced", fs.body(bytes(3_000_000)))
    endless = server.serve("/endless", fs.endless())
    retriever = make()
    for url in (announced, endless):
        assert "larger than 2 MB" in str(await refused(retriever.retrieve(url)))


async def test_undecodable_bodies_are_named(server: FeedServer, make: Make) -> None:
    url = server.serve("/", fs.body(b"plain", headers={"Content-Encoding": "gzip"}))
    assert "cannot be decompressed" in str(await refused(make().retrieve(url)))


# ── time ─────────────────────────────────────────────────────────────────────────────────


async def test_a_server_that_says_nothing_runs_out_of_time(server: FeedServer, make: Make) -> None:
    settings = PollSettings(allow_private=True, timeout=timedelta(seconds=0.2))
    url = server.serve("/", fs.after(5, fs.body(b"x")))
    error = await refused(make(settings).retrieve(url))
    assert "did not answer in time" in str(error)
    assert error.status == 0


async def test_a_drip_is_cut_off_long_before_the_time_out(server: FeedServer, make: Make) -> None:
    url = server.serve("/", fs.drip(pause=0.02))
    started = asyncio.get_running_loop().time()
    error = await refused(make(grace=timedelta(seconds=0.2)).retrieve(url))
    assert "too slowly" in str(error)
    assert asyncio.get_running_loop().time() - started < 2


async def test_the_time_out_covers_the_whole_chain_of_redirects(
    server: FeedServer, make: Make
) -> None:
    settings = PollSettings(allow_private=True, timeout=timedelta(seconds=0.5))
    for number in range(4):
        server.serve(f"/{number}", fs.after(0.2, fs.redirect(f"/{number + 1}")))
    error = await refused(make(settings).retrieve(server.url("/0")))
    assert "did not answer in time" in str(error)


async def test_waiting_for_a_turn_does_not_count(server: FeedServer, make: Make) -> None:
    settings = PollSettings(allow_private=True, timeout=timedelta(seconds=0.5), per_host=1)
    url = server.serve("/", fs.after(0.2, fs.body(b"x")))
    retriever = make(settings)
    answers = await asyncio.gather(*(retriever.retrieve(url) for _ in range(5)))
    assert [answer.body for answer in answers] == [b"x"] * 5
    assert server.most_open == 1


async def test_connections_are_limited_by_host_and_in_all(server: FeedServer, make: Make) -> None:
    server.serve("/", fs.after(0.05, fs.body(b"x")))
    by_host = make(PollSettings(allow_private=True, per_host=2))
    await asyncio.gather(*(by_host.retrieve(server.url("/")) for _ in range(8)))
    assert server.most_open == 2
    server.most_open = 0
    in_all = make(PollSettings(allow_private=True, per_host=5, concurrency=3))
    hosts = [f"http://127.0.0.{last}:{server.port}/" for last in range(1, 2)]
    hosts += [f"http://localhost:{server.port}/"]
    await asyncio.gather(*(in_all.retrieve(url) for url in hosts for _ in range(5)))
    assert server.most_open == 3


# ── redirects ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("codes", "permanent"),
    [
        ((301,), "/1"),
        ((308,), "/1"),
        ((302,), ""),
        ((307,), ""),
        ((303,), ""),
        ((301, 308), "/2"),
        ((301, 302), "/1"),
        ((302, 301), ""),
        ((301, 301, 302, 301), "/2"),
    ],
)
async def test_only_an_unbroken_run_of_permanent_redirects_counts(
    server: FeedServer, make: Make, codes: tuple[int, ...], permanent: str
) -> None:
    for number, code in enumerate(codes):
        server.serve(f"/{number}", fs.redirect(f"/{number + 1}", code))
    last = server.serve(f"/{len(codes)}", fs.body(b"end"))
    answer = await make().retrieve(server.url("/0"))
    assert answer.body == b"end"
    assert answer.url == last
    assert [code for code, _ in answer.redirects] == list(codes)
    assert answer.moved_permanently_to == (server.url(permanent) if permanent else "")


async def test_validators_reach_the_end_of_the_chain(server: FeedServer, make: Make) -> None:
    server.serve("/end", fs.body(b"x", etag='"1"'))
    url = server.serve("/", fs.redirect("/end", 301))
    answer = await make().retrieve(url, etag='"1"')
    assert answer.not_modified
    assert answer.moved_permanently_to == server.url("/end")


async def test_too_many_redirects_and_circles(server: FeedServer, make: Make) -> None:
    for number in range(10):
        server.serve(f"/{number}", fs.redirect(f"/{number + 1}"))
    server.serve("/a", fs.redirect("/b"))
    server.serve("/b", fs.redirect("/a"))
    retriever = make()
    assert "more than 5 times" in str(await refused(retriever.retrieve(server.url("/0"))))
    assert server.count("/6") == 0
    assert "in a circle" in str(await refused(retriever.retrieve(server.url("/a"))))


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("file:///etc/passwd", "no web address"),
        ("gopher://127.0.0.1/", "no web address"),
        ("http://[oops/", "no address"),
        ("http://169.254.169.254/latest/meta-data/", "metadata"),
        ("http://[::ffff:a9fe:a9fe]/", "metadata"),
        ("http://0.0.0.0/", "unspecified"),
    ],
)
async def test_redirects_are_guarded_at_every_hop(
    server: FeedServer, make: Make, target: str, words: str
) -> None:
    url = server.serve("/", fs.redirect(target))
    assert words in str(await refused(make().retrieve(url)))


async def test_a_user_name_in_a_redirect_is_dropped(server: FeedServer, make: Make) -> None:
    server.serve("/end", fs.body(b"x"))
    url = server.serve("/", fs.redirect(f"http://me:pw@127.0.0.1:{server.port}/end"))
    answer = await make().retrieve(url)
    assert answer.url == server.url("/end")
    assert "Authorization" not in server.asked[1].headers


async def test_a_redirect_without_a_target_is_an_error(server: FeedServer, make: Make) -> None:
    url = server.serve("/", fs.status(302))
    assert "HTTP 302" in str(await refused(make().retrieve(url)))
