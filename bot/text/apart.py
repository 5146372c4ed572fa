"""What a page sets apart from its story: menus, related stories, links at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from bot.text.words import CJK_RUN, is_cjk, squeeze

APART = "\n\n\n"
"""Around what a page sets apart from its story (menus, related stories), in plain text, which has
no blank lines otherwise: every second part is apart."""

BREAK = "\ufdd0"
"""Put before each block so that it survives the loss of the tags. A code point that is promised
never to be a character; white space would be squeezed away with the source's own."""

_APART_START, _LINKS_START, APART_END = "\ufdd1", "\ufdd2", "\ufdd3"
"""Around what is set apart, and around nothing but links, which is if the page ends with it."""
MARKS = re.compile(f"[{BREAK}{_APART_START}{_LINKS_START}{APART_END}]")

_APART_WORDS = re.compile(
    r"(?<![a-z])(?:related|recommend(?:ed|ations?)?|read-?(?:next|also|more)|also-?read|up-?next|"
    r"more-?(?:stories|news|posts|articles|from|on|reading)|promos?|trending|"
    r"most-?(?:read|popular|viewed)|popular-?(?:posts|stories)|you-?(?:may|might)-?(?:also-?)?like|"
    r"jp-relatedposts|side-?bar|see-?also|teasers?|cross-?links?)(?![a-z])"
)
"""In a class or an id, its humps and underscores made hyphens, or as a heading. A paragraph of the
story may be called so, too: what has neither links nor headlines is."""
_NEVER_STORY = re.compile(
    r"(?<![a-z])(?:newsletters?|outbrain|taboola|yarpp|sharedaddy|share-?(?:buttons?|bar|links)|"
    r"author-?(?:bio|box|info)|about-?author|tags|tag-?(?:list|links|cloud)|keywords|"
    r"(?:related|recommended|popular|trending|more)-?(?:posts|stories|articles))(?![a-z])"
)
"""… what needs no links to be other than the story."""
_APART_STEMS = (
    *("related", "recommend", "read", "next", "more", "newsletter", "promo", "trending", "popular"),
    *("like", "also", "outbrain", "taboola", "yarpp", "share", "side", "author", "teaser", "cross"),
    *("tags", "tag-", "tag_", "taglist", "taglinks", "tagcloud", "keywords"),
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_+")
_PARAGRAPHS = {"p", "li", "h2", "h3", "h4", "h5", "h6"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_APART_TAGS = {"aside", "div", "dl", "footer", "nav", "ol", "p", "section", "table", "ul"}
_MEASURED_TAGS = {*_APART_TAGS, "article", "body"}
_MOST_APART = 50
"""Blocks that are set apart in one text; a bound to the cost, far beyond any page."""
_ENDS = (".", "!", ":", "。", "！", "：")
_LINKED = 0.9
"""The share of a block's text that makes it a block of links."""
_LABEL = 60
"""Shorter lines may stand between and behind headlines that are links."""
_TOLD = (*_ENDS, *"?？…,，\"'”’」")
"""How what is told or quoted ends."""
_HEADLINE = 150
"""Characters of the longest headline that is no link."""
_BOX = 300
"""Characters of a block that is taken for what its class says, however few links it has."""
_STORY = 200
"""Characters of text before links at a page's end; the links may not be longer than it."""


class _Size(NamedTuple):
    """How much text a block has, in characters, or how much comes before a place in it."""

    at: int = 0
    """Place in the order of the page."""
    text: int = 0
    links: int = 0
    headings: int = 0
    told: int = 0
    """In headings that say that other stories follow."""

    def linked(self, least: float) -> bool:
        return self.links > 0 and self.links >= least * self.text


def _measured(body: LexborNode) -> dict[int, tuple[int, _Size]]:
    """By the id of each block where it begins, and its size: in one pass, as asking each block for
    its text takes quadratic time when they are nested."""
    found: dict[int, tuple[int, _Size]] = {}
    begun: list[tuple[LexborNode, _Size]] = []
    at = text = links = headings = told = in_link = in_heading = 0
    node: LexborNode | None = body
    while node is not None:
        at += 1
        tag = node.tag
        if tag == "-text":
            piece = squeeze(MARKS.sub(" ", node.text()))
            text += len(piece)
            links += len(piece) if in_link else 0
            if in_heading:
                headings += len(piece)
                told += _says_apart(piece)
        in_link += tag == "a"
        in_heading += tag in _HEADINGS
        begun.append((node, _Size(at, text, links, headings, told)))
        node = node.first_child
        while node is None and begun:
            ended, start = begun.pop()
            in_link -= ended.tag == "a"
            in_heading -= ended.tag in _HEADINGS
            if ended.tag in _MEASURED_TAGS:
                now = (at, text, links, headings, told)
                size = _Size(*(last - first for last, first in zip(now, start, strict=True)))
                found[ended.mem_id] = (start.at, size)
            node = ended.next if begun else None
    return found


def mark_apart(body: LexborNode, html: str) -> None:
    """Marks around what the markup calls other than the story, and around links at the end.

    ``html`` as it was spares most texts the search in the tree.
    """
    menus = any(tag in html for tag in ("<aside", "<nav", "<footer"))
    articles = html.count("<article") > 1
    named = _names_apart(html)
    sizes = _measured(body) if menus or articles or named else {}
    if menus:
        for node in body.css("aside, nav, footer")[:_MOST_APART]:
            if _is_menu(node, sizes[node.mem_id][1]):
                _enclose(node, _APART_START)
    if articles:
        whole = sizes[body.mem_id][1].text
        for node in body.css("article")[1:_MOST_APART]:
            # A teaser card behind the article.
            if 3 * sizes[node.mem_id][1].text < whole and not _lies_in(node, "article"):
                _enclose(node, _APART_START)
    if named:
        for node in islice(_named_apart(body, sizes), _MOST_APART):
            _enclose(node, _APART_START)
    if "<a" in html:
        for node in _links_at_the_end(body):
            _enclose(node, _LINKS_START)


def _named_apart(body: LexborNode, sizes: Mapping[int, tuple[int, _Size]]) -> Iterator[LexborNode]:
    """Blocks whose class or id calls them so; none within another."""
    last = 0
    for node in body.css("[class], [id]"):
        if node.tag not in _APART_TAGS:
            continue
        start, size = sizes[node.mem_id]
        if start > last and _is_named_apart(node, size):
            last = start + size.at
            yield node


def _names_apart(html: str) -> bool:
    """Whether some class or id may call a block so."""
    named = [part[:200] for mark in ("class=", " id=") for part in html.split(mark)[1:]]
    names = "\n".join(named).lower()
    return any(map(names.__contains__, _APART_STEMS))


def _links_at_the_end(body: LexborNode) -> list[LexborNode]:
    """Headlines that are links, after the last paragraph."""
    found: list[LexborNode] = []
    for node in islice(_backwards(body), _MOST_APART):
        text = squeeze(MARKS.sub(" ", node.text()))
        linked = _linked(node, text)
        if linked and _reads_like_a_headline(text):
            found.append(node)
        elif linked and node.tag == "li":
            return []  # names, tags, sources
        elif len(text) >= _LABEL or text[-1:] in _ENDS:
            if text[-1:] in (":", "："):
                return []  # what the story lists
            if not _lies_apart(node):
                break
    return found


def _backwards(body: LexborNode) -> Iterator[LexborNode]:
    """Paragraphs, points and headings from the last on, up to text that stands in none."""
    ahead = [body.last_child]
    while ahead:
        node = ahead.pop()
        if node is None:
            continue
        ahead.append(node.prev)
        if node.tag in _PARAGRAPHS:
            yield node
        elif node.tag == "-text":
            if len(squeeze(node.text())) >= _LABEL:
                return
        else:
            ahead.append(node.last_child)


def _reads_like_a_headline(text: str) -> bool:
    many = text.count(" ") >= 3 or (len(text) >= 8 and is_cjk(text[0]))
    return many and text[-1] not in _ENDS and "click" not in text and text[-5:] != " here"


def _is_menu(node: LexborNode, size: _Size) -> bool:
    if node.tag == "aside":  # a quotation or a fact, as often as not
        return size.linked(0.5) or (size.text <= _BOX and _is_teaser(node))
    return not _lies_in(node, "blockquote", "figure")


def _is_teaser(node: LexborNode) -> bool:
    """Whether it is headlines without a link that end the page: no sentence, no quotation."""
    if node.css_first("a") is not None or not _is_last(node):
        return False
    lines = [line for part in MARKS.split(node.text()) if (line := squeeze(part))]
    whole = all(len(line) <= _HEADLINE and not line.endswith(_TOLD) for line in lines)
    return whole and any(
        line.count(" ") >= 2 or len(CJK_RUN.sub("", line)) + 6 <= len(line) for line in lines
    )


def _is_last(node: LexborNode) -> bool:
    """Whether no text stands behind it."""
    at: LexborNode | None = node
    while at is not None and at.tag != "body":
        following = at.next
        while following is not None:
            if MARKS.sub("", following.text()).strip():
                return False
            following = following.next
        at = at.parent
    return True


def _is_named_apart(node: LexborNode, size: _Size) -> bool:
    if size.text > _BOX and not size.linked(0.3):
        return False  # a box within the story may be called so, too
    named = node.attributes
    words = f"{named.get('class') or ''} {named.get('id') or ''}"[:500]
    words = _HUMP.sub("-", words).lower()
    if _NEVER_STORY.search(words):
        return True
    headlines = 0 < size.headings >= _LINKED * size.text
    others = headlines or size.links > 0 or size.told > 0 or node.tag in ("ul", "ol")
    return others and _APART_WORDS.search(words) is not None


def _says_apart(heading: str) -> bool:
    """``Read next``, ``More from us``."""
    return (
        len(heading) < _LABEL and _APART_WORDS.search(heading.lower().replace(" ", "-")) is not None
    )


def _linked(node: LexborNode, text: str) -> bool:
    links = sum(len(squeeze(MARKS.sub(" ", link.text()))) for link in node.css("a"))
    return links > 0 and links >= _LINKED * len(text)


def _lies_in(node: LexborNode, *tags: str) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in tags:
            return True
        parent = parent.parent
    return False


def _lies_apart(node: LexborNode) -> bool:
    """Whether it, or what it stands in, is marked."""
    at: LexborNode | None = node
    while at is not None:
        before = at.prev
        if before is not None and (before.text() or "")[-1:] == _APART_START:
            return True
        at = at.parent
    return False


def _enclose(node: LexborNode, start: str) -> None:
    node.insert_before(start)
    node.insert_after(APART_END)


def spaced(text: str) -> str:
    """The marks as :data:`APART`; dropped where they would leave no story before."""
    parts = _parts(text)
    story = sum(len(line) for kind, lines in parts if not kind for line in lines)
    links = sum(len(line) for kind, lines in parts if kind == _LINKS_START for line in lines)
    ends = story >= max(_STORY, links)
    blocks: list[tuple[bool, list[str]]] = [(False, [])]
    for kind, lines in reversed(parts):
        apart = kind == _APART_START or (kind == _LINKS_START and ends)
        ends = ends and (apart or all(len(line) < _LABEL for line in lines))
        if blocks[-1][0] != apart:
            blocks.append((apart, []))
        blocks[-1][1].extend(reversed(lines))
    if blocks[-1][0]:  # nothing stands before it
        _, lines = blocks.pop()
        blocks[-1][1].extend(lines)
    shown = ["\n".join(reversed(lines)) for _, lines in reversed(blocks)]
    return APART.join(shown).rstrip("\n")


def _parts(text: str) -> list[tuple[str, list[str]]]:
    """Stretches of lines with the mark that they stand in, the outermost; empty: the story."""
    parts: list[tuple[str, list[str]]] = []
    marks: list[str] = []
    for line in text.split("\n"):
        if line in (_APART_START, _LINKS_START):
            marks.append(line)
        elif line == APART_END:
            del marks[-1:]
        else:
            kind = marks[0] if marks else ""
            if not parts or parts[-1][0] != kind:
                parts.append((kind, []))
            parts[-1][1].append(line)
    return parts
