"""Commands that answer from the store: lookup, why, story, history, list, status, help."""

from dataclasses import replace
from datetime import time, timedelta

from bot.card import File
from bot.errors import Problem
from bot.feeds.identity import feed_id
from bot.model import Delivery, DeliveryStatus, FeedState, QuietHours, Relation, User, make_id
from tests.support.bench import START, Bench

CNEV = feed_id("https://cnevpost.example/feed")
SU7 = "Xiaomi SU7 deliveries pass 10,000"


async def su7(bench: Bench) -> str:
    """One story by two outlets, told on the console; the alert's reference."""
    await bench.news(SU7, "Xiaomi said so on Weibo.", story="su7", told=("console", "ev-desk"))
    await bench.news(
        "小米SU7交付破万",
        "雷军在微博宣布。",
        of=bench.feeds[1],
        story="su7",
        relation=Relation.DUPLICATE,
        ago=timedelta(minutes=30),
        url="https://electrek.example/su7",
    )
    return (await bench.store.alerts(destination="console"))[0].id


# ── lookup ───────────────────────────────────────────────────────────────────────────────


async def test_lookup_groups_reports_of_one_story(bench: Bench) -> None:
    await su7(bench)
    card = await bench.say("lookup Xiaomi")
    assert card.title == "Xiaomi: 1 story in the last 7 days"
    assert f"• {SU7} — CnEVPost and Electrek · 35 minutes ago" in card.fallback
    assert card.private


async def test_lookup_finds_by_alias_and_in_chinese(bench: Bench) -> None:
    await su7(bench)
    for typed in ("小米", "1810.HK", "xiaomi ev"):
        assert SU7 in (await bench.say(f"lookup {typed}")).fallback
    found = await bench.say("lookup 交付破万")
    assert "1 story" in found.title
    assert "Not on a watchlist" in found.fallback


async def test_lookup_finds_what_came_before_the_name_was_watched(bench: Bench) -> None:
    await bench.news("Rivian R2 spied in Munich")
    card = await bench.say("watch add Rivian")
    await bench.press(card, "Save")
    assert "Rivian R2 spied" in (await bench.say("lookup Rivian")).fallback


async def test_lookup_is_bounded_and_says_how_many_more(bench: Bench) -> None:
    for number in range(12):
        await bench.news(f"Tesla recalls model number {number}", ago=timedelta(hours=number + 1))
    card = await bench.say("lookup Tesla 2")
    assert "12 stories in the last 2 days" in card.title
    assert card.fallback.count("• Tesla recalls") == 8
    assert "… and 4 more" in card.fallback


async def test_lookup_explains_silence(bench: Bench) -> None:
    await bench.news("Tesla opens a plant", ago=timedelta(days=20))
    card = await bench.say("lookup Tesla")
    assert card.title == "Nothing on Tesla in the last 7 days"
    assert "The last was 20 days ago: Tesla opens a plant" in card.fallback
    assert "Tesla opens a plant" in (await bench.press(card, "Look back")).fallback
    misspelt = await bench.say("lookup Telsa")
    assert any(action.command == "lookup Tesla" for action in misspelt.actions)


async def test_lookup_counts_days_from_when_news_was_published(bench: Bench) -> None:
    """A feed's first poll brings what is old: it was seen today, and is no news of this week."""
    published = timedelta(days=25)
    await bench.news("Tesla shows a robotaxi", published=published, baseline=True)
    card = await bench.say("lookup Tesla")
    assert card.title == "Nothing on Tesla in the last 7 days"
    assert "The last was 25 days ago: Tesla shows a robotaxi" in card.fallback
    assert "robotaxi" in (await bench.press(card, "Look back 26 days")).fallback
    await bench.news("Tesla opens a plant")
    card = await bench.say("lookup Tesla")
    assert card.title == "Tesla: 1 story in the last 7 days"
    assert "robotaxi" not in card.fallback
    assert "1 older report came in then, too" in card.fallback


