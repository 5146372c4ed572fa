"""What is offered to add to a watch, and what had better not be."""

from bot.commands import thresholds
from bot.commands.checks import MOST_NAMES
from bot.commands.offers import offers
from bot.commands.rivals import Rival
from bot.commands.survey import Study, Survey
from bot.matching import Matcher
from bot.model import Item, Watch, Watchlist
from tests.support.bench import START


def study(watch: Watch, *texts: str) -> Study:
    survey, matcher = Survey(watch), Matcher.compile([watch])
    for number, text in enumerate(texts):
        item = Item(id=f"i{number}", feed_id="f", title=text, content="", seen=START)
        survey.read(item, matcher.match(text, ""))
    return survey.study({})


def offered(watch: Watch, *texts: str) -> list[str]:
    found = offers(watch, study(watch, *texts), [])
    return [value for each in found for values in each.adds.values() for value in values]


XIAOMI = Watch(id="w", name="Xiaomi", kind="company")
MI = Watch(id="w", name="小米", kind="company")


def test_an_account_is_offered_once_whatever_its_case() -> None:
    tesla = Watch(id="w", name="Tesla", kind="company")
    texts = ("Says @Tesla on day 1", "Says @Tesla on day 2", "Says @tesla on day 3")
    assert offered(tesla, *texts) == ["@Tesla"]
    # Two stories of it in two spellings are two stories.
    assert offered(tesla, texts[1], texts[2]) in (["@Tesla"], ["@tesla"])


def test_common_words_before_a_chinese_name_are_no_part_of_it() -> None:
    assert offered(XIAOMI, *(f"手机厂商小米（Xiaomi）发布第{n}款" for n in range(3))) == ["小米"]
    nio = Watch(id="w", name="NIO", kind="company")
    runs = [f"国内车企蔚来（NIO）第{n}次宣布" for n in range(3)]
    # 车企 is in no dictionary: where the name begins shows where it stands alone.
    assert offered(nio, *runs) == []
    assert offered(nio, *runs, "昨天，蔚来第5次降价", "蔚来第6次降价") == ["蔚来"]


def test_common_words_before_a_latin_name_are_no_part_of_it() -> None:
    runs = [f"Phone Maker Xiaomi (小米) unveils {n}" for n in range(3)]
    assert offered(MI, *runs) == ["Xiaomi"]
    who = Watch(id="w", name="世卫组织", kind="company")
    health = [f"The World Health Organization (世卫组织) warns {n}" for n in range(3)]
    assert offered(who, *health) == []
    elsewhere = "Masks help, the World Health Organization said"
    assert offered(who, *health, elsewhere) == ["World Health Organization"]
    bank = Watch(id="w", name="中国银行", kind="company")
    assert offered(bank, *(f"Bank of China (中国银行) lends {n}" for n in range(3))) == []


def test_nobody_is_a_company() -> None:
    assert offered(XIAOMI, *(f"小米创始人雷军（Xiaomi）第{n}次演讲" for n in range(3))) == []
    assert offered(XIAOMI, *(f"Xiaomi (雷军) speaks {n} times" for n in range(3))) == []
    assert offered(MI, *(f"Then Lei Jun (小米) spoke {n} times" for n in range(3))) == []
    person = Watch(id="w", name="Lei Jun", kind="person")
    assert offered(MI, *(f"Said Founder Lei Jun (小米) on day {n}" for n in range(3))) == []
    assert offered(person, *(f"Lei Jun (雷军) speaks {n} times" for n in range(3))) == ["雷军"]
    # Gao is a surname; the history calls this one a firm.
    qualcomm = Watch(id="w", name="Qualcomm", kind="company")
    texts = [f"Qualcomm (高通) sells {n} chips" for n in range(3)]
    assert offered(qualcomm, *texts, "Qualcomm: 高通公司发布芯片") == ["高通"]


def test_what_another_watch_lends_fits_the_watch_and_the_command() -> None:
    aliases = tuple(f"Xiaomi subsidiary number {n}" for n in range(180))
    other = Watch(id="o", name="Xiaomi", kind="company", aliases=aliases)
    where = Watchlist(id="l", name="Other", watches=(other,))
    rival = Rival(watch=other, where=where, likeness="same", pairs=(("Xiaomi", "Xiaomi"),))
    (lent,) = offers(XIAOMI, Study(met={"xiaomi subsidiary number 99": 4}), [rival])
    assert lent.adds["aliases"][:2] == (aliases[99], aliases[0])
    assert sum(len(each) for each in lent.adds["aliases"]) < thresholds.COMMAND
    names = tuple(f"x{n}" for n in range(MOST_NAMES - 1))
    full = Watch(id="w", name="Xiaomi", kind="company", aliases=names)
    assert offers(full, Study(), [rival]) == []
