"""What single Chinese forms say: denominators, lists, thresholds, earlier values."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.figures import extract
from bot.model import Figure

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


def read(text: str, now: datetime = NOW) -> list[Figure]:
    return extract("", text, published=now)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("血液酒精含量为186毫克/100毫升。", "mg per 100 ml"),
        ("每100毫升血液含酒精186毫克。", "mg per 100 ml"),
        ("每百毫升呼氣含58微克酒精。", "µg per 100 ml"),
        ("发病率为每10万人12.5例。", "cases per 100,000 people"),
        ("油耗5.3L/100km。", "litres per 100 km"),
        ("每吨汽油上调125元。", "CNY per ton"),
        ("电价为0.6元/千瓦时。", "CNY per kilowatt hour"),
    ],
)
def test_what_an_amount_is_counted_by_is_no_amount(text: str, unit: str) -> None:
    assert [figure.unit for figure in read(text)] == [unit]


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("净利润分别为12.1/15.6/19.8亿元。", [12.1e8, 15.6e8, 19.8e8], "CNY"),
        ("长宽高为4885/1960/1483毫米。", [4885, 1960, 1483], "mm"),
        ("尺寸为4720×1900×1480mm。", [4720, 1900, 1480], "mm"),
        ("男子4×100米接力夺冠。", [], ""),
        ("第25/118期开奖。", [], ""),
        ("4/5号线停运。", [], ""),
    ],
)
def test_numbers_between_strokes_share_the_unit_of_the_last(
    text: str, values: list[float], unit: str
) -> None:
    figures = read(text)
    assert [figure.value for figure in figures] == pytest.approx(values)
    assert {figure.unit for figure in figures} <= {unit}


def test_the_changes_of_a_list_are_those_of_its_members() -> None:
    figures = read("两项营收分别为12亿元和15亿元，同比增长10%和25%。")
    assert [figure.change for figure in figures if figure.kind == "figure"][-2:] == [10, 25]


def test_a_mark_on_the_way_is_not_what_grew() -> None:
    total, mark, _ = read("出口618亿美元，首破600亿美元大关，同比增长49.7%。")
    assert (total.change, mark.change) == (49.7, None)


@pytest.mark.parametrize(
    ("text", "bounds", "directions"),
    [
        ("推出满300减50活动。", [">=", ""], ["", "down"]),
        ("每满300元减50元。", [">=", ""], ["", "down"]),
        ("零跑10月交付过4万辆。", [">"], [""]),
        ("该厂曾交付过4万辆。", [""], [""]),
        ("出口比上月高出29%。", [""], ["up"]),
        ("销量超出预期5万辆，高出去年同期7%。", ["", ""], ["up", "up"]),
    ],
)
def test_what_has_to_be_reached_and_what_changes(
    text: str, bounds: list[str], directions: list[str]
) -> None:
    figures = read(text)
    assert [figure.qualifier for figure in figures] == bounds
    assert [figure.direction for figure in figures] == directions


@pytest.mark.parametrize(
    ("text", "now", "before"),
    [
        ("毛利率由去年的37%至30.7%。", 30.7, 37),
        ("渗透率37%至30.7%。", 30.7, 37),
        ("估值为300亿美元，较2022年高峰时的1000亿美元缩水。", 300e8, 1000e8),
        ("月活达8亿，四个月前这一数字为5亿。", 8e8, 5e8),
        ("预计增长2%，此前预期为5%。", 2, 5),
    ],
)
def test_the_value_before(text: str, now: float, before: float) -> None:
    assert (now, before) in [(figure.value, figure.previous) for figure in read(text)]


def test_vague_numbers_make_one_range() -> None:
    (figure,) = read("受影響市民由幾十萬至幾百萬不等。")
    assert (figure.low, figure.high) == (100_000, 10_000_000)


@pytest.mark.parametrize(
    ("text", "day", "first", "last"),
    [
        ("公司预计全年营收20亿元。", (2026, 11, 26), (2026, 1, 1), (2027, 1, 1)),
        ("公司全年营收20亿元。", (2027, 2, 10), (2026, 1, 1), (2027, 1, 1)),
        ("2025年四季度增长4%，全年增长5%。", (2026, 6, 1), (2025, 1, 1), (2026, 1, 1)),
        ("年内油价下跌14%。", (2026, 11, 26), (2026, 1, 1), (2026, 11, 27)),
    ],
)
def test_a_year_without_its_number_is_that_of_the_item(
    text: str, day: tuple[int, int, int], first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    period = read(text, datetime(*day, tzinfo=UTC))[-1].period
    assert period is not None
    assert (period.start, period.end) == (datetime(*first, tzinfo=UTC), datetime(*last, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("神舟12号乘组在轨92天。", [""]),
        ("记者12号获悉，已有92人获救。", ["12号"]),
        ("台风12号登陆，92人获救。", ["12号"]),
        ("预计2026-2028年营收分别为3/4/5亿元。", ["2026年", "2027年", "2028年"]),
        ("9月、10月销量分别为3万辆和4万辆。", ["9月", "10月"]),
        ("中间价较前一日调升27个基点。", [""]),
        ("大众裁员500人，10月销量2万辆。", ["", "10月"]),
    ],
)
def test_when_it_was(text: str, labels: list[str]) -> None:
    assert [figure.period.label if figure.period else "" for figure in read(text)] == labels


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("丰田将在美国召回39.4万辆皮卡。", [""]),
        ("美联储将基准利率下调25个基点。", [""]),
        ("央行将下调利率25个基点。", ["target"]),
        ("公司拟募资49亿元，2025年亏损14亿元。", ["target", ""]),
        ("预计营收20亿元，同比增长15%。", ["forecast", "forecast"]),
        ("人均预期寿命提高1.1岁。", [""]),
    ],
)
def test_what_is_planned_and_what_is_told(text: str, statuses: list[str]) -> None:
    assert [figure.status for figure in read(text)] == statuses


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("五部门联合印发方案，新增装机1亿千瓦。", [""]),
        ("据路透社报道，台积电报价达3万美元。", ["台积电"]),
        ("央行公告称，将开展6000亿元操作。", ["央行"]),
        ("恒生指數早市升218點。", ["恒生指數"]),
        ("警方檢獲120公斤可卡因。", ["警方"]),
        ("騙徒以投資為名騙走640萬元。", ["騙徒"]),
        ("零跑汽车股价跌8%，较8月高点回落三成。", ["零跑汽车", "零跑汽车"]),
        ("印尼发生6级地震，震源深度10公里。", ["印尼", "印尼"]),
        ("经审计净利润为3亿元。", [""]),
        ("经纬恒润营收12亿元。", ["经纬恒润"]),
        ("新开发银行营收50亿元。", ["新开发银行"]),
        ("须弥科技融资2亿元。", ["须弥科技"]),
    ],
)
def test_whose_it_is(text: str, subjects: list[str]) -> None:
    assert [figure.subject for figure in read(text)] == subjects


def test_what_was_delivered_since_the_beginning_is_no_recall() -> None:
    figures = read("小米SU7累计交付已超80万辆，此次召回涉及11.7万辆。")
    assert [figure.metric for figure in figures] == ["cumulative deliveries", "recall"]
    assert {figure.subject for figure in figures} == {"小米SU7"}


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("台股收在28963點，外資賣超5.18億元。", ["points", "TWD"]),
        ("屏東縣農業損失1億9599萬元。", ["TWD"]),
        ("港股半日主板成交額659億元。", ["HKD"]),
        ("本港新盤入場費約265萬元，呎價1.2萬元。", ["HKD", "HKD"]),
        ("香港上市的比亞迪營收人民幣2,000億元，淨利100億元。", ["CNY", "CNY"]),
        ("台灣與香港各投資3億元。", ["CNY"]),
        ("台湾地区企业投资3亿元。", ["CNY"]),
        ("台积电营收2600亿元（新台币，下同），获利900亿元。", ["TWD", "TWD"]),
        ("腾讯市值（港元，下同）5万亿元。", ["HKD"]),
        ("比亞迪營收2,000億元。", ["CNY"]),
        ("玉晶光營收19億元，年增6%。", ["TWD", "%"]),
    ],
)
def test_whose_money_it_is(text: str, units: list[str]) -> None:
    assert [figure.unit for figure in read(text)] == units


def test_the_place_may_be_told_in_another_sentence() -> None:
    first, _ = extract("營業額375億元", "香港政府統計處今日公布，按年上升3.9%。")
    assert first.unit == "HKD"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("三、四季度GDP分别增长4.8%和5.4%。", ["三季度", "四季度"]),
        ("今年11、12月出口分别增长4%和5%。", ["今年11月", "今年12月"]),
        ("1、5月出口增长4%。", ["5月"]),
        ("7月24日单日航班量恢复至2795班。", ["7月24日"]),
        ("前11个月完成全年目标的56.58%。", ["前11个月"]),
    ],
)
def test_which_period_it_is(text: str, told: list[str]) -> None:
    assert [figure.period.label if figure.period else "" for figure in read(text)] == told


def test_an_amount_in_two_currencies_moves_as_one() -> None:
    yuan, dollars, _ = read("营收28.11亿元（4.14亿美元），同比增长47.5%。")
    assert (yuan.change, dollars.change) == (47.5, 47.5)


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("徐杰得到23分、5个篮板、11次助攻，胡明轩18分4篮板。",
         [(23, "points scored"), (5, "rebounds"), (11, "assists"), (18, "points scored"),
          (4, "rebounds")]),
        ("日均新股申购资金高达7.86亿美元。", [(7.86e8, "USD per day")]),
        ("出口连6季上升。", [(6, "quarters")]),
        ("每千人口医疗卫生机构床位数达7.23张。", [(7.23, "items per 1,000 people")]),
        ("全台14縣市停班。", [(14, "items")]),
        ("受傷司機姓張，79歲。", []),
        ("統計外資買超前十名個股。", []),
        ("巴士與一部七人車相撞。", []),
    ],
)  # fmt: skip
def test_counts_and_what_is_none(text: str, read_as: list[tuple[float, str]]) -> None:
    assert [(figure.value, figure.unit) for figure in read(text)] == read_as


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("白云机场11月起降4万架次；货邮吞吐量约17万吨。", ["白云机场", "白云机场"]),
        ("截至三季度末，招商银行总资产9万亿元。", ["招商银行"]),
        ("截至九月底外匯基金錄得收入2,570億元。", ["外匯基金"]),
    ],
)
def test_a_quantity_is_no_subject(text: str, subjects: list[str]) -> None:
    assert [figure.subject for figure in read(text)] == subjects


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("震中位于北纬34.91度、东经104.58度，深度10公里。", [(10, "km")]),
        ("9男12女受傷，兩犬獲救。", [(9, "people"), (12, "people"), (2, "items")]),
        ("男12子项目和三女团参赛。", []),
        ("憲法法庭113年憲判字第9號判決出爐。", []),
        ("就診10萬人次，較前1周上升11.9%。", [(100_000, "people"), (11.9, "%")]),
        ("平均每万人拥有5G基站33.4个。", [(33.4, "items per 10,000 people")]),
        ("全國疫苗尚餘約15.2萬劑。", [(152_000, "items")]),
        ("澳門博彩毛收入211億澳門元，累計2267億元。", [(211e8, "MOP"), (2267e8, "MOP")]),
    ],
)
def test_what_else_counts_and_does_not(text: str, read_as: list[tuple[float, str]]) -> None:
    assert [(figure.value, figure.unit) for figure in read(text)] == read_as


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("首次突破月销8万辆。", [">"]),
        ("出席人数须达2/3。", [">="]),
        ("最高刑罚为监禁10年。", ["<="]),
        ("足以绕赤道16圈多。", [">"]),
    ],
)
def test_bounds_with_words_between(text: str, bounds: list[str]) -> None:
    assert [figure.qualifier for figure in read(text)] == bounds


def test_a_change_told_in_two_units_is_one_of_an_index() -> None:
    index, points, percent = read("国企指数新报10825，跌174点或1.58%。")
    assert (index.subject, index.direction, index.change) == ("国企指数", "down", -1.58)
    assert points.direction == percent.direction == "down"


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("全长24公里，设20站，途经12校。", [(24, "km"), (20, "items"), (12, "items")]),
        ("樓市新政「滬七條」與大灣區九市無關。", []),
        ("林立敲出3分砲。", []),
        ("12校园与20站台", []),
    ],
)
def test_counts_of_stops_and_schools(text: str, read_as: list[tuple[float, str]]) -> None:
    assert [(figure.value, figure.unit) for figure in read(text)] == read_as
