"""HTML, and what may be HTML, as text that people read."""

from __future__ import annotations

import html as entities
import re
import unicodedata

from selectolax.lexbor import LexborHTMLParser

from bot.text.apart import APART_END, BREAK, MARKS, mark_apart, spaced
from bot.text.words import squeeze

_BLOCKS = (
    "address|article|aside|blockquote|br|center|dd|details|dialog|div|dl|dt|fieldset|"
    "figcaption|figure|footer|form|h[1-6]|header|hr|legend|li|main|menu|nav|ol|optgroup|option|p|"
    "pre|section|summary|ul"
)
_INLINE = (
    "a|abbr|acronym|b|bdi|bdo|big|blink|cite|code|data|del|dfn|em|font|i|img|ins|kbd|mark|nobr|q|"
    "rp|rt|ruby|s|samp|small|span|strike|strong|sub|sup|svg|time|tt|u|var|wbr"
)
_BLOCK = re.compile(rf"<(?=/?(?:{_BLOCKS})[\s/>])", re.I)
_ROW = re.compile(r"<(/?)(?:table|tbody|tfoot|thead|tr|caption)(?=[\s/>])", re.I)
_CELL = re.compile(r"<(/?)t[dh](?=[\s/>])", re.I)
"""Tables become plain blocks first: HTML moves text between their tags, our marks too, out."""
_TAG = re.compile(r"<(?:[a-zA-Z]|/[a-zA-Z]|!--|!doctype)[^<>]*>?", re.I)
_HTML_TAG = re.compile(rf"</?(?:{_BLOCKS}|table|t[dhr]|{_INLINE})(?:\s[^<>]*)?/?>", re.I)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.I)
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u2060\ufeff\ufffe\uffff]")
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{2000,}(?:>|$)")
_CDATA_MARK = re.compile(r"<!\[CDATA\[|\]\]>")
_SILENT = ("script", "style", "noscript", "template", "head", "iframe", "object", "svg", "math")
_SILENT_START = re.compile(r"<(script|style|noscript|template|iframe)(?=[\s/>])", re.I)

_MOST_TAGS = 5_000
"""Building a tree takes quadratic time when tags nest deep; beyond this they are cut instead."""


def plain_text(html: str) -> str:
    """Readable text of HTML, or of text that only may be HTML.

    Entities are unescaped, blocks become lines, scripts and styles are dropped, and what can't
    be seen (soft hyphens, zero-width spaces, control characters) is removed. Text without tags
    keeps its lines. Time is linear in the length, whatever the input.
    """
    if "<" not in html and "&" not in html:
        return _tidy(html)
    if "]]>" in html or "[CDATA[" in html:
        html = _CDATA_MARK.sub("", html)
    if _TAG.search(html) is None:
        html = entities.unescape(html)
        # Escaped once too often: what is left looks like nothing but HTML.
        if len(_HTML_TAG.findall(html)) < 2 or "</" not in html:
            return _tidy(html)
    text = _tidy(_without_tags(html))
    return spaced(text) if APART_END in text else text


_LONGEST_TITLE = 5_000
"""Code points; what is longer is no headline but a misplaced article."""


def plain_title(html: str) -> str:
    """A headline as one line of text, from HTML, text, or text escaped once too often.

    Formatting is dropped; a tag that the headline *speaks of* (``The <img> element``) stays.
    """
    text = html[:_LONGEST_TITLE]
    for _ in range(3):
        text = _without_formatting(text) if "<" in text else text
        if _ENTITY.search(text) is None:
            break
        text = entities.unescape(text)
    return squeeze(_tidy(text))


_FORMATTING = {"b", "br", "em", "font", "i", "span", "strong", "sub", "sup", "u", "wbr"}


def _without_formatting(title: str) -> str:
    lower = title.lower()

    def keep_or_drop(match: re.Match[str]) -> str:
        tag = match[0].lower()
        name = re.split(r"[\s/>]", tag.lstrip("</"), maxsplit=1)[0]
        meant = (
            name in _FORMATTING
            or tag.startswith("</")
            or "=" in tag
            or f"</{name}>" in lower
            or tag.endswith("/>")
        )
        return (" " if name in {"br", "p", "div"} else "") if meant else match[0]

    return _HTML_TAG.sub(keep_or_drop, _without_silent(title))


def _without_tags(html: str) -> str:
    html = _LONG_TAG.sub(" ", html if html.isascii() else MARKS.sub(" ", html))
    if html.count("<") > _MOST_TAGS:
        return _without_tags_by_hand(html)
    tree = LexborHTMLParser(_mark(html))
    tree.strip_tags(list(_SILENT))
    body = tree.body
    if body is None:
        return ""
    mark_apart(body, html)
    return _rebreak(body.text())


def _mark(html: str) -> str:
    """A mark before each block, a space before each cell of a table."""
    html = _CELL.sub(r" <\1span", _ROW.sub(r"<\1div", html)) if "<t" in html.lower() else html
    return _BLOCK.sub(f"{BREAK}<", html)


def _without_tags_by_hand(html: str) -> str:
    text = _mark(_without_silent(html))
    return _rebreak(entities.unescape(_TAG.sub("", text)))


def _without_silent(html: str) -> str:
    """Cut scripts, styles and their like, from their start to their end or the text's."""
    kept: list[str] = []
    position = 0
    while start := _SILENT_START.search(html, position):
        kept.append(html[position : start.start()])
        end = re.compile(f"</{start[1]}[^<>]*>", re.I).search(html, start.end())
        if end is None:
            return "".join(kept)
        position = end.end()
    return "".join([*kept, html[position:]])


def _rebreak(text: str) -> str:
    """White space in HTML is one space; only our marks are line ends."""
    text = " ".join(text.split()).replace(BREAK, "\n")
    return MARKS.sub(r"\n\g<0>\n", text) if APART_END in text else text


def _tidy(text: str) -> str:
    """Composed characters, single spaces, no blank lines, nothing that can't be seen."""
    lines = (" ".join(line.split()) for line in _UNSEEN.sub("", text).splitlines())
    text = "\n".join(line for line in lines if line)
    return text if text.isascii() else unicodedata.normalize("NFC", text)
