"""Bytes to text, whatever they claim to be.

Publishers mislabel: a byte order mark is believed first, then text that is valid UTF-8 and says
something beyond ASCII, then the HTTP header, then the prolog; a label that does not fit the
bytes is dropped, and what is left is decided by how usual the decoded letters are.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16-LE, whose mark it begins with
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
)

_FIRST_BYTES: tuple[tuple[bytes, str], ...] = (
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<\x00", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00{\x00", "utf-16-be"),
    (b"{\x00", "utf-16-le"),
    (b"\x4c\x6f\xa7\x94", "cp037"),  # '<?xm' in EBCDIC
)
"""How a body without a mark begins in encodings that are no superset of ASCII."""

_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
"""What publishers mean by a label: the superset browsers read it as."""

_ALIASES = {
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ms_kanji": "cp932",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-euc-jp": "euc_jp",
    "ks_c_5601-1987": "cp949",
    "windows-949": "cp949",
    "windows-874": "cp874",
    "x-cp1251": "cp1251",
    "x-user-defined": "cp1252",
    "x-mac-cyrillic": "mac_cyrillic",
    "unicode": "utf-16",
    "u16": "utf-16",
    "csunicode": "utf-16",
    "iso-10646-ucs-2": "utf-16",
    "iso-10646-ucs-4": "utf-32",
    "csucs4": "utf-32",
    "ucs-2": "utf-16",
    "ucs-4": "utf-32",
    "u32": "utf-32",
    "utf8mb4": "utf-8",
}

_NOT_FOR_TEXT = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs"}
"""Codecs Python offers that no document is written in; some take quadratic time."""

_WIDE = ("utf-16", "utf-32")
_CJK_CODECS = {"gb18030", "big5hkscs", "cp950", "cp932", "euc_jp", "cp949"}

_USUAL: tuple[tuple[str, str, float], ...] = (
    (
        "gb18030",
        "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而"
        "方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应"
        "开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命"
        "此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求"
        "老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处理世市场车"
        "万亿新闻报道,。、:;“”!?()【】",
        0.40,
    ),
    (
        "big5hkscs",
        "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而"
        "方後多定行學法所民得經十三之進著等部度家電力裡如水化高自二理起小物現實加量都兩體制機當使點從業本去把性好應"
        "開它合還因由其些然前外天政四日那社義事平形相全表間樣與關各重新線內數正心反你明看原又麼利比或但質氣第向道命"
        "此變條只沒結解問意建月公無系軍很情者最立代想已通並提直題黨程展五果料象員革位入常文總次品式活設及管特件長求"
        "聞報導車萬億市場臺灣香港,。、:;「」『』!?()",
        0.40,
    ),
    (
        "cp932",
        "のにはをたがでてとしれさいるあなかりもこらうきくまけよスントルアラリクシドッフイーコタマレプロバ"
        "メテンジサ日年月人大国本中会社出新事行時分東者政地上部、。「」・",
        0.45,
    ),
    (
        "euc_jp",
        "のにはをたがでてとしれさいるあなかりもこらうきくまけよスントルアラリクシドッフイーコタマレプロバ"
        "メテンジサ日年月人大国本中会社出新事行時分東者政地上部、。「」・",
        0.45,
    ),
    (
        "cp949",
        "이다는의을에가를은하고한지로서기사도인대어시자리일그해정나부수전보제장상라주스으원조공구"
        "과만여들있면국동신경세오성유관안비치계아용연발선소니했회중저합개된무음",
        0.45,
    ),
    ("cp1251", "оеаинтсрвлкмдпуяыьгзбчйхжшюцОНПВСТКМАРДЛ", 0.80),
    ("koi8_r", "оеаинтсрвлкмдпуяыьгзбчйхжшюцОНПВСТКМАРДЛ", 0.80),
    ("cp1253", "αοιετσνηυρπκμλςωάόίέήύώ", 0.75),
    ("cp1255", "יוהלאמרתבשנדקםןחפעטגצז", 0.75),
    ("cp1256", "االينميرتبةدعسفهكقحجشصط", 0.75),
    ("cp874", "านรเกอยลมงดตทสวปคหบ่้ัี์ิะแใไ", 0.70),
)
"""Encodings guessed at, the letters a text in them mostly consists of, and the share of the
text beyond ASCII they must make up. Mojibake stays far below: its letters are rare ones."""

_USUAL_SETS = tuple((name, frozenset(letters), share) for name, letters, share in _USUAL)

_PROLOG = re.compile(
    rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w:.()-]{1,40})\s*[\"']", re.I
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w:.()-]{1,40})", re.I)
_BEYOND_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MULTIBYTE = re.compile(rb"[\xe0-\xf4][\x80-\xbf]{2,3}")


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    """Only characters XML allows; no byte order mark."""
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Never fails: bytes that fit nowhere become U+FFFD and a warning."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            body = body[len(mark) :]
            # The markup of a wide text has zeros: without any the mark is a lie.
            if name == "utf-8" or b"\x00" in body[:512]:
                return _lossy(body, name)
            break
    for start, name in _FIRST_BYTES:
        if body.startswith(start):
            return _lossy(body, name)
    return _decode_unmarked(body, _labels(body, content_type))


def _labels(body: bytes, content_type: str) -> list[str]:
    """Python codec names the body is labelled with, the more believable first."""
    http = _CHARSET.search(content_type)
    prolog = _PROLOG.match(body)
    names = [codec_name(http.group(1)) if http else ""]
    names.append(codec_name(prolog.group(1).decode("ascii", "replace")) if prolog else "")
    if names[0] == "cp1252" and names[1]:
        # Web servers add this label by themselves; the author wrote the other one.
        names.reverse()
    return [name for name in dict.fromkeys(names) if name and not name.startswith(_WIDE)]


def codec_name(label: str) -> str:
    """The codec that reads what publishers label so; empty for no known encoding."""
    label = label.strip().lower()
    label = _ALIASES.get(label, label)
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return ""
    if name in _NOT_FOR_TEXT:
        return ""
    name = _SUPERSETS.get(name, name)
    return name if codecs.lookup(name)._is_text_encoding else ""


def _decode_unmarked(body: bytes, labels: list[str]) -> Decoded:
    utf8 = _strictly(body, "utf-8")
    if utf8 is not None and (body.isascii() or _believes_utf8(body, labels)):
        if body.isascii() and labels and labels[0] in {"iso2022_jp", "utf-7"}:
            return _lossy(body, labels[0])  # these write everything in ASCII
        return Decoded(_clean(utf8), "utf-8")
    for label in labels:
        text = _strictly(body, label)
        if text is not None and (label in _CJK_CODECS or _plausible(text, label)):
            return Decoded(_clean(text), label)
    guess = _guess(body, labels)
    if guess is not None:
        return guess
    if utf8 is not None:
        return Decoded(_clean(utf8), "utf-8")
    return _lossy(body, labels[0] if labels else "utf-8")


def _believes_utf8(body: bytes, labels: list[str]) -> bool:
    """Bytes that happen to be valid UTF-8 are UTF-8, but pairs of them may be a short text in
    a two-byte encoding it is labelled with."""
    return not (labels and labels[0] in _CJK_CODECS) or _MULTIBYTE.search(body) is not None


def _plausible(text: str, label: str) -> bool:
    """Single-byte encodings read anything: distrust one whose result is control characters."""
    if not label.startswith(("cp125", "iso8859", "koi8", "cp874", "mac")):
        return True
    odd = sum(1 for char in text if "\x80" <= char <= "\x9f")
    return odd * 20 <= sum(1 for char in text if char > "\x7f")


def _guess(body: bytes, labels: list[str]) -> Decoded | None:
    """By the letters: the encoding in which most of the text beyond ASCII is usual."""
    best: tuple[float, str, str] | None = None
    for name, usual, share in _USUAL_SETS:
        text = _nearly(body, name)
        if text is None:
            continue
        beyond = [char for char in text[:200_000] if char > "\x7f"]
        if not beyond:
            continue
        score = sum(1 for char in beyond if char in usual) / len(beyond) / share
        if score >= 1 and (best is None or score > best[0]):
            best = (score, name, text)
    if best is None:
        return None
    _, name, text = best
    said = f"labelled {labels[0]}, " if labels else ""
    return Decoded(_clean(text), name, (f"{said}read as {name} by its letters",))


def _nearly(body: bytes, name: str) -> str | None:
    """Decoded, unless more than one byte in a hundred beyond ASCII does not fit."""
    text = body.decode(name, "replace")
    bad = text.count("\ufffd")
    if not bad:
        return text
    beyond = sum(1 for byte in body if byte > 0x7F)
    return text if bad * 100 <= beyond else None


def _strictly(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeDecodeError, LookupError):
        pass
    if name == "big5hkscs":
        return _strictly(body, "cp950")
    if name in {"cp1252", "cp1254"}:
        # The few bytes these leave undefined are controls to browsers.
        return body.decode(name, "_as_control")
    return None


def _as_control(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("_as_control", _as_control)


def _lossy(body: bytes, name: str) -> Decoded:
    text = body.decode(name, "replace")
    if name == "utf-8" and "\ufffd" in text:
        # Mostly right with a few strangers: those are nearly always Windows-1252.
        text = body.decode("utf-8", "_strangers")
        return Decoded(_clean(text), name, ("some bytes were not UTF-8",))
    warnings = ("some bytes did not fit the encoding",) if "\ufffd" in text else ()
    return Decoded(_clean(text), name, warnings)


def _strangers(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    # ``start:start+1`` only: an overlong decode of the rest could swallow markup.
    return error.object[error.start : error.start + 1].decode("cp1252", "replace"), error.start + 1


codecs.register_error("_strangers", _strangers)


def _clean(text: str) -> str:
    """Drop what XML forbids; a form feed or a NUL must not cost a whole feed."""
    return _BEYOND_XML.sub("", text).lstrip("\ufeff \t\r\n")
