"""The guard, on addresses that are only ever strings."""

from __future__ import annotations

import socket

import pytest

from bot.errors import RetrieveError
from bot.feeds.guard import (
    AddrInfo,
    ForbiddenAddressError,
    check_url,
    guarded,
    why_forbidden,
)

PUBLIC = ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "64:ff9b::0101:0101", "2002:101:101::"]
INTRANET = [
    "127.0.0.1",
    "127.8.9.10",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "::1",
    "fd12:3456::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
]
NEVER = [
    "0.0.0.0",  # noqa: S104 - an address to refuse
    "0.1.2.3",
    "169.254.169.254",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "100.100.100.200",
    "fd00:ec2::254",
    "192.0.0.192",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::7f00:1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2001::1",
    "2001:db8::1",
    "64:ff9b:1::1",
    "4000::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert why_forbidden(address) == ""


@pytest.mark.parametrize("address", INTRANET)
def test_inside_addresses_need_the_operators_leave(address: str) -> None:
    assert why_forbidden(address) != ""
    assert why_forbidden(address, allow_private=True) == ""


@pytest.mark.parametrize("address", [*NEVER, "not an address", ""])
def test_addresses_where_no_feed_lives_are_refused_always(address: str) -> None:
    assert why_forbidden(address) != ""
    assert why_forbidden(address, allow_private=True) != ""


def test_the_factory_is_not_called_for_a_refused_address() -> None:
    opened: list[str] = []

    def factory(info: AddrInfo) -> socket.socket:
        opened.append(str(info[4][0]))
        return socket.socket()

    guard = guarded(factory=factory)
    with pytest.raises(ForbiddenAddressError) as caught:
        guard((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("169.254.169.254", 80)))
    assert caught.value.address == "169.254.169.254"
    assert "metadata" in caught.value.what
    assert opened == []
    guard((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("1.1.1.1", 80))).close()
    assert opened == ["1.1.1.1"]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1/feed", "loopback"),
        ("http://127.1/feed", "loopback"),
        ("http://2130706433/", "loopback"),
        ("http://0x7f000001/", "loopback"),
        ("http://0177.0.0.1/", "loopback"),
        ("http://①②⑦.⓪.⓪.①/", "loopback"),
        ("http://[::1]:8080/", "loopback"),
        ("http://[::ffff:127.0.0.1]/", "loopback"),
        ("http://[::ffff:169.254.169.254]/", "metadata"),
        ("http://0.0.0.0/", "unspecified"),
        ("http://0/", "unspecified"),
        ("http://localhost/", "this machine"),
        ("http://LOCALHOST./", "this machine"),
        ("http://feeds.localhost/", "this machine"),
        ("http://192.168.0.1/rss", "private"),
        ("ftp://example.org/feed", "no web address"),
        ("file:///etc/passwd", "no web address"),
        ("example.org/feed", "no web address"),
        ("", "no web address"),
        ("https:///feed", "no"),
        ("http://[::1/", "no valid address"),
        ("http://example.org:99999/", "no valid address"),
        ("https://user:secret@example.org/feed", "user name or password"),
        ("https://example.org@127.0.0.1/feed", "user name or password"),
    ],
)
def test_hopeless_urls_are_refused_at_once(url: str, words: str) -> None:
    with pytest.raises(RetrieveError, match=words) as caught:
        check_url(url)
    assert "secret" not in str(caught.value)
    assert "secret" not in caught.value.url


def test_good_urls_come_back_without_their_fragment() -> None:
    assert str(check_url(" https://example.org/a?b=1#c ")) == "https://example.org/a?b=1"
    assert check_url("http://127.0.0.1/", allow_private=True).host == "127.0.0.1"
    assert check_url("http://localhost/", allow_private=True).host == "localhost"


def test_the_error_names_the_mend_only_where_there_is_one() -> None:
    with pytest.raises(RetrieveError, match="allow_private"):
        check_url("http://10.0.0.1/")
    with pytest.raises(RetrieveError) as caught:
        check_url("http://169.254.169.254/latest/meta-data", allow_private=True)
    assert "allow_private" not in str(caught.value)
