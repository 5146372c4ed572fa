"""Causes that are hard to make for real: expired certificates, a resolver without an answer."""

from __future__ import annotations

import socket
import ssl

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey

from bot.feeds.causes import bad_status, no_answer

URL = "https://motors.example/feed"
KEY = ConnectionKey("motors.example", 443, True, True, None, None, None)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("certificate has expired", "has expired"),
        ("certificate is not yet valid", "this machine's clock"),
        ("Hostname mismatch, certificate is not valid for 'motors.example'.", "another host"),
        ("self-signed certificate in certificate chain", "signed itself"),
        ("unable to get local issuer certificate", "issuer is unknown"),
        ("certificate revoked", "cannot be verified"),
    ],
)
def test_certificates(reason: str, words: str) -> None:
    inner = ssl.SSLCertVerificationError(1, reason)
    inner.verify_message = reason
    error = no_answer(aiohttp.ClientConnectorCertificateError(KEY, inner), URL)
    assert words in str(error)
    assert str(error).startswith(URL)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            socket.EAI_NONAME,
            "could not be found (DNS) (check the spelling of its name",
        ),
        (socket.EAI_AGAIN, "no answer from DNS) (is this machine online?"),
    ],
)
def test_lookups(code: int, words: str) -> None:
    inner = socket.gaierror(code, "…")
    assert words in str(no_answer(aiohttp.ClientConnectorDNSError(KEY, inner), URL))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (aiohttp.ClientConnectorError(KEY, OSError(113, "No route to host")), "no route to host"),
        (aiohttp.ClientConnectorError(KEY, TimeoutError(110, "Timed out")), "timed out"),
        (aiohttp.ClientConnectorSSLError(KEY, ssl.SSLError(1, "WRONG_VERSION")), "TLS fault"),
        (TimeoutError(), "in time"),
        (aiohttp.ServerDisconnectedError(), "without an answer"),
        (aiohttp.InvalidURL(URL), "no valid address"),
        (aiohttp.ClientError("odd"), "ClientError"),
    ],
)
def test_faults_of_the_line(error: Exception, words: str) -> None:
    assert words in str(no_answer(error, URL))


@pytest.mark.parametrize(
    ("status", "words"), [(100, "no feed"), (305, "no feed"), (499, "check the"), (598, "fault")]
)
def test_statuses_without_a_row_of_their_own(status: int, words: str) -> None:
    error = bad_status(status, URL, {}, None)
    assert words in str(error)
    assert error.status == status
