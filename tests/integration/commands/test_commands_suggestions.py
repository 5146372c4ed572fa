"""What ``watch add``, ``edit`` and ``test`` warn of and offer, from the stored history."""

from bot.card import Card
from bot.commands import thresholds
from bot.model import User
from tests.support.bench import Bench

OWNER = {
    "user": User(id="slack:U0OWNER", name="Ada"),
    "platform": "slack",
    "scope": "slack:T1",
    "channel": "C0EV",
}


async def several(bench: Bench, count: int, title: str, content: str = "") -> None:
    """Stories that differ in a number."""
    for number in range(count):
        await bench.news(title.format(number), content.format(number))


def labels(card: Card) -> list[str]:
    return [each.label for each in card.actions]


async def apples(bench: Bench) -> None:
    await several(bench, 5, "Chef {} bakes the best pie in town", "An apple pie needs butter.")
    await several(bench, 4, "Runners cross bridge {}", "The marathon in the Big Apple drew {}.")
    await several(bench, 9, "Phones {} sell well", "The company said Apple shipped {} phones.")


async def test_a_misspelt_name_leads_to_the_watched_one(bench: Bench) -> None:
    card = await bench.say("watch add Telsa")
    assert "“Telsa” is one letter from “Tesla”" in card.fallback
    assert labels(card)[:2] == ["Save", "Look up Tesla"]
    assert "Tesla" in (await bench.press(card, "Look up")).title


async def test_single_quotes_are_no_part_of_a_name(bench: Bench) -> None:
    assert (await bench.say("watch add 'Rivian'")).title == "Add Rivian to Console?"


async def test_an_ordinary_word_without_news_says_what_counts(bench: Bench) -> None:
    for line in ("watch add Target", "watch test Target"):
        text = (await bench.say(line)).fallback
        assert "in lower case it doesn't count" in text
        assert "at the start of a headline it counts only beside a company's words" in text


# ── ambiguous names ──────────────────────────────────────────────────────────────────────


async def test_an_ordinary_word_is_counted_in_the_history(bench: Bench) -> None:
    await apples(bench)
    card = await bench.say("watch add Apple")
    assert card.tone == "warning"
    assert (
        "“Apple” is an ordinary word too: of 18 stories with it in 14 days, 5 have it in lower "
        "case (“apple pie” 5) and 4 have it in a longer name (“Big Apple” 4); 4 of these would "
        "count"
    ) in card.fallback


async def test_a_phrase_to_exclude_is_offered_with_what_it_would_stop(bench: Bench) -> None:
    await apples(bench)
    card = await bench.say("watch add Apple context:shipped")
    # What is refused anyway needs no exclusion.
    assert "exclude" not in card.fallback
    card = await bench.say("watch add Apple")
    assert "exclude “Big Apple” · would stop 4 of 18 stories with the name" in card.fallback
    assert "Last 14 days: 13 stories" in card.fallback
    assert labels(card) == ["Save", "Excluding Big Apple", "Cancel"]
    without = await bench.press(card, "Excluding")
    assert without.title == "Add Apple to Console?"
    assert "Last 14 days: 9 stories" in without.fallback
    assert "none of these would count" in without.fallback
    assert labels(without) == ["Save", "Cancel"]
    await bench.press(without, "Save")
    (made,) = (await bench.store.watchlists("console"))[0].watches
    assert made.exclude == ("Big Apple",)


async def test_a_name_in_lower_case_is_seen_in_the_history(bench: Bench) -> None:
    await several(bench, 3, "a relative nio of number {}")
    text = (await bench.say("watch add Nio")).fallback
    assert "“Nio” is written like a word too: of 3 stories with it in 14 days, 3 have it in" in text


async def test_others_of_the_same_name_are_counted(bench: Bench) -> None:
    await several(bench, 5, "Film {} shows a hero", "Harrison Ford signed {} hats.")
    await several(bench, 2, "Speech {}", "The late Gerald Ford was remembered {} times.")
    await several(bench, 23, "Ford recalls {}00 trucks", "Ford said dealers will fix {}.")
    card = await bench.say("watch add Ford kind:topic")
    assert (
        "of 30 stories with it in 14 days, 7 have it after another given name "
        "(“Harrison Ford” 5, “Gerald Ford” 2); all of these would count"
    ) in card.fallback
    all_of_them = await bench.press(card, "With all")
    assert "Last 14 days: 23 stories" in all_of_them.fallback
    # The company's name is known to be somebody's too.
    company = await bench.say("watch add Ford kind:company")
    assert "none of these would count" in company.fallback
    assert "Last 14 days: 23 stories" in company.fallback


