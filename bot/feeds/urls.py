"""One address, many spellings: the canonical URL, and the alias by which mirrors meet.

The canonical URL is an address one can open. The alias is only a key: it ignores scheme, host,
``www.``, AMP and mobile variants wherever the path alone tells which article is meant.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"""(?x)
    utm_\w+ | stm_\w+ | mtm_\w+ | pk_(?:campaign|kwd|source|medium|content) | piwik_\w+ | itm_\w+
    | hsa_\w+ | hsctatracking | _hsenc | _hsmi | __hs\w+
    | gclid | gclsrc | dclid | gbraid | wbraid | gad_source | _gl | _ga
    | fbclid | fb_(?:action_\w+|source|ref) | igshid | igsh | msclkid | yclid | ysclid | twclid
    | ttclid | li_fat_id | epik | s_kwcid | s_cid | srsltid | mkt_tok | vero_\w+ | wickedid
    | mc_[ce]id | oly_(?:enc|anon)_id | rb_clickid | ml_subscriber\w* | ck_subscriber_id
    | ncid | cmpid | icid | xtor | ftag | sr_share | smid | taid | guccounter | guce_\w+
    | spm | scm | share_(?:source|medium|from|tag|token)\w* | wt[._](?:mc_id|zmc|z_\w+)
    | at_(?:medium|campaign|link_\w+|format|ptr_name|bbc_team|custom\d) | ns_\w+
    """,
    re.I,
)
"""Query parameters that never choose what is shown."""

_MAYBE_TRACKING = {
    "ref", "ref_src", "ref_url", "referrer", "referer", "source", "src", "from", "cid", "via",
    "feature", "campaign", "channel", "outputtype", "mod", "partner",
}  # fmt: skip
_WHENCE = re.compile(
    r"(?:[\w.-]*[._-])?(?:rss|feeds?|atom|feedburner|twitter|x|facebook|fb|linkedin|newsletter|email|"
    r"social|share|telegram|weibo|wechat|google|googlenews|hn|reddit|homepage|amp)"
    r"(?:[._-][\w.-]*)?",
    re.I,
)
"""Values with which the parameters above say where a reader came from; any other value may
choose a page, and stays."""

_PORTS = {"http": "80", "https": "443"}
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ALLOWED = _UNRESERVED | frozenset("!$&'()*+,;=:@/%")
_PLAIN = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@/]*")
"""Text that needs no encoding: the quick way for nearly every address."""
_PERCENT = re.compile(r"%([0-9a-fA-F]{2})")
_UNWRAP = re.compile(
    r"https?://(?:www\.)?(?:google\.[a-z.]+/url|l\.facebook\.com/l\.php|"
    r"(?:www\.)?bing\.com/news/apiclick\.aspx)\?",
    re.I,
)
_LONGEST = 4_000
_REMEMBERED = 4_096
"""Addresses kept with their results: each is asked for several times in one poll."""
_TRACKING_FRAGMENT = re.compile(
    r"(?:rss|feed|atom|xtor=|utm_|ref=|ref-|comments?$|respond$|echobox|:~:|top$|origin=|intcid)",
    re.I,
)


@lru_cache(maxsize=_REMEMBERED)
def canonical_url(url: str) -> str:
    """The address without what does not choose the page; the text itself when it is no URL.

    Scheme and host in lower case (host in IDNA), no user, default port, trailing dot,
    fragment or tracking parameter; percent-encoding in its normal form. Redirect wrappers that
    carry the target in their query are opened. Idempotent.
    """
    url = "".join(url.split())[:_LONGEST]
    for _ in range(3):
        target = _wrapped(url)
        if not target:
            break
        url = target
    parts = _split(url)
    if parts is None or not parts.netloc:
        return url
    scheme = parts.scheme.lower()
    host = _host(parts)
    if not host:
        return url
    path = _encode(_without_dots(parts.path)) or "/"
    return urlunsplit((scheme, host, path, _query(parts.query), _route(parts.fragment)))


def is_specific(url: str) -> bool:
    """Whether the path or query alone tells which article is meant: a number, a long slug.

    ``/2025/07/su7-10000`` and ``/?p=4711`` do; ``/``, ``/news/`` and ``/blog/about`` don't.
    """
    parts = _split(url)
    if parts is None:
        return False
    last = [segment for segment in unquote(parts.path).split("/") if segment][-1:]
    slug = last[0] if last else ""
    if re.search(r"\d{4,}", slug) and not re.fullmatch(r"(?:19|20)\d\d", slug):
        return True
    if len(re.findall(r"[-_]", slug)) >= 2 or sum(1 for char in slug if char > "\x7f") >= 4:
        return True
    if re.search(r"[0-9a-f]{8,}", slug, re.I):
        return True
    return (
        re.search(
            r"(?:^|&)[\w.-]*(?:id|p|no|art|article|story|nid|v)=[\w-]*\d[\w-]{1,}", parts.query
        )
        is not None
    )


@lru_cache(maxsize=_REMEMBERED)
def alias_of(url: str) -> str:
    """A key under which an article's http, https, www, mobile, AMP and mirror addresses meet.

    Empty when the address says nothing about which article is meant (a home page).
    """
    fragment = _meaningful_fragment(url)
    parts = _split(canonical_url(url))
    if parts is None or not parts.netloc:
        return ""
    path = re.sub(r"/(?:index|default)\.\w{3,5}$", "/", parts.path)
    path = re.sub(r"/amp(?:/|\.html)?$|(?<=\w)\.amp(?=\.html$|$)", "", path)
    path = re.sub(r"^/(?:amp|mobile|m)(?=/)", "", path).rstrip("/")
    query = "&".join(sorted(part for part in parts.query.split("&") if part and not _is_amp(part)))
    if not path and not query and not fragment:
        return ""
    rest = path + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")
    return rest if is_specific(rest.partition("#")[0]) else _plain_host(parts) + rest


def _is_amp(part: str) -> bool:
    return part.partition("=")[0].lower() in {"amp", "outputtype"}


def _plain_host(parts: SplitResult) -> str:
    return re.sub(r"^(?:www\d?|m|mobile|amp|wap)\.", "", parts.netloc)


def _meaningful_fragment(url: str) -> str:
    """Change logs number their entries by fragment; trackers put their own there."""
    parts = _split("".join(url.split())[:_LONGEST])
    fragment = parts.fragment if parts else ""
    return "" if _TRACKING_FRAGMENT.match(fragment) else fragment


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _wrapped(url: str) -> str:
    if not _UNWRAP.match(url):
        return ""
    parts = _split(url)
    for name, value in _pairs(parts.query if parts else ""):
        target = unquote(value)
        if name in {"url", "q", "u"} and re.match(r"https?://", target, re.I):
            return target
    return ""


def _host(parts: SplitResult) -> str:
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    host = host.rstrip(".").lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    if ":" in host:
        host = f"[{host}]"
    default = _PORTS.get(parts.scheme.lower())
    return host if port is None or str(port) == default else f"{host}:{port}"


def _without_dots(path: str) -> str:
    """``/a/./b/../c`` → ``/a/c``, as RFC 3986 has it."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept)


def _encode(text: str, extra: str = "") -> str:
    """Percent-encoding in its one normal form."""
    if _PLAIN.fullmatch(text):
        return text
    text = _PERCENT.sub(_normal_percent, text)
    return "".join(
        char
        if char in _ALLOWED or char in extra
        else "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))
        for char in text
    )


def _normal_percent(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


def _pairs(query: str) -> list[tuple[str, str]]:
    split = (part.partition("=") for part in query.replace("&amp;", "&").split("&"))
    return [(name, value) for name, _, value in split]


def _query(query: str) -> str:
    if not query:
        return ""
    kept = [
        part
        for part in query.replace("&amp;", "&").split("&")
        if part and not _tracks(*part.partition("=")[::2])
    ]
    return _encode("&".join(kept), extra="?")


def _tracks(name: str, value: str) -> bool:
    name = unquote(name)
    if _TRACKING.fullmatch(name):
        return True
    return name.lower() in _MAYBE_TRACKING and _WHENCE.fullmatch(unquote(value)) is not None


def _route(fragment: str) -> str:
    """Fragments that choose the page: the routes of one-page applications."""
    return _encode(fragment, extra="?#") if fragment.startswith(("!", "/")) else ""