async def test_a_number_may_belong_to_the_name(bench: Bench) -> None:
    await bench.press(await bench.say('watch add "iPhone 17"'), "Save")
    await bench.news("iPhone 17 is here")
    assert (await bench.say("lookup iPhone 17")).title == "iPhone 17: 1 story in the last 7 days"
    assert "the last 3 days" in (await bench.say("lookup iPhone 17 3")).title


# ── why ──────────────────────────────────────────────────────────────────────────────────


async def test_why_quotes_the_words_and_gives_rule_span_and_decision(bench: Bench) -> None:
    alert = await su7(bench)
    card = await bench.say(f"why {alert[:7]}")
    text = card.fallback
    assert card.title == f"Why: {SU7}"
    assert "Xiaomi (company) — “Xiaomi” in the headline" in text
    assert "rule exact" in text
    assert "title 0–6" in text
    assert "Decision: posted (console) — a new story" in text
    assert "published 10:25 (65 minutes ago)" in text
    assert f"reference {alert}" in text


async def test_why_alone_is_about_the_last_alert_of_the_channel(bench: Bench) -> None:
    await su7(bench)
    assert SU7 in (await bench.say("why")).title
    here = {"platform": "slack", "channel": "C0EV", "scope": "slack:T1"}
    assert "(ev-desk)" in (await bench.say("why", **here)).fallback
    nowhere = await bench.say("why", platform="slack", channel="C0OTHER", scope="slack:T1")
    assert nowhere.title == "There has been no alert in this channel yet"


async def test_why_explains_words_with_what_nearly_matched(bench: Bench) -> None:
    matched = await bench.say("why Xaiomi shows a new car")
    assert matched.tone == "good"
    assert "would match" in matched.title
    assert "rule typo" in matched.fallback
    assert "would match nothing" in (await bench.say("why pomegranates are ripe")).title


async def test_why_takes_an_address(bench: Bench) -> None:
    await su7(bench)
    card = await bench.say("why https://electrek.example/su7?utm_source=feed")
    assert "小米SU7交付破万" in card.title
    assert "Story: duplicate" in card.fallback


async def test_why_shows_what_was_refused_in_a_stored_item(bench: Bench) -> None:
    item = await bench.news("Porridge for a week", "Eat 小米粥 for breakfast.")
    card = await bench.say(f"why {item.url}")
    text = card.fallback
    assert "No watch matched it." in text
    assert "Not taken for Xiaomi: “小米” — " in text
    assert "rule segmentation" in text
    assert "Eat 小米粥 for breakfast." in text
    assert text.count("Not taken for") <= 3


async def test_why_of_an_alert_leaves_out_refusals_of_what_matched(bench: Bench) -> None:
    item = await bench.news("Tesla opens a plant", "小米粥 is on the menu, tesla coils are not.")
    text = (await bench.say(f"why {item.url}")).fallback
    assert "Tesla (company) — “Tesla” in the headline" in text
    assert "Not taken for Xiaomi: “小米”" in text
    assert "Not taken for Tesla" not in text


async def test_why_says_what_would_match_by_now(bench: Bench) -> None:
    item = await bench.news("Rivian R2 spied in Munich")
    await bench.press(await bench.say("watch add Rivian"), "Save")
    text = (await bench.say(f"why {item.url}")).fallback
    assert "No watch matched it." in text
    assert "Rivian would match it by now" in text


async def test_why_tells_of_a_name_in_the_pages_other_stories_only(bench: Bench) -> None:
    paragraph = "Lawyers met in Wuhan on Friday and agreed on the terms, two of them said later."
    content = f"{paragraph}\nRead next\nXiaomi sues a rival"
    item = await bench.news("Terms agreed", content)
    assert await bench.store.mentions(item.id) == []
    text = (await bench.say(f"why {item.url}")).fallback
    assert "Not taken for Xiaomi: “Xiaomi” — 'Xiaomi'; in the page's tail of other stories" in text
    assert "under 'Read next'" in text
    both = await bench.news("Terms agreed again", f"Xiaomi was told. {content}")
    assert "Not taken" not in (await bench.say(f"why {both.url}")).fallback


