"""Where retrieval may not go, and why an address could not be read, in words."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.feeds.guard import AddrInfo, open_socket
from bot.feeds.retrieve import Retriever
from bot.model import PollSettings
from tests.support import feedserver as fs
from tests.support.feedserver import FeedServer
from tests.support.retrieving import OPEN, FakeResolver, Make, refused

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
    date = {"Retry-After": "Wed, 04 Mar 2026 12:05:00 GMT", "Date": "Wed, 04 Mar 2026 12:00:00 GMT"}
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
