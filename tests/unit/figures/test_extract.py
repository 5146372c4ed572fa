"""What the industry's stories say, number by number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from bot.figures import extract
from bot.model import FieldName, Figure, Mention

NOW = datetime(2026, 7, 13, 9, tzinfo=UTC)
NAMES = {"w1": "Xiaomi", "w2": "Tesla", "w3": "Huawei", "w4": "ByteDance"}
SPELLINGS = {
    "Xiaomi": "w1", "小米": "w1", "Tesla": "w2", "特斯拉": "w2", "Huawei": "w3", "华为": "w3",
    "ByteDance": "w4", "字节跳动": "w4",
}  # fmt: skip


def mentions(text: str, field: FieldName) -> list[Mention]:
    found = []
    for spelling, watch in SPELLINGS.items():
        at = text.find(spelling)
        if at >= 0:
            found.append(
                Mention(
                    watch_id=watch, field=field, start=at, end=at + len(spelling),
                    text=spelling, score=1.0, why="exact",
                )
            )  # fmt: skip
    return found


def read(title: str, content: str = "") -> list[Figure]:
    found = [*mentions(title, "title"), *mentions(content, "content")]
    return extract(title, content, published=NOW, mentions=found, names=NAMES)


def values(figures: Sequence[Figure]) -> list[tuple[float, float, str]]:
    return [(figure.low, figure.high, figure.unit) for figure in figures]


def test_the_ten_thousandth_car_is_a_milestone() -> None:
    milestone, days = read("Xiaomi delivers 10,000th SU7 in 32 days")
    assert (milestone.value, milestone.kind, milestone.unit) == (10_000, "milestone", "SU7")
    assert (milestone.metric, milestone.subject) == ("deliveries", "Xiaomi")
    assert (days.value, days.unit, days.kind) == (32, "days", "duration")


@pytest.mark.parametrize(
    "said", ["the ten-thousandth SU7", "SU7 number 10,000", "its 10,000th SU7"]
)
def test_other_words_for_the_milestone(said: str) -> None:
    (figure,) = read(f"Xiaomi delivered {said} on Tuesday")
    assert (figure.value, figure.kind, figure.metric) == (10_000, "milestone", "deliveries")


def test_the_same_in_chinese() -> None:
    figure = read("小米汽车宣布，SU7累计交付量突破1万辆。")[0]
    assert (figure.value, figure.unit, figure.qualifier) == (10_000, "vehicles", ">")
    assert (figure.metric, figure.subject, figure.status) == (
        "cumulative deliveries",
        "Xiaomi",
        "actual",
    )


def test_a_week_against_the_week_before() -> None:
    now, before = read(
        "Tesla saw 3,360 insurance registrations in China in week 28, up from 2,800 in week 27."
    )
    assert (now.value, now.previous, now.direction) == (3360, 2800, "up")
    assert (now.metric, now.subject, now.area) == ("registrations", "Tesla", "China")
    assert now.period is not None
    assert (now.period.label, now.period.freq) == ("week 28", "W")
    assert now.period.start == datetime(2026, 7, 6, tzinfo=UTC)
    assert (before.kind, before.period and before.period.label) == ("prior", "week 27")


def test_a_week_against_the_week_before_in_chinese() -> None:
    now, before, change = read("特斯拉中国第28周上险量为3360辆，较第27周的2800辆增长20%。")
    assert (now.value, now.previous, now.change, now.unit) == (3360, 2800, 20, "vehicles")
    assert (before.kind, change.kind, change.change) == ("prior", "change", 20)


def test_money_is_never_converted() -> None:
    yuan, dollars = read("ByteDance plans to invest 600 billion yuan (US$84 billion) by 2028.")
    assert (yuan.value, yuan.currency, yuan.unit) == (600e9, "CNY", "CNY")
    assert (dollars.value, dollars.currency) == (84e9, "USD")
    assert (yuan.metric, yuan.status) == ("investment", "target")


def test_title_and_text_complete_each_other() -> None:
    told = read(
        "ByteDance to pour 600 billion yuan into AI",
        "ByteDance plans to invest 600 billion yuan in AI infrastructure by 2028.",
    )
    title = next(figure for figure in told if figure.field == "title")
    assert title.period is not None
    assert (title.period.label, title.status) == ("by 2028", "target")


def test_orders_and_products_beside_the_subject() -> None:
    figure = read("Huawei has received orders for more than 300,000 Ascend 910C chips this year.")[
        0
    ]
    assert (figure.value, figure.qualifier, figure.unit) == (300_000, ">", "chips")
    assert (figure.metric, figure.subject) == ("orders", "Huawei")
    assert any("Ascend" in name for name in figure.about)


def test_line_capacity() -> None:
    figure = read("Tesla readies an Optimus line with a capacity of 1 million robots a year")[0]
    assert (figure.value, figure.unit, figure.metric) == (1e6, "robots per year", "capacity")


def test_a_denied_number_is_no_reading() -> None:
    right, wrong = read("Correction: Tesla China week 28 registrations were 3,630, not 3,360")
    assert (right.kind, wrong.kind) == ("figure", "prior")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It climbed 38% to 15,600 cars.", [(38, 38, "%"), (15_600, 15_600, "cars")]),
        ("Prices fell from $800,000 to $1.3 million.", [(8e5, 8e5, "USD"), (1.3e6, 1.3e6, "USD")]),
        ("It will cost $3-5 billion.", [(3e9, 5e9, "USD")]),
        ("Output of 1.5-2 million robotaxis annually", [(1.5e6, 2e6, "robotaxis per year")]),
        ("The tariff ranges from 10% to 25%.", [(10, 25, "%")]),
        ("a 7- or 8-inch display", [(7, 7, "inches"), (8, 8, "inches")]),
        ("Sales were 2.3m vehicles", [(2.3e6, 2.3e6, "vehicles")]),
        ("a 120 m tall chimney", [(120, 120, "m")]),
        ("RMB 780-820 million", [(780e6, 820e6, "CNY")]),
        ("Rs 3,924 crore", [(39_240_000_000, 39_240_000_000, "INR")]),
        ("Inflation was 2.6% a month earlier.", [(2.6, 2.6, "%")]),
        ("250,000 rides a week", [(250_000, 250_000, "rides per week")]),
        ("two and a half years", [(2.5, 2.5, "years")]),
        ("half a million people", [(5e5, 5e5, "people")]),
        ("1.4 billion monthly active users", [(1.4e9, 1.4e9, "users")]),
        ("three rising weeks", [(3, 3, "weeks")]),
        ("Rents of T$30,000", [(30_000, 30_000, "TWD")]),
        ("20 Model Ys", [(20, 20, "Model Ys")]),
        ("dozens of companies", [(12, 120, "companies")]),
        ("hundreds of thousands of workers", [(1e5, 1e6, "workers")]),
        ("a 12-year-old car", [(12, 12, "years old")]),
        ("some 15€ a month", [(15, 15, "EUR per month")]),
        ("It bought 2 1/2 acres.", [(2.5, 2.5, "acres")]),
        ("One in five drivers agreed.", [(0.2, 0.2, "")]),
        ("a 1-in-40 chance", [(1 / 40, 1 / 40, "")]),
        ("Sales fell by a third.", [(1 / 3, 1 / 3, "")]),
        ("It returned minus 4.2%.", [(-4.2, -4.2, "%")]),
        ("The price was cut by €3,000 to €38,990.", [(3e3, 3e3, "EUR"), (38990, 38990, "EUR")]),
        ("Oil rose $1.20 to $67.10.", [(1.2, 1.2, "USD"), (67.1, 67.1, "USD")]),
        ("It rose by 10 to 25 centimetres.", [(10, 25, "cm")]),
        ("a rate of 6.3 per 100,000 people", [(6.3, 6.3, "per 100,000 people")]),
        ("12 deaths for every 1,000 births", [(12, 12, "deaths per 1,000 births")]),
        ("It shut three of its 14 labs.", [(3, 3, "labs"), (14, 14, "labs")]),
        ("11,000 more jobs", [(11_000, 11_000, "jobs")]),
        ("It bought 40 Airbus A350 planes.", [(40, 40, "planes")]),
        ("900 cars in Spain and 700 in Italy", [(900, 900, "cars"), (700, 700, "cars")]),
        ("It made 5m cars, more than the 4m analysts had expected.",
         [(5e6, 5e6, "cars"), (4e6, 4e6, "cars")]),
        ("Temperatures reached 44.7C.", [(44.7, 44.7, "°C")]),
        ("The stock closed at 312.4p.", [(312.4, 312.4, "pence")]),
        ("jumped threefold", [(3, 3, "times")]),
        ("fifty-two", [(52, 52, "")]),
        ("Trains seat 894 passengers.", [(894, 894, "passengers")]),
        ("Tokyo's Nikkei 225 closed at 40,290.70.", [(40_290.7, 40_290.7, "points")]),
        ("It rose six point two five percent.", [(6.25, 6.25, "%")]),
        ("five and a quarter points", [(5.25, 5.25, "points")]),
        ("three dozens", [(36, 36, "")]),
        ("The plan costs $3 million and a half.", [(3.5e6, 3.5e6, "USD")]),
        ("They counted six million and a quarter.", [(6.25e6, 6.25e6, "")]),
        ("It has two million, and a third of them are new.", [(2e6, 2e6, ""), (1 / 3, 1 / 3, "")]),
        ("The answer is three and one fourth.", [(3.25, 3.25, "")]),
        ("The odds are one over twenty.", [(0.05, 0.05, "")]),
        ("It is 4 thousand 3 hundred and 21.", [(4321, 4321, "")]),
        ("The outlay is three lakh crore.", [(3e12, 3e12, "")]),
        ("Some 1.3x10^6 spores", [(1.3e6, 1.3e6, "spores")]),
        ("a mass of 6.2×10⁻⁴ grams", [(6.2e-4, 6.2e-4, "g")]),
        ("half million eggs", [(5e5, 5e5, "eggs")]),
        ("a quarter million refugees", [(2.5e5, 2.5e5, "refugees")]),
        ("The Fed cut by a quarter point.", [(0.25, 0.25, "percentage points")]),
        ("one eighth", [(0.125, 0.125, "")]),
        ("a 7.3 terabit-per-second attack", [(7.3, 7.3, "Tbps")]),
        ("It costs $1,349 a month before insurance.", [(1349, 1349, "USD per month")]),
        ("against 1.31m in 2023", [(1.31e6, 1.31e6, "")]),
        ("Gas was at €36.40 per megawatt-hour.", [(36.4, 36.4, "EUR per megawatt-hour")]),
        ("It makes 408 PS and takes 4.1 s.", [(408, 408, "hp"), (4.1, 4.1, "seconds")]),
        ("Meta Poaches Four OpenAI Researchers", [(4, 4, "researchers")]),
        ("He is batting .265 this year.", [(0.265, 0.265, "")]),
        ("one of every 35,000 births", [(1 / 35_000, 1 / 35_000, "")]),
        ("They said '100 Percent'.", [(100, 100, "%")]),
        ("10 U.S. Marines", [(10, 10, "marines")]),
        ("20 anti-aircraft artillery systems", [(20, 20, "systems")]),
        ("60 regional and international nations", [(60, 60, "nations")]),
        ("hundreds of schoolchildren holding candles", [(100, 1000, "schoolchildren")]),
        ("2,000-plus lorries a day", [(2000, 2000, "lorries per day")]),
        ("a £9-a-day charge", [(9, 9, "GBP per day")]),
        ("It costs £299pm.", [(299, 299, "GBP per month")]),
        ("It won two of its opening seven matches.", [(2, 2, "matches"), (7, 7, "matches")]),
        ("It cost 10 000 euros.", [(10_000, 10_000, "EUR")]),
        ("a population of 1 414 021 100", [(1_414_021_100, 1_414_021_100, "")]),
        ("minus five percent", [(-5, -5, "%")]),
        ("It ranged from -18 °C to -34 °C.", [(-34, -18, "°C")]),
        ("1/40 of the wavelength", [(1 / 40, 1 / 40, "")]),
        ("a hundred and two lorries", [(102, 102, "lorries")]),
        ("The DAX fell 0.4 pc while the CAC 40 in France gained 0.1.",
         [(0.4, 0.4, "%"), (0.1, 0.1, "%")]),
        ("The tower, at 309.6m, is open.", [(309.6, 309.6, "m")]),
        ("She cleared 2.10m on Monday.", [(2.1, 2.1, "m")]),
        ("80 metres long, 25 wide and 10 high", [(80, 80, "m"), (25, 25, "m"), (10, 10, "m")]),
        ("Pressure peaks at 1.2 bar.", [(1.2, 1.2, "bar")]),
        ("needing 69 more runs", [(69, 69, "runs")]),
        ("One in three users left.", [(1 / 3, 1 / 3, "")]),
        ("It soared by more than a third in May.", [(1 / 3, 1 / 3, "")]),
        ("Haaland's 27 goals", [(27, 27, "goals")]),
        ("two home runs and five RBIs", [(2, 2, "runs"), (5, 5, "rbis")]),
        ("nine of its last 11 matches", [(9, 9, "matches"), (11, 11, "matches")]),
        ("She leads by one shot.", [(1, 1, "shot")]),
        ("two hundredths of a second", [(0.02, 0.02, "seconds")]),
        ("Wheat costs $5.48 a bushel.", [(5.48, 5.48, "USD per bushel")]),
        ("down 17 paise", [(17, 17, "paise")]),
    ],
)  # fmt: skip
def test_english_amounts(text: str, wanted: list[tuple[float, float, str]]) -> None:
    assert values(read(text)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("售价20.99万元", [(209_900, 209_900, "CNY")]),
        ("销量为58万至65万辆", [(580_000, 650_000, "vehicles")]),
        ("二十多万辆", [(200_000, 200_000, "vehicles")]),
        ("融资1亿5000万美元", [(1.5e8, 1.5e8, "USD")]),
        ("两年半", [(2.5, 2.5, "years")]),
        ("三成五的用户", [(35, 35, "%")]),
        ("打八折", [(80, 80, "%")]),
        ("百分之二十五", [(25, 25, "%")]),
        ("千分之三", [(0.3, 0.3, "%")]),
        ("功率达到500千瓦", [(500, 500, "kW")]),
        ("续航800公里", [(800, 800, "km")]),
        ("产能为１２万辆", [(120_000, 120_000, "vehicles")]),
        ("數千名員工", [(1000, 10_000, "employees")]),
        ("价格为每桶70美元", [(70, 70, "USD per barrel")]),
        ("月薪新台币二十万元", [(200_000, 200_000, "TWD")]),
        ("罚款港币3000元", [(3000, 3000, "HKD")]),
        ("人口密度13人/平方公里", [(13, 13, "people per square kilometre")]),
        ("订购10架787", [(10, 10, "aircraft")]),
        ("收入3.2亿和5.6亿元", [(3.2e8, 3.2e8, "CNY"), (5.6e8, 5.6e8, "CNY")]),
        ("约2000至2500美元", [(2000, 2500, "USD")]),
        ("水压达到4兆帕", [(4, 4, "MPa")]),
        ("乔治37+16，雷霆3胜2负", []),
        ("民国21年与15世纪", []),
        ("张某，32岁，北京人", []),
        ("拨打12345热线，案件编号为2025071", []),
        ("京港澳高速1203公里处侧翻", []),
        ("在 618 期间与360集团合作", []),
        ("报每股98.55港元", [(98.55, 98.55, "HKD")]),
        ("跑出9秒83", [(9.83, 9.83, "seconds")]),
        ("飞行2小时15分", [(2.25, 2.25, "hours")]),
        ("每本50元6角", [(50.6, 50.6, "CNY")]),
        ("營收1.797兆元新台幣", [(1.797e12, 1.797e12, "TWD")]),
        ("气温降至零下12度", [(-12, -12, "degrees")]),
        ("华氏98.6度", [(98.6, 98.6, "°F")]),
        ("搭载70度电池", [(70, 70, "kWh")]),
        ("支持90W快充", [(90, 90, "W")]),
        ("不足同行的十分之一", [(0.1, 0.1, "")]),
        ("均价5万元/吨", [(50_000, 50_000, "CNY per ton")]),
        ("10000与20000之间", [(10_000, 20_000, "")]),
        ("里拉跌至42.5附近", [(42.5, 42.5, "")]),
        ("60岁以上老人占两成", [(60, 60, "years old"), (20, 20, "%")]),
        ("收获32金27银", [(32, 32, "items"), (27, 27, "items")]),
    ],
)  # fmt: skip
def test_chinese_amounts(text: str, wanted: list[tuple[float, float, str]]) -> None:
    assert values(read(text)) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "蔚来ES8、理想i8与尊界S800同台",
        "1688与阿里同日更新",
        "29岁男子与13岁的王某失联",
        "国羽0-2出局，混双1-2负于对手",
        "中华东路三段、两度登上榜首、四周都是山",
        "《一百条裙子》与《新闻30分》",
        "骁龙8 Elite与天玑9500正面交锋",
        "鸿蒙5.0、iOS 18.6与Qwen3-235B",
        "歼-20、C919与055型驱逐舰",
        "五台山、七台河、三桶油、四大行",
        "5·20晚会与十五五规划",
        "那一天，初一、十五都有人来",
        "国安1：2不敌申花，排球25-18",
        "地铁2号线T2航站楼3号楼501室",
        "GB 18384-2020与国发〔2025〕10号",
        "微信号abc123，验证码8848",
        "《1984》与《哪吒2》上映",
        "沪C12345与粤B·D12345",
    ],
)
def test_chinese_names_and_labels(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Apple releases iOS 7.1",
        "The Model 3 and the iPhone 17",
        "Version 12.5.6 runs on HW3 cars.",
        "The S&P 500 and the Nasdaq 100 closed.",
        "It starts at 10:32 a.m. on 12/05/2024.",
        "Arsenal beat Chelsea 3-1 in the cup.",
        "Internet Explorer 5, 6 and 7",
        "Call 1-800-555-0199 now.",
        "See https://example.org/2025/10000-cars today",
        "the 1990s and the 21st century",
        "in fiscal 2025 and by 2030",
        "She was aged 14 in season 2 of the show.",
        "Lei Jun said so in June.",
        "It reaches five digits for the third time.",
        "One in the crowd said no one came.",
        "a zero-interest loan, one-time and two-way",
        "It won 6-3 in the vote.",
        "国足0比3负于日本队",
        "会议于上午10点30分举行，2026年起实施。",
        "他在一汽工作，一举成名，一带一路。",
        "沪深300与日经225",
        "荣耀 50 系列与小鹏G6",
        "6 月 16 日发布",
        "It lives at 16 Elm Road and 221B Baker Street.",
        "Call 0800 555 111 or 44 20 7946 0958 by 0932 GMT.",
        "A Boeing 787-9, the 737-800 and the 777X are parked.",
        "The 7 Series and the ID.3 are cars.",
        "Washington DC 20500",
        "The mayor, 54, resigned.",
        "It plays 1080p video, or 792p on the Xbox One.",
        "UPDATE 1-Bank in sale talks",
        "The blind auditions, Pt. 5: waiting",
        "It began in 1538, around 700 BC or in 833 AD.",
        "Call (713) 235-1972.",
        "They sign 1B Mark Teixeira for the 46-series.",
        "Top Four US Carriers",
        "ISO 26262, US 101 and 7203.T; Llama 3.1 405B against the 9X.",
        "They drew 1-1 on matchday 2; call 1300 555 123 from station 88.",
        "The 737 MAX 10 awaits approval; junctions 19 to 20 are shut.",
        "The 2014 spoilers are out: season four begins with version 7.1",
        'Titanfall on Xbox 360 "will be great"',
        "He is 5'10\" tall and asks a six-figure sum.",
        "They were 213-2 at tea, were 238 for 4 at stumps; he went 2 for 5.",
        "Executive Order 14110 names 600519.SS.",
        "A bug in versions 3.2.1 to 3.4 broke Rule 10b-5.",
    ],
)
def test_numbers_that_are_no_amounts(text: str) -> None:
    assert read(text) == []


def test_offsets_count_in_their_own_field() -> None:
    title, content = "He said 5 km", "😀 Then he ran 10 km.\nAnd 12 km."
    for figure in read(title, content):
        text = title if figure.field == "title" else content
        assert text[figure.start : figure.end] == figure.text


def test_without_a_date_relative_periods_stay_open() -> None:
    figure = extract("", "Tesla sold 12,000 cars last week.")[0]
    assert figure.period is not None
    assert (figure.period.label, figure.period.start, figure.period.freq) == (
        "last week",
        None,
        "W",
    )


def test_every_figure_says_why() -> None:
    figure = read("Xiaomi delivered more than 25,000 vehicles in June, up 12%.")[0]
    assert "deliveries because of “delivered”" in figure.why
    assert "“more than” bounds it" in figure.why
    assert figure.change == 12


def test_nothing_in_nothing() -> None:
    assert read("", "") == []
    assert read("No numbers here", "None here either.") == []


def test_the_month_of_may_is_no_forecast() -> None:
    for month in ("May", "April"):
        (figure,) = read(f"Xiaomi delivers 20,976 vehicles in {month}")
        assert (figure.status, figure.period and figure.period.label) == ("", month)


def test_a_name_is_no_month() -> None:
    text = "Lei Jun shows 300,000 orders"
    name = Mention(
        watch_id="w5", field="title", start=0, end=7, text="Lei Jun", score=1.0, why="exact"
    )
    (figure,) = extract(text, "", published=NOW, mentions=[name], names={"w5": "Lei Jun"})
    assert (figure.subject, figure.period) == ("Lei Jun", None)
    (figure,) = read("Xiaomi June deliveries reach 25,000")
    assert figure.period is not None
    assert figure.period.label == "June"


def test_missed_estimates_are_neither_unit_nor_status() -> None:
    (figure,) = read("Tesla's 384,122 miss estimates")
    assert (figure.unit, figure.status) == ("", "")
    (figure,) = read("Tesla deliveries missed estimates of 390,000")
    assert figure.status == "forecast"


def test_a_share_price_is_no_revenue() -> None:
    told = read("", "Tesla shares fell to $300.71 after revenue missed. Revenue was $22.5 billion.")
    assert [figure.metric for figure in told] == ["shares", "revenue"]


def test_cell_formats_and_years_are_no_amounts() -> None:
    assert read("Tesla makes 4680 cells and keeps its 2025 targets") == []
    assert values(read("The pack holds 4,416 cells")) == [(4416, 4416, "cells")]


@pytest.mark.parametrize(
    ("text", "metric", "status"),
    [
        ("Xiaomi plans to train 1,900 newly hired workers", "workers", "actual"),
        ("Xiaomi aims at 20,000 cars a month", "production", "target"),
        ("The plant can manage 20,000 sedans a month", "production", ""),
        ("Three suppliers sell it", "", ""),
        ("Two people made it", "", ""),
        ("Xiaomi's 9,100-tonne press makes car floors", "", ""),
        ("小米的9100吨压铸机已投入生产", "", ""),
    ],
)
def test_what_a_figure_measures_and_whether_it_is_so(text: str, metric: str, status: str) -> None:
    (figure,) = read(text)
    assert (figure.metric, figure.status) == (metric, status)


def test_one_thing_is_no_figure() -> None:
    assert read("Xiaomi casts whole car floors from one alloy and one bolt holds it") == []


def test_an_earlier_value_in_the_next_sentence() -> None:
    text = "Tesla registered 11,900 cars in week 28. Down 23.7% from the 15,600 of Week 27."
    now, change, before = read("", text)
    assert (now.previous, now.change, now.direction) == (15_600, -23.7, "down")
    assert (change.metric, before.metric) == ("registrations", "registrations")
    assert (before.kind, before.unit) == ("prior", "cars")
    labels = [figure.period.label for figure in (now, change, before) if figure.period]
    assert labels == ["week 28", "week 28", "week 27"]


def test_from_and_to_with_their_months() -> None:
    before, now = read("", "Xiaomi deliveries rose from 2,800 in March to 3,200 in April.")
    assert (before.kind, now.previous, now.direction) == ("prior", 2800, "up")


def test_who_is_thanked_before_a_semicolon_delivers_nothing() -> None:
    text = "Tesla thanked the owners; deliveries rose from 2,800 in March."
    (figure,) = read("Xiaomi's SU7", text)
    assert (figure.subject, figure.kind, figure.metric) == ("Xiaomi", "prior", "deliveries")


def test_a_product_is_counted_by_its_code() -> None:
    now, change = read("Xiaomi delivers 12,500 SU7 in October, up 20% on September")
    assert (now.value, now.unit, now.metric, now.change) == (12_500, "SU7", "deliveries", 20)
    assert [each.period and each.period.label for each in (now, change)] == ["October", "October"]


@pytest.mark.parametrize(
    "text",
    [
        "Tesla's deliveries: 384,122 vs 443,956, -13%",
        "Tesla delivered 384,122 cars, 13% fewer than the 443,956 of last year",
        "Tesla delivered 384,122 cars, 443,956 a year earlier",
    ],
)
def test_the_value_before_however_it_is_put(text: str) -> None:
    told = read(text)
    now = next(figure for figure in told if figure.value == 384_122)
    before = next(figure for figure in told if figure.value == 443_956)
    assert (now.previous, now.direction) == (443_956, "down")
    assert (before.kind, before.qualifier, before.unit) == ("prior", "", now.unit)


def test_what_was_a_year_earlier_is_no_value() -> None:
    change, now = read("It fell 12% from a year earlier to 3,000 cars")
    assert (change.change, now.kind, now.change) == (-12, "figure", -12)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The jobless rate ticked up to 4.2%.", [("4.2%", "", "up")]),
        ("It paid £52m plus £5m in bonuses.", [("£52m", "", ""), ("£5m", "", "")]),
        ("Output hit 900 cars, 5% fewer than in May.",
         [("900 cars", "", "down"), ("5%", "", "down")]),
        ("The index shed 1.1%, or 264 points.",
         [("1.1%", "", "down"), ("264 points", "", "down")]),
        ("The start-up sold 900 cars.", [("900 cars", "", "")]),
        ("CAR SALES SINK 12%", [("12%", "", "down")]),
        ("Brent was 38 cents dearer at $70.57.", [("38 cents", "", "up"), ("$70.57", "", "")]),
        ("It borrowed £20bn, £6bn more than in May.", [("£20bn", "", "up"), ("£6bn", "", "up")]),
        ("Sales rose 30% to €9bn and profit 75% to €1bn.",
         [("30%", "", "up"), ("€9bn", "", ""), ("75%", "", "up"), ("€1bn", "", "")]),
        ("It takes just over six seconds.", [("six seconds", ">", "")]),
        ("The stock fell as much as 7.1%.", [("7.1%", "<=", "down")]),
        ("Latency drops from 40 milliseconds to under 5 milliseconds.",
         [("40 milliseconds", "", ""), ("5 milliseconds", "<", "down")]),
    ],
)  # fmt: skip
def test_bounds_and_moves(text: str, wanted: list[tuple[str, str, str]]) -> None:
    assert [(each.text, each.qualifier, each.direction) for each in read(text)] == wanted


def test_a_raised_range_has_a_range_before_it() -> None:
    now, before = read("It raised its forecast to $5.15 to $5.30 per share from $4.95 to $5.10.")
    assert (now.low, now.high, now.previous, now.direction) == (5.15, 5.3, 5.025, "up")
    assert (before.low, before.high, before.kind) == (4.95, 5.1, "prior")


def test_a_rival_is_no_earlier_value() -> None:
    mine, his = read("She won 52.4% of the vote against 47.6% for his rival.")
    assert (mine.previous, his.kind) == (None, "figure")


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("Intel laid off 24,000 employees.", "layoffs"),
        ("It has $36 billion in cash and $5.2 billion of debt.", "cash debt"),
        ("Ford's EV unit lost $1.3 billion before tax.", "loss"),
        ("The hatchback starts at $58,955.", "price"),
        ("Rents start at $1,250 a month.", "rent"),
        ("Revenue guidance of $850 million disappointed.", "revenue"),
        ("Ebitda came to €2.2m on sales of €31.8m.", "profit sales"),
        ("It sold 900 cars including exports, down 8.4% on the year.", "sales sales"),
    ],
)
def test_the_metric_nearest_in_meaning(text: str, metric: str) -> None:
    assert " ".join(each.metric for each in read(text)) == metric


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("Ford sold 900 cars, ahead of Honda's 700.", ["Ford", "Honda"]),
        ("Ford (NYSE: F), down 2.3%, traded at $18.", ["Ford", "Ford"]),
        ("Goldman expects Brent to average $64.", ["Brent"]),
        ("Colorado Collects $2 Million in Taxes", ["Colorado"]),
        ("Chiquita, Fyffes Agree to $1 Billion Merger", ["Fyffes"]),
    ],
)
def test_whose_figure_it_is(text: str, subjects: list[str]) -> None:
    assert [each.subject for each in read(text)] == subjects


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("Tesla delivered 20,976 cars in June. Cumulative deliveries reached 640,000.",
         "cumulative deliveries"),
        ("By the end of June, Tesla's cumulative vehicle deliveries had reached 640,000.",
         "cumulative deliveries"),
        ("Cumulative losses aside, Tesla delivered 640,000 cars in June.", "deliveries"),
        ("小米6月交付20976辆，累计交付64万辆", "cumulative deliveries"),
        ("小米上半年累计交付64万辆", "deliveries"),
    ],
)  # fmt: skip
def test_what_is_counted_since_the_beginning_is_another_metric(text: str, metric: str) -> None:
    figure = next(each for each in read(text) if each.value == 640_000)
    assert figure.metric == metric
    assert figure.subject in ("Tesla", "Xiaomi")