async def test_a_name_inside_longer_ones_is_counted(bench: Bench) -> None:
    await several(bench, 6, "Fires {} burn", "Smoke rose over the Amazon rainforest on day {}.")
    await several(bench, 12, "Amazon hires {}00 people", "Amazon said it needs them.")
    card = await bench.say("watch add Amazon")
    assert "6 have it in a longer name (“Amazon rainforest” 6)" in card.fallback
    assert "exclude “Amazon rainforest” · would stop 6 of 18" in card.fallback
    await several(
        bench, 3, "Profit {} rises", "In all, Industrial and Commercial Bank of China earned {}."
    )
    await several(bench, 3, "Bank of China lends {}")
    card = await bench.say("watch add Bank of China")
    assert "3 have it in a longer name (“Commercial Bank of China” 3)" in card.fallback


async def test_a_product_is_no_other_sense(bench: Bench) -> None:
    await several(bench, 6, "Apple unveils Watch {}", "The Apple Watch costs {}, the company said.")
    await several(bench, 6, "Amazon workers vote {}", "Amazon said the vote {} was fair.")
    for line in ("watch add Apple context:Watch", "watch add Amazon"):
        card = await bench.say(line)
        assert "longer name" not in card.fallback
        assert labels(card) == ["Save", "Cancel"]


async def test_a_chinese_name_inside_other_words_is_counted(bench: Bench) -> None:
    await several(bench, 3, "早餐第{}天", "小米粥养胃。")
    await several(bench, 3, "小米公司发布第{}款手机")
    text = (await bench.say("watch test Xiaomi")).fallback
    assert "of 6 stories with it in 14 days, 3 have it inside another word (“小米粥” 3)" in text
    assert "none of these would count" in text


async def test_an_acronym_of_several_is_named_with_both(bench: Bench) -> None:
    await several(bench, 3, "Talks {}", "The Australian Broadcasting Corporation (ABC) asked {}.")
    await several(bench, 2, "Show {}", "The American Broadcasting Company (ABC) aired {}.")
    text = (await bench.say("watch add ABC")).fallback
    assert (
        "“ABC” is short for “Australian Broadcasting Corporation” (3) and “American Broadcasting "
        "Company” (2) in the history"
    ) in text
    assert "alias “Australian Broadcasting Corporation” · beside the name in 3 stories" in text


# ── other spellings ──────────────────────────────────────────────────────────────────────


async def test_spellings_beside_the_name_are_offered(bench: Bench) -> None:
    await several(
        bench, 3, "Rivian (NASDAQ: RIVN) built {} cars", "Rivian（里维安）, says @Rivian."
    )
    card = await bench.say("watch add Rivian")
    assert "ticker “RIVN” · beside the name in 3 stories" in card.fallback
    assert labels(card) == [
        "Save",
        "With alias 里维安",
        "With handle @Rivian",
        "With ticker RIVN",
        "With all of these",
        "Cancel",
    ]
    await bench.press(await bench.press(card, "With all"), "Save")
    (made,) = (await bench.store.watchlists("console"))[0].watches
    assert (made.aliases, made.tickers, made.handles) == (("里维安",), ("RIVN",), ("@Rivian",))
    # Nothing is offered twice.
    assert "You may want to add" not in (await bench.say("watch test Rivian")).fallback


async def test_what_stands_there_once_is_not_offered(bench: Bench) -> None:
    await bench.news("Rivian (里维安) builds cars")
    assert labels(await bench.say("watch add Rivian")) == ["Save", "Cancel"]


async def test_the_full_name_is_offered_for_a_short_one(bench: Bench) -> None:
    await several(bench, 6, "Rule {}", "On Monday Mark Zuckerberg announced rule {}.")
    await several(bench, 2, "Room {}", "His sister, Randi Zuckerberg, opened room {}.")
    await several(bench, 3, "Range {}", "Lucid Motors promises {} miles.")
    assert "With alias Lucid Motors" in labels(await bench.say("watch add Lucid"))
    card = await bench.say("watch add Zuckerberg kind:person")
    assert "alias “Mark Zuckerberg” · so written in 6 of 8 stories" in card.fallback
    fuller = await bench.press(card, "With alias")
    assert "Last 14 days: 6 stories" in fuller.fallback


async def test_an_edit_keeps_what_was_said_and_adds_what_was_offered(bench: Bench) -> None:
    await bench.press(await bench.say("watch add Rivian aliases:R1T"), "Save")
    await several(bench, 2, "Rivian (里维安) builds {} cars")
    card = await bench.say("watch edit Rivian aliases:+R1S")
    await bench.press(await bench.press(card, "With alias"), "Save")
    (made,) = (await bench.store.watchlists("console"))[0].watches
    assert made.aliases == ("R1T", "R1S", "里维安")


