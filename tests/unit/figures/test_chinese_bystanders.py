"""Watched names beside a Chinese clause's subject, which has the number."""

from __future__ import annotations

import pytest

from bot.figures import extract, hits, parse_condition
from bot.model import Mention, Watch

NAMES = ("特斯拉", "比亚迪", "腾讯", "小米")


def mentions(text: str) -> list[Mention]:
    return [
        Mention(
            watch_id=name, field="content", start=text.index(name),
            end=text.index(name) + len(name), text=name, score=1, why="",
        )
        for name in NAMES
        if name in text
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("特斯拉供应商松下第二季度营收150亿美元。", "松下"),
        ("松下是特斯拉的供应商，其第二季度营收150亿美元。", "松下"),
        ("特斯拉竞争对手小鹏7月交付36717辆。", "小鹏"),
        ("作为比亚迪的竞争对手，吉利7月销量达到23.8万辆。", "吉利"),
        ("宁德时代向特斯拉供应了3万块电池。", "宁德时代"),
        ("腾讯音乐第二季度营收84亿元。", "腾讯音乐"),
        ("腾讯第二季度营收1845亿元。", "腾讯"),
        ("小米汽车7月交付超3万辆。", "小米"),
        ("据悉，向特斯拉供货的企业增多，特斯拉7月交付3万辆。", "特斯拉"),
    ],
)
def test_the_number_is_its_subjects(text: str, subject: str) -> None:
    found = extract("", text, mentions=mentions(text), names={name: name for name in NAMES})
    assert found[0].subject == subject


@pytest.mark.parametrize(
    ("text", "met"),
    [("腾讯音乐第二季度营收84亿元。", False), ("腾讯控股第二季度营收1845亿元。", True)],
)
def test_a_company_of_a_longer_name_meets_no_watch_of_the_shorter(text: str, met: bool) -> None:
    watch = Watch(
        id="f", name="money", kind="figure", subject="腾讯", metric=("营收",),
        condition=parse_condition("任何"),
    )  # fmt: skip
    found = extract("", text, mentions=mentions(text), names={name: name for name in NAMES})
    assert bool(hits([watch], found)) is met
