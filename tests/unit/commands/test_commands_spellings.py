"""Other ways of writing a name, read from the words beside it."""

import pytest

from bot.commands.places import Names
from bot.commands.spellings import spellings
from bot.model import Item
from tests.support.bench import START

BESIDE = [
    ("Xiaomi (小米) sells phones", "Xiaomi", [("aliases", "小米")]),
    ("小米（Xiaomi）发布新车", "Xiaomi", [("aliases", "小米")]),
    ("小米（Xiaomi）发布新车", "小米", [("aliases", "Xiaomi")]),
    ("小米集团（以下简称“小米”）公告", "小米集团", [("aliases", "小米")]),
    (
        "The World Health Organization (WHO) warns",
        "WHO",
        [("aliases", "World Health Organization")],
    ),
    (
        "The World Health Organization (WHO) warns",
        "World Health Organization",
        [("aliases", "WHO")],
    ),
    ("WHO (World Health Organization) warns", "WHO", [("aliases", "World Health Organization")]),
    ("Meta (formerly Facebook) pays", "Meta", [("aliases", "Facebook")]),
    ("Tesla (NASDAQ: TSLA) rose", "Tesla", [("tickers", "TSLA")]),
    ("特斯拉(TSLA.US)上涨", "特斯拉", [("tickers", "TSLA")]),
    ("小米集团（01810.HK）上涨", "小米集团", [("tickers", "1810.HK")]),
    ("腾讯（00700.HK）上涨", "腾讯", [("tickers", "0700.HK")]),
    ("Xiaomi (HKEX: 1810) rose", "Xiaomi", [("tickers", "1810.HK")]),
    ("Tesla (TSLA) rose", "Tesla", [("tickers", "TSLA")]),
    ("Tesla ($TSLA, @Tesla) rose", "Tesla", [("tickers", "TSLA"), ("handles", "@Tesla")]),
    ("Elon Musk (@elonmusk) writes", "Elon Musk", [("handles", "@elonmusk")]),
    ("Says @Rivian today", "Rivian", [("handles", "@Rivian")]),
    # Brackets hold all sorts of things.
    ("Tesla (US) rose", "Tesla", []),
    ("Tesla (right) and a bus", "Tesla", []),
    ("特斯拉（中国）公司", "特斯拉", []),
    ("Tesla（上海）", "Tesla", []),
    ("Xiaomi (SU7) sells", "Xiaomi", []),
    ("Tesla (and others) rose", "Tesla", []),
    ("Mary Barra (left) of GM (GM) waves", "Mary Barra", []),
    ("Tesla rose (NASDAQ: NIO fell)", "Tesla", []),
]


@pytest.mark.parametrize(("text", "name", "found"), BESIDE)
def test_spellings_beside_a_name(text: str, name: str, found: list[tuple[str, str]]) -> None:
    item = Item(id="i", feed_id="f", title=text, content="", seen=START)
    places = Names([name]).places(item, [])
    given = [(each.kind, each.text) for place in places for each in spellings(place)]
    assert list(dict.fromkeys(given)) == found


def test_where_a_name_begins_is_left_open() -> None:
    item = Item(id="i", feed_id="f", title="国内车企蔚来（NIO）宣布", content="", seen=START)
    ((spelling,),) = [list(spellings(place)) for place in Names(["NIO"]).places(item, [])]
    assert spelling.text == "国内车企蔚来"
    assert "蔚来" in spelling.shorter