async def test_why_says_what_was_decided_where_others_read(bench: Bench) -> None:
    item = await bench.news("Tesla opens a plant", told=("ev-desk",))
    card = await bench.say(f"why {item.url}")
    assert "Decision: posted (ev-desk) — a new story" in card.fallback
    assert "Mute" in [each.label for each in card.actions]
    stranger = {"platform": "slack", "channel": "C0OTHER", "scope": "slack:T9"}
    assert "ev-desk" not in (await bench.say(f"why {item.url}", **stranger)).fallback


async def test_why_says_what_words_would_lead_to(bench: Bench) -> None:
    owner = {"platform": "slack", "scope": "slack:T1", "channel": "C1"}
    made_by = {**owner, "user": User(id="slack:U0OWNER")}
    await bench.press(await bench.say("watch add Zeekr", **made_by), "Save", **made_by)
    both = await bench.say("why Tesla and Zeekr open a plant")
    assert "Zeekr (company)" in both.fallback, "of every workspace, at the terminal"
    assert "ev-desk (slack:C0EV) — would be posted: a new story" in both.fallback
    assert "slack:C1 — would be posted: a new story: if nothing like it was told; Zeekr" in (
        both.fallback
    )
    quiet = QuietHours(start=time(8), end=time(13))
    bench.settings = replace(bench.settings, quiet_hours=quiet)
    await bench.changed()
    held = (await bench.say("why Zeekr opens a plant")).fallback
    assert "slack:C1 — would be held: quiet hours until 13:00" in held
    there = (await bench.say("why Zeekr opens a plant", **owner)).fallback
    assert "slack:C1 — would be held" in there
    other = {"platform": "slack", "scope": "slack:T2", "channel": "C2"}
    assert "Zeekr (company)" not in (await bench.say("why Zeekr opens", **other)).fallback


async def test_alerts_of_another_workspace_are_not_shown(bench: Bench) -> None:
    owner = {"platform": "slack", "scope": "slack:T1", "channel": "C1"}
    owner_user = {"user": User(id="slack:U0OWNER")}
    saved = await bench.press(
        await bench.say("watch add Zeekr", **owner, **owner_user), "Save", **owner, **owner_user
    )
    assert saved.tone == "good"
    await bench.news("Zeekr goes to Oslo", told=("slack:C1",))
    alert = (await bench.store.alerts(destination="slack:C1"))[0].id
    assert "Zeekr goes" in (await bench.say(f"why {alert}", **owner)).title
    other = await bench.say(f"why {alert}", platform="slack", scope="slack:T2", channel="C1x")
    assert "Zeekr" not in other.fallback


# ── story and history ────────────────────────────────────────────────────────────────────


async def test_story_is_a_timeline_of_outlets(bench: Bench) -> None:
    alert = await su7(bench)
    for which in (alert, "", "https://electrek.example/su7"):
        text = (await bench.say(f"story {which}")).fallback
        assert "2 reports by 2 outlets over 30 minutes." in text
        assert text.index("10:25 CnEVPost") < text.index("10:55 Electrek: 小米SU7交付破万")
    assert "no alert or story" in (await bench.say("story nonsense")).title
    assert "No stored story" in (await bench.say("story https://nowhere.example/")).title


async def test_story_shows_the_running_story(bench: Bench) -> None:
    first = await bench.news("Xiaomi plans a plant", story="plan", told=("console",))
    thread = await bench.store.story_of_item(first.id)
    assert thread is not None
    await bench.news("Xiaomi builds the plant", story="build", thread=thread.thread_id,
                     relation=Relation.FOLLOW_UP, ago=timedelta(minutes=10))  # fmt: skip
    text = (await bench.say("story")).fallback
    assert "The running story" in text
    assert "• 11:20 Xiaomi builds the plant · CnEVPost · New: nothing like it before" in text


