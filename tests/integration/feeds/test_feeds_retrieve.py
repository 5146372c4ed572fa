"""Retrieval against a scripted server on loopback."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import threading
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.errors import RetrieveError
from bot.feeds.guard import AddrInfo, open_socket
from bot.feeds.retrieve import Retriever, user_agent
from bot.model import PollSettings
from tests.support import feedserver as fs
from tests.support.feedserver import FeedServer, feed_server

OPEN = PollSettings(allow_private=True, timeout=timedelta(seconds=5), max_bytes=2_000_000)
LAST_MODIFIED = "Wed, 04 Mar 2026 12:00:00 GMT"

Make = Callable[..., Retriever]


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with feed_server() as running:
        yield running


@pytest.fixture
async def make() -> AsyncIterator[Make]:
    made: list[Retriever] = []

    def build(settings: PollSettings = OPEN, **more: object) -> Retriever:
        made.append(Retriever(settings, **more))  # type: ignore[arg-type]  # passed through
        return made[-1]

    yield build
    for retriever in made:
        await retriever.close()


async def refused(answer: Awaitable[object]) -> RetrieveError:
    with pytest.raises(RetrieveError) as caught:
        await answer
    return caught.value


class FakeResolver(AbstractResolver):
    """Names lead where the table says; nothing is looked up."""

    def __init__(self, table: dict[str, list[str]]) -> None:
        self.table = table

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        if host not in self.table:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        answers = self.table[host]
        kept = answers if len(answers) == 1 else [answers.pop(0)]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=0,
            )
            for one in kept
            for address in one.split()
        ]

    async def close(self) -> None:
        return None


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


# ── the guard ────────────────────────────────────────────────────────────────────────────


def recorder(opened: list[str]) -> Callable[[AddrInfo], socket.socket]:
    """A socket factory that notes where it was asked to go, and goes to loopback only."""

    def factory(info: AddrInfo) -> socket.socket:
        address = str(info[4][0])
        opened.append(address)
        if not address.startswith("127."):
            raise OSError("tests connect to loopback only")
        return open_socket(info)

    return factory


@pytest.mark.parametrize(
    "address",
    ["10.0.0.7", "127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.7", "0.0.0.1", "fd00::1"],
)
async def test_names_that_lead_inside_are_refused(make: Make, address: str) -> None:
    opened: list[str] = []
    retriever = make(
        PollSettings(),
        resolver=FakeResolver({"inside.example": [address]}),
        socket_factory=recorder(opened),
    )
    error = await refused(retriever.retrieve("http://inside.example/feed"))
    assert address in str(error)
    assert "not fetched from" in str(error)
    assert opened == []


async def test_a_name_that_leads_inside_twice_is_refused_in_the_same_words(make: Make) -> None:
    opened: list[str] = []
    retriever = make(
        PollSettings(),
        resolver=FakeResolver({"inside.example": ["10.0.0.7 192.168.0.9"]}),
        socket_factory=recorder(opened),
    )
    error = await refused(retriever.retrieve("http://inside.example/feed"))
    assert "a private address" in str(error)
    assert opened == []


async def test_of_mixed_addresses_only_the_public_one_is_tried(make: Make) -> None:
    opened: list[str] = []
    retriever = make(
        PollSettings(),
        resolver=FakeResolver({"mixed.example": ["10.0.0.7 93.184.216.34"]}),
        socket_factory=recorder(opened),
    )
    error = await refused(retriever.retrieve("http://mixed.example/feed"))
    assert set(opened) == {"93.184.216.34"}
    assert "forbidden address" in str(error) or "cannot be reached" in str(error)


async def test_a_name_rebound_between_two_polls_is_refused(server: FeedServer, make: Make) -> None:
    """First loopback (allowed here), then the metadata address: never the latter."""
    opened: list[str] = []
    server.serve("/", fs.body(b"x", headers={"Connection": "close"}))
    retriever = make(
        OPEN,
        resolver=FakeResolver({"rebound.example": ["127.0.0.1", "169.254.169.254"]}),
        socket_factory=recorder(opened),
    )
    url = f"http://rebound.example:{server.port}/"
    assert (await retriever.retrieve(url)).body == b"x"
    retriever._session._connector.clear_dns_cache()  # type: ignore[union-attr]  # ten seconds on
    assert "metadata" in str(await refused(retriever.retrieve(url)))
    assert opened == ["127.0.0.1"]


async def test_a_proxy_from_the_environment_is_not_used(
    server: FeedServer, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert (await make().retrieve(server.serve("/", fs.body(b"x")))).body == b"x"


# ── causes ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (401, "asks for a login"),
        (403, "may block bots"),
        (404, "nothing at this address"),
        (410, "gone for good"),
        (418, "refuses the request"),
        (429, "too often"),
        (500, "internal error"),
        (503, "overloaded"),
        (599, "has a fault"),
    ],
)
async def test_statuses_in_words(server: FeedServer, make: Make, code: int, words: str) -> None:
    error = await refused(make().retrieve(server.serve("/", fs.status(code))))
    assert words in str(error)
    assert f"HTTP {code}" in str(error)
    assert error.status == code
    assert error.gone == (code == 410)


async def test_retry_after_comes_with_the_error(server: FeedServer, make: Make) -> None:
    date = {"Retry-After": "Wed, 04 Mar 2026 12:05:00 GMT", "Date": LAST_MODIFIED}
    server.serve("/s", fs.status(429, {"Retry-After": "90"}))
    server.serve("/d", fs.status(503, date))
    retriever = make()
    assert (await refused(retriever.retrieve(server.url("/s")))).retry_after == timedelta(
        seconds=90
    )
    assert (await refused(retriever.retrieve(server.url("/d")))).retry_after == timedelta(minutes=5)


async def test_a_browser_challenge_is_recognised(server: FeedServer, make: Make) -> None:
    url = server.serve("/", fs.status(403, {"cf-mitigated": "challenge"}))
    assert "Cloudflare challenge" in str(await refused(make().retrieve(url)))


async def test_broken_connections(server: FeedServer, make: Make) -> None:
    retriever = make()
    cut = server.serve("/cut", fs.dropped())
    short = server.serve("/short", fs.wrong_length(b"<rss>", 5000))
    noise = server.serve("/noise", fs.raw_bytes(b"SSH-2.0-OpenSSH_9.6\r\n"))
    assert "without an answer" in str(await refused(retriever.retrieve(cut)))
    assert "broke off in the middle" in str(await refused(retriever.retrieve(short)))
    assert "does not speak HTTP" in str(await refused(retriever.retrieve(noise)))


async def test_no_server_and_no_name(make: Make) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: connections are refused
        port = taken.getsockname()[1]
        error = await refused(make().retrieve(f"http://127.0.0.1:{port}/?token=hush"))
    assert "refuses connections" in str(error)
    assert "hush" not in str(error)
    unknown = make(resolver=FakeResolver({}))
    assert "could not be found (DNS)" in str(await refused(unknown.retrieve("http://no.example/")))


async def test_closing_ends_the_threads_that_look_names_up(server: FeedServer) -> None:
    retriever = Retriever(OPEN)
    server.serve("/", fs.body(b"x"))
    assert (await retriever.retrieve(f"http://localhost:{server.port}/")).body == b"x"
    looking = [thread for thread in threading.enumerate() if thread.name.startswith("dns")]
    assert looking
    await retriever.close()
    for thread in looking:
        thread.join(5)
        assert not thread.is_alive()


async def test_impossible_names_do_not_crash(make: Make) -> None:
    error = await refused(make().retrieve(f"http://{'a' * 70}.example/"))
    assert "could not be found" in str(error) or "valid" in str(error)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes its certificates with openssl")
@pytest.mark.parametrize(
    ("made_for", "trusted", "words"),
    [
        ("IP:127.0.0.1", True, ""),
        ("IP:127.0.0.1", False, "signed itself"),
        ("DNS:other.example", True, "another host"),
    ],
)
async def test_tls_faults_are_told_apart(
    make: Make, tmp_path: Path, made_for: str, trusted: bool, words: str
) -> None:
    certificate = await _certificate(tmp_path, made_for)
    server_side = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server_side.load_cert_chain(certificate)
    client_side = ssl.create_default_context(cafile=certificate if trusted else None)
    listener = await asyncio.start_server(_hello, "127.0.0.1", 0, ssl=server_side)
    url = f"https://127.0.0.1:{listener.sockets[0].getsockname()[1]}/"
    retriever = make(ssl_context=client_side)
    try:
        if words:
            assert words in str(await refused(retriever.retrieve(url)))
        else:
            assert (await retriever.retrieve(url)).body == b"hello"
    finally:
        await retriever.close()
        listener.close()
        await listener.wait_closed()


async def _certificate(folder: Path, made_for: str) -> Path:
    """A self-signed certificate with its key, in one file."""
    made = folder / "self.pem"
    process = await asyncio.create_subprocess_exec(
        *("openssl", "req", "-x509", "-nodes", "-newkey", "ec"),
        *("-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=loopback"),
        *("-days", "2", "-addext", f"subjectAltName={made_for}"),
        *("-keyout", str(made), "-out", str(folder / "cert.pem")),
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert await process.wait() == 0
    made.write_text(made.read_text() + (folder / "cert.pem").read_text())
    return made


async def _hello(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
        await writer.drain()
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()