async def test_for_a_watch_from_a_file_the_lines_to_write_are_shown(bench: Bench) -> None:
    await several(bench, 2, "Tesla (NASDAQ: TSLA) built {} cars")
    card = await bench.say("watch test Tesla")
    assert "at watchlists/ev.yaml:8: tickers: [TSLA]" in card.fallback
    assert labels(card) == []


# ── names that collide ───────────────────────────────────────────────────────────────────


async def test_a_near_name_is_warned_of_with_what_both_match(bench: Bench) -> None:
    await several(bench, 3, "Telsa opens plant {}")
    text = (await bench.say("watch add Telsa")).fallback
    assert (
        "“Telsa” is one letter from “Tesla” (Tesla, EV makers): a misspelling of the one may be "
        "taken for the other; 3 stories of the last 14 days match both"
    ) in text
    assert "one letter" not in (await bench.say("watch add Zeekr")).fallback


async def test_a_name_watched_elsewhere_lends_what_is_known_of_it(bench: Bench) -> None:
    for name in ("Xiaomi Inc", "小米", "小米有限公司"):
        card = await bench.say(f"watch add {name}", **OWNER)
        assert "ticker 1810.HK · as on EV makers" in card.fallback
        lent = await bench.press(card, "With all that is on EV makers", **OWNER)
        assert "1810.HK" in lent.fallback
        assert "as on EV makers" not in lent.fallback


async def test_what_another_list_lends_fits_its_button(bench: Bench) -> None:
    names = [f"Zeekr subsidiary number {n}" for n in range(60)]
    line = f"watch add Zeekr tickers:ZK aliases:{','.join(names)}"
    await bench.press(await bench.say(line), "Save")
    await several(bench, 3, "Zeekr and Zeekr subsidiary number 58 built {} cars")
    card = await bench.say("watch add Zeekr in:Other")
    (lent,) = [each for each in card.actions if each.label.startswith("With ")]
    assert lent.label == "With part of what is on Console"
    assert 'tickers:"ZK"' in lent.command
    assert names[58] in lent.command
    assert names[59] not in lent.command
    assert 1_000 < len(lent.command) <= thresholds.COMMAND
    assert (await bench.press(card, lent.label)).title == "Add Zeekr to Other?"


async def test_script_legal_form_and_symbol_make_no_other_name(bench: Bench) -> None:
    await bench.press(await bench.say("watch add 腾讯 tickers:0700.HK"), "Save")
    assert "“騰訊” is “腾讯” in another form" in (await bench.say("watch add 騰訊")).fallback
    inc = await bench.say("watch add Tesla, Inc.")
    assert "“Tesla, Inc.” is “Tesla” in another form (Tesla, EV makers)" in inc.fallback
    ticker = await bench.say("watch add Weixin tickers:0700.HK")
    assert "“0700.HK” is watched on Console already (腾讯)" in ticker.fallback or (
        "“0700.HK” is a name of 腾讯 too" in ticker.fallback
    )
    await bench.press(await bench.say("watch add Coil tickers:TSLA in:Parts"), "Save")
    symbol = await bench.say("watch add Tessla tickers:$TSLA.US")
    assert "is the symbol of Coil too (Parts)" in symbol.fallback


async def test_watches_of_another_workspace_are_neither_named_nor_lent(bench: Bench) -> None:
    elsewhere = {**OWNER, "scope": "slack:T2", "channel": "C9"}
    saved = await bench.press(
        await bench.say("watch add Zeekr aliases:极氪", **OWNER), "Save", **OWNER
    )
    assert saved.tone == "good"
    card = await bench.say("watch add Zeekr", **elsewhere)
    assert "极氪" not in card.fallback
    assert "watched on" not in card.fallback


async def test_no_flood_of_warnings(bench: Bench) -> None:
    for name in ("Apple", "Target", "Shell", "Gap", "Oracle", "Block"):
        await bench.press(await bench.say(f"watch add {name} in:{name}s"), "Save")
    card = await bench.say("watch add Apple aliases:Target,Shell,Gap,Oracle,Block")
    assert card.fallback.count("Note: ") == 5


async def test_a_name_in_lower_case_is_not_said_to_need_a_capital(bench: Bench) -> None:
    text = (await bench.say("watch add target")).fallback
    assert "“target” is an ordinary word too; words that stand near" in text