async def test_history_of_a_name_is_its_past_alerts(bench: Bench) -> None:
    alert = await su7(bench)
    card = await bench.say("history Xiaomi")
    assert card.title == "Xiaomi: 1 past alert"
    assert f"10:30 {SU7} · CnEVPost" in card.fallback
    assert (await bench.say("history", alert_id=alert)).title == card.title
    assert "no alert yet" in (await bench.say("history Tesla")).title
    assert "“Tesla”" in (await bench.say("history Telsa")).fallback


async def test_history_of_a_figure_is_its_readings(bench: Bench) -> None:
    for month, value, days in (("May", "9,876", 40), ("June", "12,345", 9)):
        text = f"Xiaomi delivered {value} vehicles in {month} 2026."
        await bench.news(f"Xiaomi deliveries of {month}", text, ago=timedelta(days=days))
    text = (await bench.say("history SU7 deliveries")).fallback
    assert "Xiaomi deliveries by month: 2 periods" in text
    assert text.index("9,876 vehicles") < text.index("12,345 vehicles")
    assert "+25.0 %" in text


async def test_history_of_a_figure_compares_what_can_be_compared(bench: Bench) -> None:
    said = (
        ("May", "delivered 10,000 vehicles in May 2026", 40),
        ("June plan", "targets 50,000 deliveries in June 2026", 30),
        ("June", "delivered 12,000 vehicles in June 2026", 9),
        ("its YU7", "delivered 3,000 YU7 in June 2026", 8),
    )
    for title, text, days in said:
        news = f"Xiaomi {text}."
        await bench.news(f"Xiaomi and {title}", news, ago=timedelta(days=days), story=title)
    text = (await bench.say("history SU7 deliveries")).fallback
    assert "12,000 vehicles | +20.0 %" in text
    assert "50,000 deliveries · target | –" in text
    assert text.count("%") == 1, "no plan and no other product is a step"


async def test_why_gives_the_condition_of_a_figure(bench: Bench) -> None:
    card = await bench.say("why Xiaomi delivered 12,345 vehicles in June")
    assert "SU7 deliveries (figure) — " in card.fallback
    assert "12,345" in card.fallback


async def test_the_running_story_counts_its_other_outlets(bench: Bench) -> None:
    begun = make_id("s", "a")
    for words in ("opens a plant", "has a plant", "runs a plant"):
        outlet, url = replace(bench.feeds[0], name=words), f"https://{words[0]}.example/1"
        await bench.news(f"Xiaomi {words}", of=outlet, story="a", url=url)
    of = bench.feeds[1]
    await bench.news("Xiaomi shuts it", of=of, story="b", thread=begun, relation=Relation.FOLLOW_UP)
    assert " and 2 more\n" in (await bench.say("story https://o.example/1")).fallback


async def test_why_tells_a_condition_that_is_not_met(bench: Bench) -> None:
    text = "Xiaomi delivered 4,000 vehicles in June 2026."
    item = await bench.news("Xiaomi deliveries of June", text)
    said = (await bench.say(f"why {item.url}")).fallback
    assert "SU7 deliveries (figure) — 4,000 vehicles, June 2026: “> 10,000” is not met" in said


# ── list, status, help ───────────────────────────────────────────────────────────────────


async def test_list_shows_files_as_read_only_with_their_name(bench: Bench) -> None:
    text = (await bench.say("list")).fallback
    assert "EV makers: Xiaomi, Tesla, Lei Jun and SU7 deliveries" in text
    assert "read-only, from watchlists/ev.yaml" in text
    assert "config/" not in text
    one = (await bench.say("list ev makers")).fallback
    assert "Xiaomi · company · also 小米, Xiaomi EV and 1810.HK" in one
    assert "when > 10,000" in one
    assert "Did you mean “EV makers”?" in (await bench.say("list EV maker")).fallback


