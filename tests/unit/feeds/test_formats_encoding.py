"""Whatever the label says, the words arrive."""

from __future__ import annotations

import codecs

import pytest

from bot.errors import FormatError
from bot.feeds.formats import parse
from bot.feeds.formats.encoding import codec_name, decode

SIMPLIFIED = "小米汽车宣布第一万辆SU7在三十二天内下线，公司表示这是中国新能源汽车行业的一个新纪录"
TRADITIONAL = "小米汽車宣布第一萬輛SU7在三十二天內下線，公司表示這是新能源汽車產業的一個新紀錄"
JAPANESE = (
    "小米の電気自動車、発売から三十二日で一万台を生産したと発表しました。これは新しい記録です"
)
KOREAN = (
    "샤오미는 출시 삼십이일 만에 만 번째 전기 자동차를 생산했다고 발표했다. 이는 새로운 기록이다"
)
RUSSIAN = (
    "Сяоми объявила, что десятитысячный электромобиль сошёл с конвейера на тридцать второй день"
)
GREEK = "Η εταιρεία ανακοίνωσε ότι το δέκα χιλιοστό αυτοκίνητο βγήκε από τη γραμμή παραγωγής"
POLISH = "Spółka ogłosiła, że dziesięciotysięczny samochód zjechał z taśmy; źródło: żółta gazeta"
FRENCH = "L’entreprise a annoncé que la dix-millième voiture était sortie de l’usine — déjà à l’été"

SCRIPTS = [
    ("gb2312", SIMPLIFIED),
    ("gbk", SIMPLIFIED + "镕"),
    ("gb18030", SIMPLIFIED + "㐂"),
    ("big5", TRADITIONAL),
    ("shift_jis", JAPANESE),
    ("euc-jp", JAPANESE),
    ("euc-kr", KOREAN),
    ("windows-1251", RUSSIAN),
    ("koi8-r", RUSSIAN),
    ("windows-1253", GREEK),
    ("iso-8859-2", POLISH),
    ("windows-1250", POLISH),
    ("windows-1252", FRENCH),
]


def rss(title: str, encoding: str, declared: str | None) -> bytes:
    prolog = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return (
        f'{prolog}<rss version="2.0"><channel><title>{title}</title><item><title>{title}</title>'
        "<link>https://example.org/1</link></item></channel></rss>"
    ).encode(encoding)


def title_of(body: bytes, content_type: str = "application/rss+xml") -> str:
    return parse(body, content_type, "https://example.org/feed").entries[0].title


@pytest.mark.parametrize(("encoding", "title"), SCRIPTS)
def test_declared_in_the_prolog(encoding: str, title: str) -> None:
    assert title_of(rss(title, encoding, encoding)) == title


@pytest.mark.parametrize(("encoding", "title"), SCRIPTS)
def test_declared_by_the_server_alone(encoding: str, title: str) -> None:
    assert title_of(rss(title, encoding, None), f"text/xml; charset={encoding}") == title


@pytest.mark.parametrize(("encoding", "title"), SCRIPTS)
def test_the_server_says_utf_8_the_prolog_is_right(encoding: str, title: str) -> None:
    assert title_of(rss(title, encoding, encoding), "text/xml; charset=utf-8") == title


@pytest.mark.parametrize(("encoding", "title"), SCRIPTS)
def test_the_server_adds_its_default(encoding: str, title: str) -> None:
    assert title_of(rss(title, encoding, encoding), "text/xml; charset=ISO-8859-1") == title


@pytest.mark.parametrize(("encoding", "title"), SCRIPTS)
def test_utf_8_whatever_is_declared(encoding: str, title: str) -> None:
    assert title_of(rss(title, "utf-8", encoding), f"text/xml; charset={encoding}") == title


GUESSED = [pair for pair in SCRIPTS if pair[0] not in {"iso-8859-2", "windows-1250"}]


@pytest.mark.parametrize(("encoding", "title"), GUESSED)
def test_wrongly_declared_as_utf_8(encoding: str, title: str) -> None:
    assert title_of(rss(title, encoding, "utf-8"), "text/xml; charset=utf-8") == title


@pytest.mark.parametrize(
    ("encoding", "title", "declared"),
    [
        ("gb18030", SIMPLIFIED + "㐂", "gb2312"),
        ("gbk", SIMPLIFIED + "镕", "GB2312"),
        ("cp932", JAPANESE + "①", "Shift_JIS"),
        ("cp949", KOREAN + "똠", "euc-kr"),
        ("cp1252", FRENCH, "ISO-8859-1"),
        ("cp1252", FRENCH, "us-ascii"),
        ("big5hkscs", TRADITIONAL + "嘢", "big5"),
    ],
)
def test_a_label_is_read_as_the_superset_people_mean(
    encoding: str, title: str, declared: str
) -> None:
    assert title_of(rss(title, encoding, declared)) == title


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
        (b"", "utf-32-le"),
        (b"", "cp037"),
    ],
)
@pytest.mark.parametrize("declared", ["utf-16", "utf-8", None])
def test_marks_and_wide_encodings(mark: bytes, encoding: str, declared: str | None) -> None:
    if encoding == "cp037" and declared is None:
        pytest.skip("without a prolog nothing tells EBCDIC")
    title = "Ten thousand" if encoding == "cp037" else SIMPLIFIED
    body = mark + rss(title, encoding, declared)
    assert title_of(body, "text/xml; charset=iso-8859-1") == title


def test_few_foreign_bytes_cost_only_themselves() -> None:
    body = rss(SIMPLIFIED * 5 + " SPLIT caf@ end", "utf-8", "utf-8").replace(b"caf@", b"caf\xe9")
    decoded = decode(body)
    assert "SPLIT café end" in decoded.text
    assert SIMPLIFIED in decoded.text
    assert decoded.warnings == ("some bytes were not UTF-8",)


def test_a_byte_cut_off_at_the_end_is_no_other_encoding() -> None:
    body = ("<p>" + SIMPLIFIED * 3).encode()[:-1]
    assert decode(body).text.startswith("<p>" + SIMPLIFIED)


def test_control_characters_do_not_cost_the_feed() -> None:
    body = rss("Ten\x00 thousand\x0b cars\x1b", "utf-8", "utf-8")
    assert title_of(body) == "Ten thousand cars"


def test_forbidden_references_do_not_cost_the_feed() -> None:
    digits = "9" * 400
    assert title_of(rss(f"Ten &#8;thousand &#{digits}; cars&#x1F;", "utf-8", None)) == (
        "Ten thousand cars"
    )


@pytest.mark.parametrize(
    "label", ["punycode", "idna", "unicode_escape", "zlib", "rot13", "hex", "nonsense", "", "é"]
)
def test_labels_that_are_no_encoding_of_documents(label: str) -> None:
    assert codec_name(label) == ""
    body = rss("Ten thousand", "utf-8", label or None)
    assert title_of(body, f"text/xml; charset={label}") == "Ten thousand"


def test_iso_2022_jp_is_all_ascii_and_still_japanese() -> None:
    assert title_of(rss(JAPANESE, "iso-2022-jp", "iso-2022-jp")) == JAPANESE


def test_noise_is_refused_not_read() -> None:
    with pytest.raises(FormatError, match="not a feed"):
        parse(bytes(range(128, 256)) * 40, "text/xml", "https://example.org/feed")
