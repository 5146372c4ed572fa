"""English and Chinese reports of one event."""

from __future__ import annotations

import pytest

from bot.model import make_id
from bot.stories import Clusterer
from tests.support.reports import (
    DUPLICATE,
    NEW,
    item,
    last,
    told,
)


def test_a_name_and_a_number_know_an_event_in_another_language() -> None:
    clusterer = Clusterer()
    english = item("Huawei takes orders for 130,000 Ascend chips in a single quarter")
    clusterer.place(english, names=["Huawei"])
    chinese = clusterer.place(
        item("华为昇腾芯片二季度订单达13万颗 交货周期延长至五个月", 1), names=["Huawei"]
    )
    assert chinese.relation is DUPLICATE
    assert chinese.story_id == make_id("s", english.id)
    assert chinese.why == "the same number for Huawei in another language: 130,000"


@pytest.mark.parametrize(
    ("title", "hours", "names"),
    [
        ("华为昇腾芯片二季度订单达14万颗", 1.0, ["Huawei"]),
        ("某公司芯片二季度订单达13万颗", 1.0, ["Other"]),
        ("某公司芯片二季度订单达13万颗", 1.0, []),
        ("华为昇腾芯片二季度订单达13万颗", 30.0, ["Huawei"]),
    ],
    ids=["another number", "another name", "no name", "too late"],
)
def test_anything_less_is_another_event(title: str, hours: float, names: list[str]) -> None:
    clusterer = Clusterer()
    clusterer.place(item("Huawei takes orders for 130,000 Ascend chips"), names=["Huawei"])
    assert clusterer.place(item(title, hours), names=names).relation is not DUPLICATE


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        (
            "Tesla",
            "Tesla shareholders approve Musk's $1 trillion pay",
            "特斯拉股东大会通过马斯克薪酬方案",
        ),
        ("Vanke", "China Vanke seeks to delay bond repayment", "万科寻求推迟偿还境内债券"),
        ("Zeekr", "Geely files plan to merge with Zeekr", "吉利汽车与极氪签署合并协议"),
        (
            "Tesla",
            "Tesla patents a giga-casting press for its Berlin plant",
            "特斯拉柏林工厂一体化压铸新专利曝光",
        ),
        ("CATL", "CATL shares jump 16% in Hong Kong debut", "宁德时代港股首日收涨16%"),
    ],
)
def test_a_name_and_what_is_said_of_it_know_an_event_in_another_language(
    name: str, english: str, chinese: str
) -> None:
    for first, then in ((english, chinese), (chinese, english)):
        clusterer = Clusterer()
        clusterer.place(item(first), names=[name])
        change = clusterer.place(item(then, 3), names=[name])
        assert change.relation is DUPLICATE, change.why
        assert change.why.startswith(f"{name} and ")
        clusterer = Clusterer()
        clusterer.place(item(first))
        assert clusterer.place(item(then, 3)).relation is NEW


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        ("CATL", "CATL opens battery plant in Hungary", "宁德时代发布新一代电池"),
        ("Tesla", "Tesla shares fall 5% after earnings", "特斯拉股东大会通过马斯克薪酬方案"),
        ("BYD", "BYD recalls over 115,000 Tang cars", "比亚迪召回8.9万辆海豹"),
        ("BYD", "BYD cuts prices of 22 models", "比亚迪股价大跌8%"),
        ("Xpeng", "Xpeng opens plant in Austria", "小鹏汽车发布人形机器人"),
    ],
)
def test_a_name_and_its_trade_are_not_enough(name: str, english: str, chinese: str) -> None:
    for first, then in ((english, chinese), (chinese, english)):
        clusterer = Clusterer()
        clusterer.place(item(first), names=[name])
        assert clusterer.place(item(then, 3), names=[name]).relation is NEW


def test_another_week_in_another_language_is_another_edition() -> None:
    clusterer = Clusterer()
    first = item("Tesla China logs 15,600 insurance registrations in week 27")
    clusterer.place(first, names=["Tesla"])
    change = clusterer.place(
        item("特斯拉中国第28周上险量11,900辆", 1, content="少于第27周的15,600辆。"), names=["Tesla"]
    )
    assert change.relation is NEW


def test_a_shared_number_of_a_watched_name_helps_within_a_language_too() -> None:
    titles = (
        "Xiaomi builds its 10,000th SU7 just 32 days after launch",
        "Lei Jun drives SU7 number 10,000 off Xiaomi's Beijing line",
    )
    clusterer = Clusterer()
    clusterer.place(item(titles[0]), names=["Xiaomi"])
    assert clusterer.place(item(titles[1], 1), names=["Xiaomi"]).relation is DUPLICATE


def test_a_new_number_for_a_watched_name_is_never_silent() -> None:
    first = "Xiaomi adds a night shift two weeks early, aims at 20,000 cars a month"
    second = "Xiaomi lifts yearly target to 120,000, night work helps"
    for names, heard in ((["Xiaomi"], True), ([], False)):
        clusterer = Clusterer()
        clusterer.place(item(first), names=names)
        change = clusterer.place(item(second, 1), names=names)
        assert told(change) == heard, change.why


def test_one_rare_word_in_common_is_an_accident() -> None:
    change = last(
        item("Lei Jun opens Xiaomi plant"), item("Novelist Lei June on river towns and rain", 1)
    )
    assert change.relation is NEW