async def test_status_says_why_it_is_quiet(bench: Bench) -> None:
    await bench.store.save_state(FeedState(feed_id=CNEV, last_ok=START, last_poll=START))
    await bench.store.save_state(
        FeedState(
            feed_id=feed_id("https://electrek.example/feed"),
            last_ok=START - timedelta(hours=5),
            failures=3,
            failing_since=START - timedelta(hours=2),
            error="the server answered 503 Service Unavailable",
        )
    )
    await bench.news("Pomegranates are ripe")
    bench.problems = [Problem(file="config/feeds.yaml", line=4, column=2, what="unknown key 'ulr'")]
    card = await bench.say("status")
    text = card.fallback
    assert card.tone == "warning"
    assert card.title == "1 failing feed, 1 configuration problem"
    assert (
        "Quiet because nothing matched among 1 item of the last 24 hours; "
        "1 of 2 feeds is failing since 09:30." in text
    )
    assert "Electrek: the server answered 503 Service Unavailable · since 09:30" in text
    assert "config/feeds.yaml:4:2 unknown key 'ulr'" in text
    assert "Feeds: 1 ok, 1 failing" in text


async def test_status_shows_what_could_not_be_delivered(bench: Bench) -> None:
    row = Delivery(key="k1", destination="ev-desk", kind="notice", card={}, created=START)
    await bench.store.enqueue([row])
    claimed = await bench.store.claim_delivery("ev-desk", START)
    assert claimed is not None
    await bench.store.settle(claimed.id, DeliveryStatus.PARKED, error="not_in_channel: invite it")
    text = (await bench.say("status")).fallback
    assert "1 parked" in text
    assert "ev-desk: not_in_channel: invite it" in text


async def test_help_knows_every_command_and_suggests(bench: Bench) -> None:
    assert "watch add <name>" in (await bench.say("help")).fallback
    assert "required" in (await bench.say("help lookup")).fallback
    assert "“lookup”" in (await bench.say("help lokup")).fallback
    assert "feed pause" in (await bench.say("help feed")).fallback


async def test_export_of_a_file_list_is_yaml(bench: Bench) -> None:
    card = await bench.say("export EV makers")
    files = [block for block in card.blocks if isinstance(block, File)]
    assert files[0].name == "ev-makers.yaml"
    assert "小米" in files[0].text


async def test_status_says_once_what_all_feeds_suffer_from(bench: Bench) -> None:
    for each in bench.feeds:
        error = f"{each.url} could not be looked up (no answer from DNS)"
        await bench.store.save_state(FeedState(feed_id=each.id, failures=1, error=error))
    text = (await bench.say("status")).fallback
    assert "All 2: could not be looked up (no answer from DNS)" in text
    assert text.count("could not be looked up") == 1


async def test_history_has_one_row_for_a_period_however_it_is_named(bench: Bench) -> None:
    told = (
        ("Xiaomi deliveries of week 27", "Xiaomi delivered 8,000 vehicles in week 27 of 2026.", ""),
        ("Xiaomi delivered 10,000 vehicles in week 28", "", "a"),
        ("Xiaomi delivered 10,000 vehicles in Week 28", "It delivered 10,000 vehicles.", "a"),
        ("小米第28周交付10,000辆", "", "a"),
    )
    for number, (title, text, story) in enumerate(told):
        of = bench.feeds[number % 2]
        await bench.news(title, text, of=of, ago=timedelta(days=2, hours=-number), story=story)
    text = (await bench.say("history SU7 deliveries")).fallback
    assert "Xiaomi deliveries by week: 2 periods" in text
    assert "10,000 vehicles | +25.0 % | 2 sources" in text
    await bench.news(
        "Correction: Xiaomi delivered 9,000 vehicles in week 28",
        story="a",
        relation=Relation.CORRECTION,
    )
    text = (await bench.say("history SU7 deliveries")).fallback
    assert "9,000 vehicles · corrected from 10,000 vehicles | +12.5 % | 1 source" in text


async def test_a_story_told_at_once_took_less_than_a_minute(bench: Bench) -> None:
    await bench.news("Tesla opens a plant", story="t", told=("console",))
    await bench.news("Tesla plant opened", story="t", of=bench.feeds[1])
    assert "2 reports by 2 outlets within a minute." in (await bench.say("story")).fallback
